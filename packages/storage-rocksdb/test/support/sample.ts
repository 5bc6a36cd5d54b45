import {
  EntryBatch,
  EntryKind,
  groupId,
  nodeId,
  type GroupId,
  type GroupWrite,
  type RaftStorage,
} from '@lolraft/raft-core';

export const A: GroupId = groupId('a');
export const AB: GroupId = groupId('ab');
export const N1 = nodeId('n1');
export const N2 = nodeId('n2');

/** `count` commands from index `first` on; the payload of each follows from its index, its term and `bytes`. */
export function entries(first: number, count: number, term = 1, bytes = 30): EntryBatch {
  const proposals = Array.from({ length: count }, (_, i) => ({
    kind: EntryKind.Command,
    session: 0,
    sequence: first + i,
    payload: new Uint8Array(bytes).fill((first + i) * 7 + term),
  }));
  return EntryBatch.pack(first, term, 0, proposals);
}

export function founding(group: GroupId, term = 1): GroupWrite {
  return {
    group,
    hardState: { term, votedFor: undefined },
    snapshot: {
      tag: undefined,
      index: 0,
      term: 0,
      time: 0,
      configuration: {
        voters: [{ id: N1, address: 'mem:1' }],
        outgoing: [],
        learners: [],
        clusterVersion: 1,
      },
      configurationIndex: 0,
      size: 0,
      checksum: 0,
      version: 1,
    },
  };
}

export function snapshotAt(group: GroupId, index: number, term: number, compactTo: number): GroupWrite {
  const { snapshot } = founding(group);
  if (snapshot === undefined) throw new Error('a founding write has a record');
  return { group, compactTo, snapshot: { ...snapshot, index, term, tag: new Uint8Array([1, 2, 3]) } };
}

/** Everything that a store says and holds, as text that can be compared. */
export async function dump(storage: RaftStorage): Promise<string> {
  const { groups, ...rest } = await storage.load();
  const parts: unknown[] = [rest];
  for (const group of groups.toSorted((a, b) => (a.group < b.group ? -1 : 1))) {
    let packed = '';
    for (let next = group.firstIndex; next <= group.lastIndex; ) {
      const batch = await storage.read(group.group, next, group.lastIndex, 1 << 20);
      packed += Buffer.from(batch.bytes).toString('base64');
      next = batch.lastIndex + 1;
    }
    parts.push(group, packed);
  }
  // With the fields of every object in one order.
  return JSON.stringify(parts, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
