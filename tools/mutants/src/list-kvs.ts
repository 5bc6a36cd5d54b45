import { mutantsOf, type Mutant } from './mutant.js';

const kvs = mutantsOf('apps/kvs/src');
const FENCED = 'kvs: whoever has lost a lock changes nothing that a later holder has guarded';

/** Faults of the key-value server's guards, and of what it lets into the log. */
export const KVS: readonly Mutant[] = [
  kvs('a-guard-takes-older-tokens', FENCED, 'state/machine', 'if (token < newest) {', 'if (token > newest) {'),
  kvs('a-guard-takes-a-token-once', FENCED, 'state/machine', 'if (token < newest) {', 'if (token <= newest) {'),
  kvs('a-guard-forgets-the-token', FENCED, 'state/machine', 'store.setNewestToken(name, token);', ''),
  kvs(
    'a-guard-remembers-the-token-of-a-change-that-was-refused',
    FENCED,
    'state/machine',
    '  const result = perform(store, change);\n  store.setNewestToken(name, token);\n  return result;',
    '  store.setNewestToken(name, token);\n  return perform(store, change);',
  ),
  kvs(
    'a-guard-is-of-the-key-and-not-of-its-name',
    FENCED,
    'state/machine',
    '  const { name, token } = guard;',
    "  const { token } = guard;\n  const name = 'key' in change ? String(change.key) : '';",
  ),
  kvs(
    'guards-are-not-in-the-snapshot',
    FENCED,
    'snapshot/encode-state',
    'const guards = store.guards.size;',
    'const guards = Math.min(store.guards.size, 0);',
  ),
  kvs(
    'guards-are-not-read-from-the-snapshot',
    FENCED,
    'snapshot/state-builder',
    'this.#guards.set(name, token);',
    'this.#guards.set(name, 1);',
  ),
  kvs(
    'a-view-shares-its-guards-with-the-store',
    'port: a view stays as it is',
    'state/store',
    'guards: this.#guards.clone(),',
    'guards: this.#guards,',
  ),
  kvs(
    'any-command-is-let-into-an-older-cluster',
    'rule 20',
    'app',
    'requireClusterVersion(sinceOf(command), clusterVersion, `a command of kind ${command.type}`);',
    '',
  ),
];
