import {
  clusterId,
  crc32c,
  groupId,
  nodeId,
  storeId,
  type ListedSnapshot,
  type OpenOptions,
  type SavedSnapshot,
  type SnapshotName,
  type SnapshotOwner,
  type SnapshotStore,
  type SnapshotTag,
} from '@lolraft/raft-core';
import { MIB, pattern } from './bytes.js';

export const SNAPSHOT_OWNER: SnapshotOwner = {
  cluster: clusterId('c'.repeat(32)),
  group: groupId('main'),
  node: nodeId('n1'),
  store: storeId('5'.repeat(32)),
};

/** Another node of the same group. */
export const SNAPSHOT_PEER: SnapshotOwner = { ...SNAPSHOT_OWNER, node: nodeId('n2'), store: storeId('6'.repeat(32)) };

export function snapshotName(number: number): SnapshotName {
  return { index: 7, term: 2, nonce: number.toString(16).padStart(32, '0') };
}

/** Writes a whole resource, or goes on with what an earlier writer of the name has left; where that fails, it is suspended. */
export async function putSnapshot(
  store: SnapshotStore,
  bytes: Uint8Array,
  name: SnapshotName,
  owner = SNAPSHOT_OWNER,
): Promise<SavedSnapshot> {
  const writer = await store.create(owner, name);
  try {
    await writer.write(bytes.subarray(writer.offset));
    return await writer.commit();
  } catch (error) {
    await writer.suspend();
    throw error;
  }
}

export async function getSnapshot(store: SnapshotStore, tag: SnapshotTag, options: OpenOptions = {}): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.open(tag, options)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export async function listSnapshots(store: SnapshotStore, owner = SNAPSHOT_OWNER): Promise<ListedSnapshot[]> {
  const all: ListedSnapshot[] = [];
  for await (const each of store.list(owner)) all.push(each);
  return all;
}

/** Writes a resource of so many MiB, reads it again, checks and deletes it, with no more than a block of it in memory. */
export async function streamSnapshot(store: SnapshotStore, mebibytes: number, name: SnapshotName): Promise<void> {
  const block = pattern(MIB);
  const writer = await store.create(SNAPSHOT_OWNER, name);
  for (let i = 0; i < mebibytes; i++) {
    block[0] = i;
    await writer.write(block);
  }
  const { tag, size, checksum } = await writer.commit();
  let read = 0;
  let found = 0;
  for await (const chunk of store.open(tag)) {
    read += chunk.length;
    found = crc32c(chunk, 0, chunk.length, found);
  }
  if (read !== size || found !== checksum) throw new Error(`read ${read} bytes of ${size}, other than were written`);
  await store.delete(SNAPSHOT_OWNER, tag);
}
