import { open, readdir, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { crc32c } from '@lolraft/raft-core';
import { damage } from '../damage.js';
import { errorCode } from './durable.js';
import { unmasked } from './masked-crc.js';

/**
 * RocksDB's write-ahead log, read before RocksDB reads it. Where a record of it is damaged, RocksDB takes it for the end
 * of the log, opens without an error, and deletes what came after. That is right for the last record, which a crash may
 * have torn, and which nobody was told about; it is wrong for any other. Each write here is one record, and is synced
 * before the next one begins, so one rule tells them apart: a damaged record with another one behind it was acknowledged.
 *
 * The log is a row of blocks of 32 KiB. A record is one fragment, or one for each block that it spans: masked CRC-32C of
 * type and payload (4 bytes), length of the payload (2), type (1), payload. It begins with its sequence number (8 bytes)
 * and the number of its operations (4).
 */
const BLOCK_BYTES = 32 * 1024;
const HEADER_BYTES = 7;
const BATCH_HEADER_BYTES = 12;
const FULL = 1;
const FIRST = 2;
/** Beyond FULL, FIRST, MIDDLE and LAST, recycled logs and newer versions have types up to 11. */
const LAST_TYPE = 11;
const READ_BLOCKS = 32;

/** @throws {CorruptionError} where a log of the database is damaged before its end. */
export async function checkWriteAheadLogs(database: string): Promise<void> {
  const names = (await readdir(database)).filter((name) => /^\d+\.log$/.test(name)).sort();
  for (const name of names) {
    const file = path.join(database, name);
    const offset = await findDamage(file);
    if (offset !== undefined)
      throw damage(`${file} is damaged at byte ${offset}, and writes behind it were acknowledged`);
  }
}

/** The offset of the first damage that is not at the end; undefined where there is none, or no such file any more. */
async function findDamage(file: string): Promise<number | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'r');
  } catch (error) {
    // A store that is open elsewhere may have deleted it meanwhile.
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const scan = new Scan();
    const buffer = Buffer.alloc(READ_BLOCKS * BLOCK_BYTES);
    for (let position = 0; ; ) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
      for (let at = 0; at < bytesRead; at += BLOCK_BYTES) {
        scan.block(buffer.subarray(at, Math.min(at + BLOCK_BYTES, bytesRead)), position + at);
        if (scan.isDamagedBeforeEnd) return scan.damage;
      }
      // A short read within a regular file is its end.
      if (bytesRead < buffer.length) return undefined;
      position += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

class Scan {
  /** Offset of the first damage. */
  damage: number | undefined;
  /** Whether a record that begins behind the damage was found. */
  isDamagedBeforeEnd = false;
  /** The lowest sequence number that the next record can have. */
  #nextSequence = 0;

  block(block: Buffer, offset: number): void {
    let at = 0;
    while (block.length - at >= HEADER_BYTES) {
      const length = fragmentAt(block, at);
      if (length === undefined) {
        this.damage ??= offset + at;
        if (isZero(block, at)) return;
        at = this.#nextRecord(block, at + 1);
        continue;
      }
      if (this.damage !== undefined && this.#isRecord(block, at)) {
        this.isDamagedBeforeEnd = true;
        return;
      }
      this.#advance(block, at, length);
      at += HEADER_BYTES + length;
    }
  }

  /** The next offset at which a whole record begins; the lengths before it may be wrong, so every offset is tried. */
  #nextRecord(block: Buffer, from: number): number {
    for (let at = from; block.length - at >= HEADER_BYTES + BATCH_HEADER_BYTES; at++) {
      if (this.#isRecord(block, at) && fragmentAt(block, at) !== undefined) return at;
    }
    return block.length;
  }

  /** Whether a record, rather than a further fragment of one, can begin here: judged by its type and its sequence number. */
  #isRecord(block: Buffer, at: number): boolean {
    const type = block[at + 6];
    if ((type !== FULL && type !== FIRST) || block.readUInt16LE(at + 4) < BATCH_HEADER_BYTES) return false;
    return sequenceAt(block, at) >= this.#nextSequence;
  }

  #advance(block: Buffer, at: number, length: number): void {
    const type = block[at + 6];
    if ((type !== FULL && type !== FIRST) || length < BATCH_HEADER_BYTES) return;
    const count = block.readUInt32LE(at + HEADER_BYTES + 8);
    this.#nextSequence = sequenceAt(block, at) + count;
  }
}

/** The length of the payload of a sound fragment. */
function fragmentAt(block: Buffer, at: number): number | undefined {
  const length = block.readUInt16LE(at + 4);
  const type = block[at + 6] ?? 0;
  const end = at + HEADER_BYTES + length;
  if (type === 0 || type > LAST_TYPE || end > block.length) return undefined;
  return crc32c(block, at + 6, end) === unmasked(block.readUInt32LE(at)) ? length : undefined;
}

function sequenceAt(block: Buffer, at: number): number {
  return block.readUInt32LE(at + HEADER_BYTES) + block.readUInt32LE(at + HEADER_BYTES + 4) * 0x1_0000_0000;
}

function isZero(block: Buffer, from: number): boolean {
  return block.subarray(from).every((byte) => byte === 0);
}
