import { ProtocolError, type SnapshotPart, type StreamItem } from '@lolraft/raft-core';

/**
 * Passes on the parts of one snapshot, and sees to it that they are all of it: somebody will keep them as a backup, and learn
 * only when it is needed what is missing.
 * @throws {ProtocolError} on a gap, a part of another snapshot, or an end that comes too early.
 */
export async function* wholeSnapshot(
  items: AsyncIterable<StreamItem>,
  misanswered: () => Error,
): AsyncGenerator<SnapshotPart, void, undefined> {
  let first: SnapshotPart | undefined;
  let at = 0;
  for await (const item of items) {
    if (item.type !== 'snapshotPart') throw misanswered();
    first ??= item;
    const { index, size, offset, bytes } = item;
    if (index !== first.index || size !== first.size)
      throw new ProtocolError(`the snapshot at ${first.index} goes on as the one at ${index}`);
    if (offset !== at || offset + bytes.length > size)
      throw new ProtocolError(`a part of ${bytes.length} bytes comes at ${offset} of ${size}, expected at ${at}`);
    at += bytes.length;
    yield item;
  }
  if (first === undefined) throw new ProtocolError('a snapshot ends before its first part');
  if (at !== first.size) throw new ProtocolError(`a snapshot of ${first.size} bytes ends after ${at}`);
}
