import { crc32c } from '@lolraft/raft-core';
import { LENGTH_BYTES } from './item-splitter.js';

/** No piece is larger, and few are much smaller. */
export const PIECE_BYTES = 64 * 1024;

/**
 * A state as `ItemSplitter` reads it: the version, one byte; then the items, each behind its length as a 32-bit little-endian number; the last
 * item is the CRC-32C of everything before it, little-endian. The items are asked for as the pieces are.
 * @param items of less than `PIECE_BYTES` each.
 */
export function* itemPieces(version: number, items: Iterable<Uint8Array>): Generator<Uint8Array, void, undefined> {
  let piece = new Uint8Array(PIECE_BYTES);
  let view = new DataView(piece.buffer);
  let at = 0;
  let checksum = 0;
  const take = (): Uint8Array => {
    const full = piece.subarray(0, at);
    checksum = crc32c(full, 0, full.length, checksum);
    piece = new Uint8Array(PIECE_BYTES);
    view = new DataView(piece.buffer);
    at = 0;
    return full;
  };
  piece[at++] = version;
  for (const item of items) {
    if (at + LENGTH_BYTES + item.length > PIECE_BYTES) yield take();
    view.setUint32(at, item.length, true);
    piece.set(item, at + LENGTH_BYTES);
    at += LENGTH_BYTES + item.length;
  }
  if (at > 0) yield take();
  view.setUint32(0, LENGTH_BYTES, true);
  view.setUint32(LENGTH_BYTES, checksum, true);
  at = 2 * LENGTH_BYTES;
  yield take();
}
