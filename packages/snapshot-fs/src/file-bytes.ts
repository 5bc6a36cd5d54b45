import { crc32c } from '@lolraft/raft-core';
import type { File } from './file-system.js';
import { HEADER_BYTES } from './resource-header.js';

/** Bytes that are read, written and summed at once: what the event loop is kept from other work for. */
export const BLOCK_BYTES = 256 * 1024;

export async function writeFully(file: File, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}

/** Up to `length` bytes; fewer only at the end of the file. */
export async function readFully(file: File, length: number, position: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}

/** The CRC-32C of the first `size` bytes of a resource; undefined where the file has fewer. `check` may throw between pieces. */
export async function checksumOf(file: File, size: number, check: () => void): Promise<number | undefined> {
  let checksum = 0;
  for (let at = 0; at < size; ) {
    check();
    const piece = await readFully(file, Math.min(BLOCK_BYTES, size - at), HEADER_BYTES + at);
    if (piece.length === 0) return undefined;
    checksum = crc32c(piece, 0, piece.length, checksum);
    at += piece.length;
  }
  return checksum;
}
