import { type Entry, EntryBatch, type GroupId, InvalidArgumentError, type Proposal } from '@lolraft/raft-core';
import { blockKey } from '../log/keys.js';
import { readBlock } from '../log/read.js';
import { closeStore, openStore } from '../open-store.js';

const WRITE_BUFFER_BYTES = 4 * 1024 * 1024;

/**
 * Puts something else in the place of one entry, in the data directory of a node that does not run. Index, term and time
 * stay. Whoever does so on one member and not on all of them makes their states differ: the log can not tell.
 *
 * @param replacement Is given the entry; where it throws, nothing is changed.
 * @throws {InvalidArgumentError} where the log does not hold the entry, or a snapshot covers it: what it did is in that.
 * @throws as `RocksStorage.open` does.
 */
export async function replaceEntry(
  path: string,
  group: GroupId,
  index: number,
  replacement: (entry: Entry) => Promise<Proposal> | Proposal,
): Promise<void> {
  const store = await openStore(path, WRITE_BUFFER_BYTES, false);
  try {
    const log = store.groups.get(group);
    const state = log?.state;
    if (log === undefined || state === undefined)
      throw new InvalidArgumentError(
        `${store.directory.root} has no group ${group}, only ${[...store.groups.keys()].join(', ')}`,
      );
    if (!(index >= state.firstIndex && index <= state.lastIndex))
      throw new InvalidArgumentError(
        `the log of group ${group} holds entries ${state.firstIndex} to ${state.lastIndex}, not ${index}`,
      );
    if (index <= state.snapshot.index)
      throw new InvalidArgumentError(`the snapshot at ${state.snapshot.index} covers entry ${index}`);
    const { blocks, prefix } = log;
    const position = blocks.find(index);
    const block = await readBlock(store.database, log, position);
    const { term, time } = block.entry(index);
    const put = EntryBatch.pack(index, term, time, [await replacement(block.entry(index))]);
    const pieces = [block.slice(block.firstIndex, index - 1), put, block.slice(index + 1)];
    const { bytes } = EntryBatch.concat(pieces.filter(({ count }) => count > 0));
    const value = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    // The same key: the blocks of a log are told apart by their last index and the truncations before them.
    const key = blockKey(prefix, blocks.last(position), blocks.epoch(position));
    await store.database.batch([{ type: 'put', key, value }]);
  } finally {
    await closeStore(store);
  }
}
