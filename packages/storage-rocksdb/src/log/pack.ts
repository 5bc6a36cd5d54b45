import { EntryBatch } from '@lolraft/raft-core';

/**
 * Bytes that a stored block of several entries does not exceed, so that a read of a few entries loads little beside them.
 * A single entry may be larger (32 MiB and its header, by the limits of the core) and is a block of its own then.
 */
export const BLOCK_BYTES = 256 * 1024;

/** Cuts and joins consecutive batches into blocks: as few as fit. */
export function packBlocks(batches: readonly EntryBatch[]): EntryBatch[] {
  const blocks: EntryBatch[] = [];
  let pieces: EntryBatch[] = [];
  let room = BLOCK_BYTES;
  const flush = (): void => {
    if (pieces.length > 0) blocks.push(EntryBatch.concat(pieces));
    pieces = [];
    room = BLOCK_BYTES;
  };
  for (const batch of batches) {
    for (let rest = batch; rest.count > 0; ) {
      const piece = rest.byteLength <= room ? rest : rest.take(rest.firstIndex, rest.lastIndex, room);
      if (piece.byteLength > room && pieces.length > 0) {
        flush();
        continue;
      }
      pieces.push(piece);
      room -= piece.byteLength;
      rest = rest.slice(piece.lastIndex + 1);
      if (rest.count > 0) flush();
    }
  }
  flush();
  return blocks;
}
