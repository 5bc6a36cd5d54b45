import type { GroupId, NodeId } from './ids.js';

/**
 * What clients and administrators ask of a node, over any transport. Requests carry their session fields from the first
 * version on; session 0 is "no session": a retry of such a write may apply twice.
 */
export type ServiceRequest = WriteRequest | QueryRequest | StatusRequest;
export type ServiceResponse = WriteResponse | QueryResponse | StatusResponse;

/** Asks for a sequence of answers that goes on until the caller ends it. */
export type StreamRequest = WatchStatusRequest;
export type StreamItem = StatusResponse;

export interface WriteRequest {
  readonly type: 'write';
  readonly group: GroupId;
  readonly session: number;
  readonly sequence: number;
  readonly payload: Uint8Array;
}

/** The command was applied at `index` and answered `value`. */
export interface WriteResponse {
  readonly type: 'write';
  readonly index: number;
  readonly value: Uint8Array;
}

/**
 * - `linearizable`: sees every write that was acknowledged to anybody before the call began (thesis §6.4).
 * - `local`: whatever this node has applied, at least up to `minIndex`; possibly stale, never torn.
 */
export type ReadLevel = { readonly type: 'linearizable' } | { readonly type: 'local'; readonly minIndex: number };

export interface QueryRequest {
  readonly type: 'query';
  readonly group: GroupId;
  readonly level: ReadLevel;
  readonly payload: Uint8Array;
}

/** `index` is the last one that the answer has seen. */
export interface QueryResponse {
  readonly type: 'query';
  readonly index: number;
  readonly value: Uint8Array;
}

export interface StatusRequest {
  readonly type: 'status';
  readonly group: GroupId;
}

/**
 * The node's status now, and again whenever its role, term, leader or configuration changes, and at least once per
 * `interval` milliseconds. A slow reader skips states, it never gets old ones late.
 */
export interface WatchStatusRequest {
  readonly type: 'watchStatus';
  readonly group: GroupId;
  readonly interval: number;
}

export interface StatusResponse {
  readonly type: 'status';
  readonly status: NodeStatus;
}

export type Role = 'follower' | 'preCandidate' | 'candidate' | 'leader';

/** A leader's view of one peer; indexes as in Raft §5.3. */
export interface PeerStatus {
  readonly id: NodeId;
  readonly address: string;
  readonly role: 'voter' | 'learner';
  readonly connected: boolean;
  /** Undefined where the answering node is not the leader. */
  readonly replication:
    | {
        readonly state: 'probe' | 'replicate';
        readonly matchIndex: number;
        readonly nextIndex: number;
        readonly inflightMessages: number;
        readonly inflightBytes: number;
        /** Milliseconds since the peer was last heard from in this term. */
        readonly lastContact: number;
      }
    | undefined;
}

/** A node's own account of one group. Times are milliseconds. */
export interface NodeStatus {
  readonly group: GroupId;
  readonly id: NodeId;
  readonly clusterId: string;
  readonly storeId: string;
  readonly role: Role;
  readonly term: number;
  readonly leader: NodeId | undefined;
  readonly leaderAddress: string | undefined;
  readonly commitIndex: number;
  readonly appliedIndex: number;
  readonly firstIndex: number;
  readonly lastIndex: number;
  readonly lastTerm: number;
  readonly durableIndex: number;
  readonly snapshotIndex: number;
  readonly clusterVersion: number;
  /** Suspicion of the leader, in phi (Hayashibara et al. 2004); undefined at the leader or where none is known. */
  readonly phi: number | undefined;
  /** Why the group has stopped on this node, for people; undefined while it runs. */
  readonly failure: string | undefined;
  readonly peers: readonly PeerStatus[];
}
