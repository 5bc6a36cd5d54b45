import {
  crc32c,
  DEFAULT_GROUP,
  EntryBatch,
  EntryKind,
  type AppendRequest,
  type Heartbeat,
  MAX_ADDRESS,
  MAX_CHUNK_BYTES,
  MAX_PRIORITY,
  type MemberChange,
  nodeId,
  type NodeStatus,
  type PeerMessage,
  type QueryRequest,
  type SnapshotChunk,
  type SnapshotOffer,
  type StatusResponse,
  type WriteRequest,
} from '@lolraft/raft-core';
import { pattern } from '../../aids/bytes.js';

/** An append of one entry with a payload of this many bytes, as the entry `index` of its log. */
export function append(index: number, payload: Uint8Array): AppendRequest {
  const proposal = { kind: EntryKind.Command, session: 0, sequence: 0, payload };
  const entries = EntryBatch.pack(index, 3, 1000, [proposal]);
  return { type: 'append', term: 3, prevIndex: index - 1, prevTerm: 3, commit: index - 1, entries };
}

export function heartbeat(round: number): Heartbeat {
  return { type: 'heartbeat', term: 3, commit: 7, round };
}

/** The tag of a snapshot, in bytes of its own each time. */
const tag = (): Uint8Array => pattern(20, 5);

/** A chunk of a snapshot, which begins at this byte of it. */
export function chunk(offset: number, bytes: Uint8Array): SnapshotChunk {
  return { type: 'snapshotChunk', tag: tag(), offset, bytes, checksum: crc32c(bytes) };
}

export function offer(realm: string | undefined): SnapshotOffer {
  const member = { id: 'a' as NodeStatus['id'], address: 'somewhere' };
  const configuration = { voters: [member], outgoing: [], learners: [], clusterVersion: 1 };
  const size = Number.MAX_SAFE_INTEGER;
  const record = {
    tag: tag(),
    index: 7,
    term: 3,
    time: 9,
    configurationIndex: 2,
    size,
    checksum: 0xffff_fffe,
    version: 1,
  };
  return { type: 'snapshotOffer', term: 4, record: { ...record, configuration }, realm };
}

/** One of every kind, and both forms of those that have two. */
export const EVERY_MESSAGE: readonly PeerMessage[] = [
  { type: 'preVoteRequest', term: 4, lastIndex: 12, lastTerm: 3 },
  { type: 'preVoteReply', term: 4, granted: true },
  { type: 'voteRequest', term: 4, lastIndex: Number.MAX_SAFE_INTEGER, lastTerm: 3, transfer: true },
  { type: 'voteReply', term: 4, granted: false },
  { type: 'append', term: 4, prevIndex: 0, prevTerm: 0, commit: 0, entries: undefined },
  { type: 'appendReply', term: 4, accepted: true, matchIndex: 13 },
  { type: 'appendReply', term: 4, accepted: false, prevIndex: 12, hintIndex: 9, hintTerm: 2 },
  heartbeat(Number.MAX_SAFE_INTEGER),
  { type: 'heartbeatReply', term: 4, round: 2 },
  { type: 'storeRefused', term: 4 },
  { type: 'memberRemoved', term: 4 },
  { type: 'timeoutNow', term: Number.MAX_SAFE_INTEGER },
  { type: 'readIndexRequest', term: 4, asker: 0xffff_ffff, id: Number.MAX_SAFE_INTEGER, lease: false },
  { type: 'readIndexRequest', term: 4, asker: 1, id: 1, lease: true },
  { type: 'readIndexReply', term: 4, asker: 0xffff_ffff, id: 1, index: Number.MAX_SAFE_INTEGER },
  offer(undefined),
  offer('s3://bucket/prefix'),
  { type: 'snapshotReply', term: 4, index: 7, status: 'fetching', received: Number.MAX_SAFE_INTEGER },
  { type: 'snapshotReply', term: 4, index: 7, status: 'failed', received: 0 },
  { type: 'snapshotReply', term: 4, index: 7, status: 'needed', received: 0 },
  { type: 'snapshotPull', tag: tag(), offset: 2 ** 40, length: MAX_CHUNK_BYTES },
  chunk(2 ** 40, pattern(MAX_CHUNK_BYTES)),
  chunk(0, pattern(1)),
  { type: 'snapshotGone', tag: tag() },
];

/** A message as a plain value that can be compared; entries become their bytes. */
export function plain(message: PeerMessage): object {
  if (message.type !== 'append' || message.entries === undefined) return message;
  const { entries } = message;
  return { ...message, entries: { firstIndex: entries.firstIndex, count: entries.count, bytes: entries.bytes } };
}

export const WRITE: WriteRequest = {
  type: 'write',
  group: DEFAULT_GROUP,
  session: 7,
  sequence: 8,
  window: 5,
  payload: pattern(300),
};

export const QUERY: QueryRequest = {
  type: 'query',
  group: DEFAULT_GROUP,
  level: { type: 'linearizable' },
  payload: pattern(30),
};

/** One of every kind, and both forms of those that have two. */
export const EVERY_CHANGE: readonly MemberChange[] = [
  { type: 'add', id: nodeId('d'), address: 'ws://127.0.0.1:7004', role: 'learner' },
  { type: 'add', id: nodeId('e'), address: 'x'.repeat(MAX_ADDRESS), role: 'voter' },
  { type: 'remove', id: nodeId('a') },
  { type: 'promote', id: nodeId('d') },
  { type: 'demote', id: nodeId('b') },
  { type: 'replace', id: nodeId('c'), by: { id: nodeId('f'), address: 'elsewhere' } },
  { type: 'renew', id: nodeId('b') },
  { type: 'move', id: nodeId('b'), address: 'ws://[::1]:7002' },
  { type: 'prioritize', id: nodeId('b'), priority: MAX_PRIORITY },
  { type: 'prioritize', id: nodeId('b'), priority: 0 },
];

export function status(term: number): StatusResponse {
  const value: NodeStatus = {
    group: DEFAULT_GROUP,
    id: 'a' as NodeStatus['id'],
    clusterId: 'c'.repeat(32),
    storeId: 'd'.repeat(32),
    role: 'leader',
    term,
    leader: 'a' as NodeStatus['id'],
    leaderAddress: 'somewhere',
    commitIndex: 5,
    appliedIndex: 4,
    firstIndex: 1,
    lastIndex: 6,
    lastTerm: 2,
    durableIndex: 6,
    snapshotIndex: 3,
    snapshot: { size: 2 ** 40, activity: 'taking', received: 1, total: 2, failure: 'no room' },
    clusterVersion: 1,
    membership: {
      index: 2,
      committed: false,
      joint: true,
      members: [
        { id: 'a' as NodeStatus['id'], address: 'somewhere', role: 'voter', store: 'd'.repeat(32), priority: 0 },
        { id: 'b' as NodeStatus['id'], address: 'elsewhere', role: 'incoming', store: undefined, priority: 1_000_000 },
      ],
      catchingUp: [{ id: 'b' as NodeStatus['id'], matchIndex: 1, target: Number.MAX_SAFE_INTEGER, round: 3 }],
    },
    phi: undefined,
    failure: undefined,
    peers: [
      {
        id: 'b' as NodeStatus['id'],
        address: 'elsewhere',
        role: 'voter',
        connected: true,
        versions: { min: 1, max: 2 },
        replication: {
          state: 'snapshot',
          matchIndex: 0,
          nextIndex: 4,
          inflightMessages: 1,
          inflightBytes: 100,
          lastContact: 12.5,
          roundTrip: 0.25,
          phi: 1.5,
          snapshot: { index: 3, size: 2 ** 40, received: 5 },
        },
      },
    ],
    build: { version: '1.2.3', versions: { min: 1, max: 2 ** 31 - 1 } },
    uptime: 1e9,
    pending: { writes: 3, writeBytes: 2 ** 40, reads: 5, uncommittedBytes: 7 },
    disk: { state: 'slow', pendingWrites: 9, oldest: 1_234.5 },
    settings: [
      { name: 'compaction.keep', value: 3 },
      { name: 'group.leases', value: true },
    ],
  };
  return { type: 'status', status: value };
}
