import {
  EntryBatch,
  EntryKind,
  groupId,
  nodeId,
  type GroupId,
  type GroupWrite,
  type NodeId,
  type SnapshotRecord,
} from '@lolraft/raft-core';
import { Random } from '../random.js';

export const GROUP = groupId('main');
export const NODE: NodeId = nodeId('n1');
export const OTHER_NODE: NodeId = nodeId('n2');

export interface EntrySample {
  readonly term?: number;
  /** Bytes of payload of each. */
  readonly bytes?: number;
  /** Other entries for another seed. */
  readonly seed?: number;
}

/** `count` entries from index `first` on. */
export function entries(first: number, count: number, sample: EntrySample = {}): EntryBatch {
  const random = new Random(first * 31 + (sample.seed ?? 0));
  const proposals = Array.from({ length: count }, () => ({
    kind: EntryKind.Command,
    session: random.between(0, 5),
    sequence: random.between(0, 1000),
    payload: random.bytes(sample.bytes ?? random.between(0, 40)),
  }));
  return EntryBatch.pack(first, sample.term ?? 1, random.between(0, 1_000_000), proposals);
}

export function snapshotAt(index: number, term: number, more: Partial<SnapshotRecord> = {}): SnapshotRecord {
  return {
    tag: new TextEncoder().encode(`snapshot-${index}`),
    index,
    term,
    time: index * 10,
    configuration: {
      voters: [
        { id: NODE, address: 'mem:1' },
        { id: OTHER_NODE, address: 'mem:2', store: 'ab'.repeat(16) as never },
      ],
      outgoing: [],
      learners: [{ id: nodeId('n3'), address: 'mem:3', priority: 7 }],
      removed: [nodeId('n0')],
      clusterVersion: 1,
    },
    configurationIndex: Math.min(index, 3),
    size: 1_000_000 + index,
    checksum: 0xdeadbeef,
    version: 1,
    ...more,
  };
}

/** The first write of a group. */
export function founding(group: GroupId = GROUP, term = 0): GroupWrite {
  const snapshot = snapshotAt(0, 0, { tag: undefined, size: 0, checksum: 0 });
  return { group, snapshot, ...(term > 0 ? { hardState: { term, votedFor: undefined } } : {}) };
}
