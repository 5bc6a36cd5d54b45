import type { KeyRecord } from '../state/records.js';
import type { Store } from '../state/store.js';
import { toKey } from '../state/keys.js';
import { GUARDED_STATE_VERSION, HEAD_FIELDS, type Head, STATE_VERSION } from './format.js';
import { ItemWriter } from './item-writer.js';

/**
 * The bytes of a state (see `format.ts`) in pieces of at most 64 KiB, each made when it is asked for and valid until the next
 * one is. The store must not change meanwhile: give a clone.
 */
export function* encodeState(store: Store): Generator<Uint8Array, void, undefined> {
  const items = new ItemWriter();
  const guards = store.guards.size;
  items.byte(guards === 0 ? STATE_VERSION : GUARDED_STATE_VERSION);
  writeHead(items, headOf(store));
  if (guards > 0) {
    items.begin();
    items.varint(guards);
    items.end();
  }
  for (const record of store.records()) {
    const content = contentOf(record);
    if (!items.hasRoom(content)) yield* items.pieces(content);
    items.begin();
    items.record(record);
    items.end();
  }
  for (const { revision, key, previous } of store.history.since(0)) {
    const content = previous === undefined ? key.length : contentOf(previous);
    if (!items.hasRoom(content)) yield* items.pieces(content);
    items.begin();
    items.varint(revision);
    items.byte(previous === undefined ? 0 : 1);
    if (previous === undefined) items.key(key);
    else items.record(previous);
    items.end();
  }
  for (const [guard, token] of store.guards.entries()) {
    const name = toKey(Buffer.from(guard));
    if (!items.hasRoom(name.length)) yield* items.pieces(name.length);
    items.begin();
    items.key(name);
    items.varint(token);
    items.end();
  }
  yield* items.pieces();
  items.begin();
  items.uint32(items.checksum);
  items.end();
  yield* items.pieces();
}

function contentOf({ key, value }: KeyRecord): number {
  return key.length + value.length;
}

function headOf({ revision, compactRevision, retention, size, bytes, history }: Store): Head {
  return {
    revision,
    compactRevision,
    retentionRevisions: retention.revisions,
    retentionBytes: retention.bytes,
    keys: size,
    bytes,
    changes: history.size,
    historyBytes: history.bytes,
  };
}

function writeHead(items: ItemWriter, head: Head): void {
  items.begin();
  for (const field of HEAD_FIELDS) items.varint(head[field]);
  items.end();
}
