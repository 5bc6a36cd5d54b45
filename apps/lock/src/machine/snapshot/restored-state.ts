import { Store } from '../state/store.js';
import { decodeState } from './decode-state.js';
import { encodeState } from './encode-state.js';

/**
 * What a new cluster begins with that is founded from a backup: quotas. Sessions, and so all that they held and waited for, end with the
 * old cluster.
 *
 * To keep them would be wrong where anything has changed since the backup: a lock that its holder gave back would be held again, by a session that its
 * client keeps alive; to that session it would be granted once more, under the old token, below those that the old cluster has granted to others meanwhile.
 * @throws {CorruptionError | UnknownEntryError} from the iteration, as `decodeState`.
 */
export async function* restoredState(taken: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const former = await decodeState(taken);
  const store = Store.empty();
  for (const { name, quotas } of former.trees.namespaces.values())
    if (quotas !== undefined) store.putNamespace({ ...store.namespace(name), quotas });
  yield* encodeState(store);
}
