import { EntryBatch, RaftError } from '@lolraft/raft-core';
import { toWireError } from '../../src/index.js';

/** A value in which entry batches and errors are replaced by plain data that compares by content. */
export function plain(value: unknown): unknown {
  if (value instanceof EntryBatch) {
    return Array.from({ length: value.count }, (_, i) => value.entry(value.firstIndex + i));
  }
  if (value instanceof RaftError) return { class: value.constructor.name, ...toWireError(value) };
  if (value instanceof Uint8Array) return value;
  if (value instanceof Map) return { map: [...value] };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
  }
  return value;
}

/** Every byte array anywhere within a decoded value. */
export function byteArrays(value: unknown): Uint8Array[] {
  if (value instanceof EntryBatch) return [value.bytes];
  if (value instanceof Uint8Array) return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(byteArrays);
}
