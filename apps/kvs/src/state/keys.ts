import type { KeyRange } from '@lolraft/kvs-client';

/**
 * A key within the state: a string with one character for each byte (Latin-1), whose order is that of the bytes. It takes
 * less memory than an array and compares faster.
 */
export type Key = string;

export function toKey(bytes: Uint8Array): Key {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

export function keyBytes(key: Key): Uint8Array {
  return Buffer.from(key, 'latin1');
}

export function compareKeys(a: Key, b: Key): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Keys from `from` on, up to, but without, `to`; without end where `to` is undefined. */
export interface Bounds {
  readonly from: Key;
  readonly to: Key | undefined;
}

/** The smallest key that is larger. */
function successor(key: Key): Key {
  return `${key}\0`;
}

export function boundsOf({ key, rangeEnd }: KeyRange): Bounds {
  const from = toKey(key);
  if (rangeEnd.length === 0) return { from, to: successor(from) };
  if (rangeEnd.length === 1 && rangeEnd[0] === 0) return { from, to: undefined };
  return { from, to: toKey(rangeEnd) };
}

export function within(key: Key, { from, to }: Bounds): boolean {
  return key >= from && (to === undefined || key < to);
}
