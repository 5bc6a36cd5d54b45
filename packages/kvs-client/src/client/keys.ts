import { InvalidArgumentError } from '@lolraft/raft-core';
import type { KeyRange } from '../model/requests.js';

/** A key or value: bytes, or a text that stands for its UTF-8. */
export type Bytes = Uint8Array | string;

const encoder = new TextEncoder();

export function toBytes(value: Bytes): Uint8Array {
  return typeof value === 'string' ? encoder.encode(value) : value;
}

/** A `rangeEnd` that means: from the key on to the end. */
export const TO_THE_END = Uint8Array.of(0);

/** The `rangeEnd` of all keys that begin with `prefix`. */
export function prefixEnd(prefix: Uint8Array): Uint8Array {
  for (let i = prefix.length - 1; i >= 0; i--) {
    const byte = prefix[i] as number;
    if (byte === 0xff) continue;
    const end = prefix.slice(0, i + 1);
    end[i] = byte + 1;
    return end;
  }
  return TO_THE_END;
}

/** The first key after `key`. */
export function nextKey(key: Uint8Array): Uint8Array {
  const next = new Uint8Array(key.length + 1);
  next.set(key);
  return next;
}

/** Which keys a range is about: those with a prefix, those from one key on up to but without another, or all. */
export type Range = { readonly prefix: Bytes } | { readonly from: Bytes; readonly to?: Bytes } | 'all';

const NO_END = new Uint8Array(0);
const EVERYTHING: KeyRange = { key: TO_THE_END, rangeEnd: TO_THE_END };
/** No key is between a key and itself. */
const NOTHING: KeyRange = { key: Uint8Array.of(1), rangeEnd: Uint8Array.of(1) };

export function singleKey(key: Bytes): KeyRange {
  return { key: toBytes(key), rangeEnd: NO_END };
}

/** @throws {InvalidArgumentError} where it ends before every key. */
export function rangeOf(range: Range): KeyRange {
  if (range === 'all') return EVERYTHING;
  if ('prefix' in range) {
    const key = toBytes(range.prefix);
    return key.length === 0 ? EVERYTHING : { key, rangeEnd: prefixEnd(key) };
  }
  const from = toBytes(range.from);
  // The first key that there can be.
  const key = from.length === 0 ? Uint8Array.of(0) : from;
  if (range.to === undefined) return { key, rangeEnd: TO_THE_END };
  const to = toBytes(range.to);
  if (to.length === 0)
    throw new InvalidArgumentError('the end of a range is empty; leave it out for all keys from the first');
  // No key is before a single zero, which on the wire would mean "to the end".
  return to.length === 1 && to[0] === 0 ? NOTHING : { key, rangeEnd: to };
}
