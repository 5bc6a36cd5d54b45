import type { PutRequest } from '../model/requests.js';
import { plain } from './bytes.js';

// A put as the generated code writes it:
//   0a <length of the rest>  0a <length> key  12 <length> value  18 01
// where an empty value, and a `prev_kv` that is not asked for, are left out.
const COMMAND_PUT = 0x0a;
const KEY = 0x0a;
const VALUE = 0x12;
const PREV_KV = 0x18;

const EMPTY = new Uint8Array(0);

/**
 * Reads a put as it is usually encoded, four times faster than the generated code does; undefined for everything else,
 * whether another command, another encoding of a put, or none at all. Key and value are views.
 */
export function decodePut(given: Uint8Array): PutRequest | undefined {
  const end = given.length;
  if (end < 4 || given[0] !== COMMAND_PUT) return undefined;
  const bytes = plain(given);
  const cursor = { at: 1 };
  if (readLength(bytes, cursor) !== end - cursor.at) return undefined;
  const key = readField(bytes, cursor, KEY);
  if (key === undefined) return undefined;
  const value = bytes[cursor.at] === VALUE ? readField(bytes, cursor, VALUE) : EMPTY;
  if (value === undefined) return undefined;
  const { at } = cursor;
  if (at === end) return { type: 'put', key, value, prevKv: false };
  if (at + 2 === end && bytes[at] === PREV_KV && bytes[at + 1] === 1) return { type: 'put', key, value, prevKv: true };
  return undefined;
}

/** -1 where there is none of at most four bytes. */
function readLength(bytes: Uint8Array, cursor: { at: number }): number {
  let length = 0;
  for (let shift = 0; shift < 28; shift += 7) {
    const byte = bytes[cursor.at++];
    if (byte === undefined) return -1;
    length |= (byte & 0x7f) << shift;
    if (byte < 0x80) return length;
  }
  return -1;
}

/** Undefined where the field is not there, is empty, or goes on behind the end. */
function readField(bytes: Uint8Array, cursor: { at: number }, tag: number): Uint8Array | undefined {
  if (bytes[cursor.at++] !== tag) return undefined;
  const length = readLength(bytes, cursor);
  const start = cursor.at;
  const end = start + length;
  if (length <= 0 || end > bytes.length) return undefined;
  cursor.at = end;
  return bytes.subarray(start, end);
}
