import { MAX_KEY_BYTES } from '@lolraft/kvs-client';
import { MAX_ENTRY_BYTES } from '@lolraft/raft-core';

/**
 * The state as bytes: what the app gives to a snapshot, version 1.
 *
 * First one byte, the version; then items, each behind its length as a 32-bit little-endian number:
 *
 * | item | holds |
 * |---|---|
 * | head, 1 | revision, compactRevision, retention.revisions, retention.bytes, keys, bytes, changes, history bytes |
 * | record, one for each key, in the order of keys | length of the key, key, createRevision, modRevision, version, lease, and the value: the rest |
 * | change, one for each of the history, the oldest first | revision, and what was there before: 1 and a record; or 0 and a key, where there was nothing |
 * | end, 1 | CRC-32C of everything before this item, 32 bits, little endian |
 *
 * All other numbers are base-128 varints as in Protocol Buffers, in their shortest form. What a change has made of its key is not
 * written: it is what the key's next change has replaced, or what the key is now.
 *
 * The bytes follow from the state alone: members that have the same one, whatever led there, write the same bytes.
 */
export const STATE_VERSION = 1;

/**
 * The same with guards: behind the head one more item, the number of them; behind the changes one for each, in the order of names: length of the
 * name in UTF-8, name, and the newest token that was seen. A state without guards is written in version 1, which builds before guards read too.
 */
export const GUARDED_STATE_VERSION = 2;

/** No item is longer: a value is smaller than the largest entry. */
export const MAX_ITEM_BYTES = MAX_ENTRY_BYTES + MAX_KEY_BYTES;

/** The first item. */
export interface Head {
  readonly revision: number;
  readonly compactRevision: number;
  readonly retentionRevisions: number;
  readonly retentionBytes: number;
  readonly keys: number;
  /** Of the keys and their values. */
  readonly bytes: number;
  readonly changes: number;
  /** As retention counts them. */
  readonly historyBytes: number;
}

/** In the order in which they are written. */
export const HEAD_FIELDS = [
  'revision',
  'compactRevision',
  'retentionRevisions',
  'retentionBytes',
  'keys',
  'bytes',
  'changes',
  'historyBytes',
] as const satisfies readonly (keyof Head)[];
