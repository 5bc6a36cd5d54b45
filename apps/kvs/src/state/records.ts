import type { KeyValue } from '@lolraft/kvs-client';
import { type Key, keyBytes } from './keys.js';

/** A key as it was from one change of it to the next. Never changed: trees, history and snapshots share it. */
export interface KeyRecord {
  readonly key: Key;
  readonly value: Uint8Array;
  readonly createRevision: number;
  readonly modRevision: number;
  readonly version: number;
  readonly lease: number;
}

/** One key's change at one revision. No transaction changes a key twice, so the two name it. */
export interface Change {
  readonly key: Key;
  readonly revision: number;
  /** What the key is from then on; undefined: it is deleted. */
  readonly record: KeyRecord | undefined;
  /** What it was before; undefined: it was not there. */
  readonly previous: KeyRecord | undefined;
}

const NOTHING = new Uint8Array(0);

export function toKeyValue(
  { key, value, createRevision, modRevision, version, lease }: KeyRecord,
  keysOnly = false,
): KeyValue {
  return { key: keyBytes(key), value: keysOnly ? NOTHING : value, createRevision, modRevision, version, lease };
}

/** Bytes that a record takes in an answer, about. */
export function responseBytes(record: KeyRecord, keysOnly = false): number {
  return 32 + record.key.length + (keysOnly ? 0 : record.value.length);
}
