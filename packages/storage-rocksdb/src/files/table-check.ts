import { open, readdir, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { type CorruptionError, crc32c } from '@lolraft/raft-core';
import { damage } from '../damage.js';
import { errorCode } from './durable.js';
import { unmasked } from './masked-crc.js';

/**
 * RocksDB's table files, their data blocks verified before RocksDB iterates over them: the iterators of the package do not
 * look at checksums, and a damaged key can end the process in an assertion instead of an error.
 *
 * At the end of a file is a footer of 53 bytes: checksum type (1), the places of two blocks, of which the second is the
 * index, padding, version of the format (4), magic number (8). Each block is followed by its type (1) and the masked CRC-32C
 * of block and type (4). The index lists the data blocks, which lie side by side from the beginning of the file.
 */
const FOOTER_BYTES = 53;
const TRAILER_BYTES = 5;
const MAGIC = '88e241b785f4cff7';
const CRC_32C = 1;
/** In the formats 4 and 5 an index entry has no length of its value. Others are left to RocksDB. */
const FORMATS = new Set([4, 5]);
const READ_BYTES = 1024 * 1024;

interface Extent {
  readonly offset: number;
  /** Without the trailer. */
  readonly size: number;
}

/** @throws {CorruptionError} where a data block of a table of the database fails its checksum. */
export async function checkTables(database: string): Promise<void> {
  const names = (await readdir(database)).filter((name) => /^\d+\.sst$/.test(name));
  for (const name of names) {
    const file = path.join(database, name);
    try {
      const handle = await open(file, 'r');
      try {
        await checkTable(file, handle);
      } finally {
        await handle.close();
      }
    } catch (error) {
      // RocksDB merges tables in the background, and deletes those that it has merged.
      if (errorCode(error) !== 'ENOENT') throw error;
    }
  }
}

async function checkTable(file: string, handle: FileHandle): Promise<void> {
  const { size } = await handle.stat();
  // Without a footer it is being written now, or is none: RocksDB refuses a table that it needs and that has no footer.
  if (size < FOOTER_BYTES) return;
  const footer = new Varints(await readAt(handle, size - FOOTER_BYTES, FOOTER_BYTES));
  const { bytes } = footer;
  const magic = Buffer.from(bytes.subarray(-8)).reverse().toString('hex');
  if (magic !== MAGIC || footer.next() !== CRC_32C || !FORMATS.has(bytes.readUInt32LE(FOOTER_BYTES - 12))) return;
  footer.extent();
  const index = footer.extent();
  if (index.offset + index.size + TRAILER_BYTES > size) throw damaged(file, size - FOOTER_BYTES);
  await checkBlocks(file, handle, [index]);
  const blocks = dataBlocks(await readAt(handle, index.offset, index.size));
  for (let at = 0; at < blocks.length; ) {
    const run: Extent[] = [];
    for (let length = 0; at < blocks.length && length < READ_BYTES; at++) {
      const block = blocks[at] as Extent;
      run.push(block);
      length += block.size + TRAILER_BYTES;
    }
    await checkBlocks(file, handle, run);
  }
}

/** Blocks that lie side by side. */
async function checkBlocks(file: string, handle: FileHandle, blocks: readonly Extent[]): Promise<void> {
  const start = blocks[0]?.offset ?? 0;
  const length = blocks.reduce((sum, block) => sum + block.size + TRAILER_BYTES, 0);
  const bytes = await readAt(handle, start, length);
  for (const { offset, size } of blocks) {
    const at = offset - start;
    if (at < 0 || at + size + TRAILER_BYTES > bytes.length) throw damaged(file, offset);
    const expected = unmasked(bytes.readUInt32LE(at + size + 1));
    if (crc32c(bytes, at, at + size + 1) !== expected) throw damaged(file, offset);
  }
}

/** An entry: bytes of the key shared with the one before, bytes not shared, those bytes, the place of a block. */
function dataBlocks(index: Buffer): Extent[] {
  // The upmost bit says something about the way of searching.
  const restarts = index.readUInt32LE(index.length - 4) & 0x7fff_ffff;
  const entries = new Varints(index.subarray(0, index.length - 4 - 4 * restarts));
  const blocks: Extent[] = [];
  while (!entries.isAtEnd) {
    const shared = entries.next();
    entries.skip(entries.next());
    const before = blocks.at(-1);
    if (shared === 0 || before === undefined) {
      blocks.push(entries.extent());
    } else {
      // Relative to the block before, and zigzag: the lowest bit is the sign.
      const coded = entries.next();
      const difference = coded % 2 === 0 ? coded / 2 : -(coded + 1) / 2;
      blocks.push({ offset: before.offset + before.size + TRAILER_BYTES, size: before.size + difference });
    }
  }
  return blocks;
}

class Varints {
  readonly bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.bytes.length;
  }

  next(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.bytes.readUInt8(this.#at++);
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  }

  extent(): Extent {
    return { offset: this.next(), size: this.next() };
  }

  skip(bytes: number): void {
    this.#at += bytes;
  }
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

function damaged(file: string, offset: number): CorruptionError {
  return damage(`${file} is damaged in the block at byte ${offset}`);
}
