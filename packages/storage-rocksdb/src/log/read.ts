import { CorruptionError, EntryBatch, InvalidArgumentError } from '@lolraft/raft-core';
import type { Database } from '../native/database.js';
import type { GroupLog } from './group-log.js';
import { blockKey } from './keys.js';

/** Up to so many blocks are fetched one by one, side by side; more by one walk over the keys. */
const BLOCKS_BY_KEY = 4;

/**
 * See `RaftStorage.read`.
 * @throws {CorruptionError} where an entry is damaged, or is not where the log says.
 */
export async function readEntries(
  database: Database,
  log: GroupLog,
  from: number,
  to: number,
  maxBytes: number,
): Promise<EntryBatch> {
  if (!(from <= to)) throw new InvalidArgumentError(`a read from ${from} to ${to}`);
  const { firstIndex, lastIndex } = log.state ?? { firstIndex: 1, lastIndex: 0 };
  if (!(from >= firstIndex && from <= lastIndex)) {
    throw new CorruptionError(`group ${log.group} holds entries ${firstIndex}..${lastIndex}, not ${from}`);
  }
  const { blocks } = log;
  const start = blocks.find(from);
  let end = start + 1;
  // The first block may hold little from `from` on, so its bytes do not count; `take` is exact.
  for (let bytes = 0; end < blocks.length && blocks.last(end - 1) < to && bytes < maxBytes; end++) {
    bytes += blocks.bytes(end);
  }
  const first = blocks.first(start);
  const last = blocks.last(end - 1);
  const batch = decode(log, first, last, await fetchBlocks(database, log, start, end));
  return batch.take(from, to, maxBytes);
}

/** @throws {CorruptionError} */
export async function readBlock(database: Database, log: GroupLog, position: number): Promise<EntryBatch> {
  const { blocks } = log;
  const first = blocks.first(position);
  const last = blocks.last(position);
  return decode(log, first, last, await fetchBlocks(database, log, position, position + 1));
}

function decode(log: GroupLog, first: number, last: number, values: readonly Buffer[]): EntryBatch {
  const batch = EntryBatch.decode(first, join(values));
  if (batch.lastIndex === last) return batch;
  throw new CorruptionError(`group ${log.group}: a block of entries ${first}..${last} ends at ${batch.lastIndex}`);
}

async function fetchBlocks(database: Database, log: GroupLog, start: number, end: number): Promise<Buffer[]> {
  const { blocks, prefix } = log;
  const keys: Buffer[] = [];
  for (let at = start; at < end; at++) keys.push(blockKey(prefix, blocks.last(at), blocks.epoch(at)));
  if (keys.length <= BLOCKS_BY_KEY) {
    return Promise.all(keys.map(async (key) => (await database.get(key)) ?? missing(log)));
  }
  const values: Buffer[] = [];
  const [lowest, highest] = [keys[0], keys.at(-1)] as [Buffer, Buffer];
  for await (const page of database.scan(lowest, Buffer.concat([highest, Buffer.from([0])]))) {
    for (const { key, value } of page) {
      if (keys[values.length]?.equals(key) !== true) return missing(log);
      values.push(value);
    }
  }
  return values.length === keys.length ? values : missing(log);
}

/** One array for all, which nothing else holds: the batch owns it. */
function join(values: readonly Buffer[]): Uint8Array {
  const [only] = values;
  if (only !== undefined && values.length === 1) return new Uint8Array(only.buffer, only.byteOffset, only.length);
  const bytes = new Uint8Array(values.reduce((sum, value) => sum + value.length, 0));
  let at = 0;
  for (const value of values) {
    bytes.set(value, at);
    at += value.length;
  }
  return bytes;
}

function missing(log: GroupLog): never {
  throw new CorruptionError(`group ${log.group}: entries are missing in the database`);
}
