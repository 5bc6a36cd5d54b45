import type { EntryBatch } from './entry-batch.js';
import type { GroupId } from './ids.js';
import type { SnapshotTag, TaggedRecord } from './state.js';

/**
 * What peers of one group say to each other. Every message carries the sender's term, and none leaves before that term
 * is durable at its sender. The sender's node id, store id and incarnation are the connection's (see `PeerIdentity`).
 */
export type ConsensusMessage =
  | PreVoteRequest
  | PreVoteReply
  | VoteRequest
  | VoteReply
  | AppendRequest
  | AppendReply
  | Heartbeat
  | HeartbeatReply
  | StoreRefused
  | MemberRemoved
  | TimeoutNow
  | ReadIndexRequest
  | ReadIndexReply
  | SnapshotOffer
  | SnapshotReply;

/** "Would you vote for me in `term`?" Changes nothing at the receiver (thesis §9.6). `term` is the prospective one. */
export interface PreVoteRequest {
  readonly type: 'preVoteRequest';
  readonly term: number;
  readonly lastIndex: number;
  readonly lastTerm: number;
}

/** A grant echoes the asked term; a refusal carries the refuser's own, so that a laggard catches up. */
export interface PreVoteReply {
  readonly type: 'preVoteReply';
  readonly term: number;
  readonly granted: boolean;
}

/** Raft §5.2. `transfer` is set where a leader asked for the election: stickiness does not apply (thesis §3.10). */
export interface VoteRequest {
  readonly type: 'voteRequest';
  readonly term: number;
  readonly lastIndex: number;
  readonly lastTerm: number;
  readonly transfer: boolean;
}

export interface VoteReply {
  readonly type: 'voteReply';
  readonly term: number;
  readonly granted: boolean;
}

/** AppendEntries (Raft §5.3). An empty `entries` probes. */
export interface AppendRequest {
  readonly type: 'append';
  readonly term: number;
  readonly prevIndex: number;
  readonly prevTerm: number;
  readonly commit: number;
  readonly entries: EntryBatch | undefined;
}

/**
 * `accepted`: everything up to `matchIndex` is durable at the sender and equal to the leader's log.
 * `rejected`: the entry at `prevIndex` is missing or of another term; (`hintIndex`, `hintTerm`) is the sender's largest
 * entry at or below `prevIndex` whose term is not above the leader's `prevTerm`.
 */
export type AppendReply =
  | { readonly type: 'appendReply'; readonly term: number; readonly accepted: true; readonly matchIndex: number }
  | {
      readonly type: 'appendReply';
      readonly term: number;
      readonly accepted: false;
      readonly prevIndex: number;
      readonly hintIndex: number;
      readonly hintTerm: number;
    };

/** Sent on its own so that it overtakes entries. `commit` is never above what the leader knows the receiver to match (rule 5). */
export interface Heartbeat {
  readonly type: 'heartbeat';
  readonly term: number;
  readonly commit: number;
  /** Rises with each round within a term; a reply to round r proves contact after r was begun. */
  readonly round: number;
}

export interface HeartbeatReply {
  readonly type: 'heartbeatReply';
  readonly term: number;
  readonly round: number;
}

/** "The cluster knows another store under your node id" (rule 19). The receiver's group stops with a clear error. */
export interface StoreRefused {
  readonly type: 'storeRefused';
  readonly term: number;
}

/** "You were removed." True for ever, since ids are never reused: the receiver's group stops. */
export interface MemberRemoved {
  readonly type: 'memberRemoved';
  readonly term: number;
}

/**
 * "From which index on is a read linearizable that begins now?" A follower or learner asks for its own callers (thesis §6.4), again
 * where no answer comes.
 */
export interface ReadIndexRequest {
  readonly type: 'readIndexRequest';
  readonly term: number;
  /** Drawn by the asker when it starts: what was asked by a former process is not answered to this one (rule 13). */
  readonly asker: number;
  readonly id: number;
  /** The leader's lease is good enough; where it holds none, it is confirmed by a quorum. */
  readonly lease: boolean;
}

/** The leader was confirmed by a quorum after the request came, or held a lease then: whoever has applied `index` may answer. */
export interface ReadIndexReply {
  readonly type: 'readIndexReply';
  readonly term: number;
  readonly asker: number;
  readonly id: number;
  readonly index: number;
}

/**
 * "Take over" (thesis §3.10): the receiver, which has the whole log, campaigns at once. Valid in the sender's term only, which
 * it leads.
 */
export interface TimeoutNow {
  readonly type: 'timeoutNow';
  readonly term: number;
}

/**
 * "What you lack is compacted: take this snapshot" (Raft §7, but the bytes are not in it). The leader repeats it, as it
 * does any probe, until the receiver has what it needs; the receiver answers each with how far it is.
 */
export interface SnapshotOffer {
  readonly type: 'snapshotOffer';
  readonly term: number;
  /** The founding record is never offered. */
  readonly record: TaggedRecord;
  /** Where the tag can be read (see `SnapshotStore.realm`); undefined: at the sender only, by pulling. */
  readonly realm: string | undefined;
}

/**
 * - `fetching`: `received` bytes of the offered snapshot `index` are there.
 * - `failed`: it cannot be had, or is damaged: offer another one.
 * - `needed`: the sender's own snapshot, at `index`, cannot be read, and it asks for that one or a newer one.
 *
 * That it is installed is said by an `appendReply`.
 */
export interface SnapshotReply {
  readonly type: 'snapshotReply';
  readonly term: number;
  readonly index: number;
  readonly status: 'fetching' | 'failed' | 'needed';
  readonly received: number;
}

/**
 * The bytes of snapshot resources. They say nothing of terms and promise nothing, since a resource never changes: any
 * holder may serve them, whoever leads.
 */
export type TransferMessage = SnapshotPull | SnapshotChunk | SnapshotGone;

/** "Send me these bytes of the resource that you call `tag`." Asked again where no answer comes. */
export interface SnapshotPull {
  readonly type: 'snapshotPull';
  readonly tag: SnapshotTag;
  readonly offset: number;
  /** At most `MAX_CHUNK_BYTES`. */
  readonly length: number;
}

/** As many bytes as were asked for; fewer at the end of the resource. */
export interface SnapshotChunk {
  readonly type: 'snapshotChunk';
  readonly tag: SnapshotTag;
  readonly offset: number;
  readonly bytes: Uint8Array;
  /** CRC-32C of `bytes`. */
  readonly checksum: number;
}

/** "I hold no such resource (any more)." */
export interface SnapshotGone {
  readonly type: 'snapshotGone';
  readonly tag: SnapshotTag;
}

/** Everything that peers of one group say. */
export type PeerMessage = ConsensusMessage | TransferMessage;

/**
 * In the place of a message of `term` whose entries, or whose snapshot, a newer build wrote and this one does not know. Decoders
 * make it; nobody sends it.
 */
export interface NotUnderstood {
  readonly type: 'notUnderstood';
  readonly term: number;
  /** For people. */
  readonly why: string;
}

export type ReceivedMessage = PeerMessage | NotUnderstood;

/** Bytes of one chunk, at most: with its header it fits a frame. */
export const MAX_CHUNK_BYTES = 128 * 1024;

/** A message and the group that it belongs to: what a transport carries. */
export interface PeerEnvelope {
  readonly group: GroupId;
  readonly message: PeerMessage;
}

export interface ReceivedEnvelope {
  readonly group: GroupId;
  readonly message: ReceivedMessage;
}

/**
 * Priority classes of a connection, each in order within itself: `control` overtakes `bulk` (entries), and both overtake
 * `background` (snapshot bytes).
 */
export type MessageClass = 'control' | 'bulk' | 'background';

export function classOf(message: PeerMessage): MessageClass {
  switch (message.type) {
    case 'append':
      return 'bulk';
    case 'snapshotChunk':
      return 'background';
    default:
      return 'control';
  }
}

export function isTransfer(message: ReceivedMessage): message is TransferMessage {
  return message.type === 'snapshotPull' || message.type === 'snapshotChunk' || message.type === 'snapshotGone';
}
