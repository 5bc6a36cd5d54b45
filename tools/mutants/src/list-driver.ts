import type { Mutant } from './mutant.js';

const source = (name: string): string => `packages/raft-core/src/${name}.ts`;

function one(name: string, breaks: string, file: string, find: string, replace: string): Mutant {
  return { name, breaks, edits: [{ file: source(file), find, replace }] };
}

/** Faults of the driver and of the entry format. */
export const DRIVER: readonly Mutant[] = [
  one(
    'written-before-the-disk-has-answered',
    'rule 2, D1',
    'node/disk-writer',
    '      await written;\n',
    '      void written.catch(() => undefined);\n',
  ),
  one(
    'a-failed-write-counts-as-done',
    'rule 17, D4',
    'node/disk-writer',
    'else this.#fail(error);\n      return;',
    'else for (const pending of batch.values()) this.#handlers.onWritten(pending.group, pending.last);\n      return;',
  ),
  one(
    'the-joined-write-forgets-the-cut',
    'rule 6',
    'node/pending-write',
    'this.#truncateFrom = Math.min(this.#truncateFrom ?? Infinity, from);',
    'this.#truncateFrom ??= undefined;',
  ),
  one(
    'the-joined-write-keeps-the-older-hard-state',
    'rule 1',
    'node/pending-write',
    'if (effect.hardState !== undefined) this.#hardState = effect.hardState;',
    'if (effect.hardState !== undefined) this.#hardState ??= effect.hardState;',
  ),
  one(
    'the-joined-write-keeps-cut-entries',
    'rule 6',
    'node/pending-write',
    'this.#entries = kept;',
    'if (kept.length === 0) this.#entries = kept;',
  ),
  one(
    'the-app-sees-what-is-not-committed',
    '§5.3',
    'node/group',
    'this.#applier.committed(effect.index);',
    'this.#applier.committed(Math.max(effect.index, this.#consensus.state.log.lastIndex));',
  ),
  one(
    'reads-do-not-wait-for-apply',
    'rule 13',
    'node/read-queue',
    'if (item.index <= applied) ready.push(item.read);',
    'if (item.index <= applied + 1e9) ready.push(item.read);',
  ),
  one(
    'lost-leadership-settles-nothing',
    'rule 10',
    'node/group',
    "if (effect.role !== 'leader')",
    "if (effect.role === 'leader' && effect.term < 0)",
  ),
  one(
    'a-failing-app-is-skipped',
    '§4 apply',
    'node/applier',
    'this.#stopped = true;\n    this.#source.onFailed(',
    'if (error instanceof Error) return;\n    this.#stopped = true;\n    this.#source.onFailed(',
  ),
  one(
    'no-bound-of-waiting-writes',
    'rule 18',
    'node/group',
    'this.#proposals.count >= limits.maxPendingWrites ||',
    'this.#proposals.count < 0 ||',
  ),
  one(
    'another-nodes-directory-is-taken',
    'rule 19',
    'node/founding',
    'if (identity !== undefined && identity.node !== options.id) {',
    'if (identity !== undefined && identity.node === undefined) {',
  ),
  one(
    'a-joiner-founds',
    'rule 19',
    'node/founding',
    "if (options.initial === 'existing') {\n    if (identity !== undefined) return identity.cluster;",
    "if (options.initial === 'existing' && identity !== undefined) {\n    if (identity.cluster.length > 0) return identity.cluster;",
  ),
  one(
    'entries-are-not-verified-when-decoded',
    'rule 16, D3',
    'model/entry-batch',
    'if (view.getUint32(at + 4, true) !== crc32c(bytes, at + 8, at + length))',
    'if (view.getUint32(at + 4, true) !== crc32c(bytes, at + 8, at + length) && index < 0)',
  ),
  one('entries-are-not-verified-before-apply', 'rule 16', 'node/applier', 'batch.verify();', ''),
  one(
    'an-unknown-kind-is-let-in',
    'rule 20',
    'model/entry',
    'return kind >= EntryKind.Noop && kind <= EntryKind.Configuration;',
    'return kind >= EntryKind.Noop && kind <= EntryKind.Configuration + 100;',
  ),
  one(
    'a-newer-cluster-version-is-let-in',
    'rule 20',
    'model/configuration',
    'if (configuration.clusterVersion > CLUSTER_VERSION_MAX)',
    'if (configuration.clusterVersion > CLUSTER_VERSION_MAX + 100)',
  ),
];
