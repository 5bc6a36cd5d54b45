import type { EntryBatch } from './entry-batch.js';
import type { GroupId } from './ids.js';

/**
 * What peers of one group say to each other. Every message carries the sender's term, and none leaves before that term
 * is durable at its sender. The sender's node id, store id and incarnation are the connection's (see `PeerIdentity`).
 */
export type PeerMessage =
  | PreVoteRequest
  | PreVoteReply
  | VoteRequest
  | VoteReply
  | AppendRequest
  | AppendReply
  | Heartbeat
  | HeartbeatReply
  | StoreRefused;

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

/** A message and the group that it belongs to: what a transport carries. */
export interface PeerEnvelope {
  readonly group: GroupId;
  readonly message: PeerMessage;
}

/**
 * Priority classes of a connection. `append` messages are `bulk` and stay in order among themselves;
 * everything else is `control` and overtakes them.
 */
export type MessageClass = 'control' | 'bulk';

export function classOf(message: PeerMessage): MessageClass {
  return message.type === 'append' ? 'bulk' : 'control';
}
