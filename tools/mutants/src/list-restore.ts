import { mutantsOf, type Mutant } from './mutant.js';

const core = mutantsOf('packages/raft-core/src');
const kit = mutantsOf('packages/node-kit/src');
const machine = mutantsOf('apps/lock/src/machine');
const TOKENS = 'lock: tokens grow, also over a restore';

/** Faults of clusters that are founded from a backup, and of commands that a cluster is too old for. */
export const RESTORE: readonly Mutant[] = [
  kit(
    'a-restored-cluster-gives-indexes-of-the-old-one-again',
    TOKENS,
    'backup/restore-source',
    'restoreIndex ?? taken + RESTORE_GAP',
    'restoreIndex ?? taken',
  ),
  kit(
    'a-restored-cluster-does-not-begin-where-it-is-told-to',
    TOKENS,
    'backup/restore-source',
    'restoreIndex ?? taken + RESTORE_GAP',
    'taken + RESTORE_GAP',
  ),
  kit(
    'a-restored-cluster-has-the-state-as-it-was',
    'lock: sessions end with their cluster',
    'backup/restore-source',
    '{ state: backup.restored }',
    '{}',
  ),
  kit(
    'a-backup-is-not-read-before-it-gets-its-name',
    'a backup is whole, or is not there',
    'backup/snapshot-file',
    '    await verifyFile(temporary, readState, last);\n',
    '',
  ),
  kit(
    'a-backup-takes-the-place-of-another-one',
    'a backup is whole, or is not there',
    'backup/snapshot-file',
    'if (replace || !(await linked(temporary, file)))',
    'if (replace || file !== temporary)',
  ),
  core('a-changed-snapshot-keeps-its-index', TOKENS, 'node/restore', '{ ...header, index }', 'header'),
  core('a-cluster-begins-before-its-backup', TOKENS, 'node/restore', '|| index < header.index', ''),
  machine(
    'sessions-live-on-in-a-restored-cluster',
    'lock: sessions end with their cluster',
    'snapshot/restored-state',
    'yield* encodeState(store);',
    'yield* encodeState(former);',
  ),
  machine(
    'quotas-are-not-restored',
    'lock: quotas are part of the state',
    'snapshot/restored-state',
    'if (quotas !== undefined)',
    'if (quotas === undefined)',
  ),
  core(
    'an-app-is-not-told-the-cluster-version',
    'rule 20',
    'node/group-writes',
    'validate?.(payload, { clusterVersion: this.#clusterVersion })',
    'validate?.(payload, { clusterVersion: Infinity })',
  ),
  core(
    'what-was-let-in-under-a-newer-version-is-appended-without-it',
    'rule 20',
    'node/group-writes',
    'const queued = this.#stillLetIn(this.#proposals.takeQueued());',
    'const queued = this.#proposals.takeQueued();',
  ),
  machine(
    'any-command-is-let-into-an-older-lock-service',
    'rule 20',
    'lock-app',
    'requireClusterVersion(sinceOf(command), clusterVersion, `a command of kind ${command.type}`);',
    '',
  ),
];
