import { itemPieces } from '@lolraft/app-kit';
import { ByteWriter } from '../codec/byte-writer.js';
import type { Shape } from '../codec/shape.js';
import type { RequestId } from '../model/ids.js';
import type { Store } from '../state/store.js';
import { claimItem, head, namespaceItem, objectItem, sessionItem, STATE_VERSION, stakeItem } from './format.js';

/**
 * The bytes of a state (see `format.ts`) in pieces of at most 64 KiB, each made when it is asked for. The store must not change meanwhile: give a
 * clone.
 */
export function encodeState(store: Store): Generator<Uint8Array, void, undefined> {
  return itemPieces(STATE_VERSION, itemsOf(store));
}

function item<T>(shape: Shape<T>, value: T): Uint8Array {
  const writer = new ByteWriter();
  shape.write(writer, value);
  return writer.finish();
}

function* itemsOf({ trees }: Store): Generator<Uint8Array, void, undefined> {
  const { namespaces, sessions, objects, stakes, claims } = trees;
  yield item(head, {
    namespaces: namespaces.size,
    sessions: sessions.size,
    objects: objects.size,
    stakes: stakes.size,
    claims: claims.size,
  });
  for (const namespace of namespaces.values()) yield item(namespaceItem, namespace);
  for (const session of sessions.values()) yield item(sessionItem, session);
  for (const object of objects.values()) yield item(objectItem, object);
  for (const stake of stakes.values()) yield item(stakeItem, stake);
  for (const [[sessionNo = 0, request = 0], claim] of claims.entries())
    yield item(claimItem, { sessionNo, request: request as RequestId, claim });
}
