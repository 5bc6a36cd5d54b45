import {
  clusterId,
  groupId,
  nodeId,
  RaftError,
  storeId,
  type ErrorCode,
  type ListedSnapshot,
  type OpenOptions,
  type SavedSnapshot,
  type SnapshotName,
  type SnapshotOwner,
  type SnapshotStore,
} from '@lolraft/raft-core';
import { expect } from 'chai';

export const MIB = 1024 * 1024;

export const OWNER: SnapshotOwner = {
  cluster: clusterId('c'.repeat(32)),
  group: groupId('main'),
  node: nodeId('n1'),
  store: storeId('5'.repeat(32)),
};
export const PEER: SnapshotOwner = { ...OWNER, node: nodeId('n2'), store: storeId('6'.repeat(32)) };

export const nameOf = (number: number): SnapshotName => ({
  index: 7,
  term: 2,
  nonce: number.toString(16).padStart(32, '0'),
});

export function pattern(length: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = seed;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

export async function put(
  store: SnapshotStore,
  bytes: Uint8Array,
  name: SnapshotName,
  owner = OWNER,
): Promise<SavedSnapshot> {
  const writer = await store.create(owner, name);
  try {
    await writer.write(bytes);
    return await writer.commit();
  } catch (error) {
    await writer.suspend();
    throw error;
  }
}

export async function get(store: SnapshotStore, tag: Uint8Array, options: OpenOptions = {}): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.open(tag, options)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export async function list(store: SnapshotStore, owner = OWNER): Promise<ListedSnapshot[]> {
  const all: ListedSnapshot[] = [];
  for await (const each of store.list(owner)) all.push(each);
  return all;
}

/** The error that a promise rejects with; fails where it is no `RaftError` of this code. */
export async function refusal(promise: Promise<unknown>, code: ErrorCode): Promise<RaftError> {
  const error = await promise.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error, String(error)).to.be.instanceOf(RaftError);
  expect((error as RaftError).code, String(error)).to.equal(code);
  return error as RaftError;
}
