import type { GroupId, NodeId } from './ids.js';

/**
 * What clients and administrators ask of a node, over any transport. Requests carry their session fields from the first
 * version on; session 0 is "no session": a retry of such a write may apply twice.
 */
export type ServiceRequest = WriteRequest | QueryRequest | StatusRequest | TakeSnapshotRequest;
export type ServiceResponse = WriteResponse | QueryResponse | StatusResponse | TakeSnapshotResponse;

/** Asks for a sequence of answers that goes on until the caller ends it. */
export type StreamRequest = WatchStatusRequest | ReadSnapshotRequest;
export type StreamItem = StatusResponse | SnapshotPart;

export function isStreamRequest(request: ServiceRequest | StreamRequest): request is StreamRequest {
  return request.type === 'watchStatus' || request.type === 'readSnapshot';
}

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

/** Takes a snapshot now, on the node asked, and waits until it is recorded. */
export interface TakeSnapshotRequest {
  readonly type: 'takeSnapshot';
  readonly group: GroupId;
}

/** The newest snapshot of the node, which is the one taken, or one that is as new already. */
export interface TakeSnapshotResponse {
  readonly type: 'takeSnapshot';
  readonly index: number;
  readonly size: number;
}

/** The bytes of the node's newest snapshot: a file that a new cluster can start from. */
export interface ReadSnapshotRequest {
  readonly type: 'readSnapshot';
  readonly group: GroupId;
}

/** Consecutive bytes of one resource, which has `size` of them; the stream ends after the last one. */
export interface SnapshotPart {
  readonly type: 'snapshotPart';
  readonly index: number;
  readonly size: number;
  readonly offset: number;
  readonly bytes: Uint8Array;
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
        /** `snapshot`: what it lacks is compacted, and it fetches a snapshot. */
        readonly state: 'probe' | 'replicate' | 'snapshot';
        readonly matchIndex: number;
        readonly nextIndex: number;
        readonly inflightMessages: number;
        readonly inflightBytes: number;
        /** Milliseconds since the peer was last heard from in this term. */
        readonly lastContact: number;
        /** The snapshot that it was offered, and how many of its bytes it has. */
        readonly snapshot: { readonly index: number; readonly size: number; readonly received: number } | undefined;
      }
    | undefined;
}

/** What a node does about snapshots. */
export interface SnapshotStatus {
  /** Bytes of the newest one; 0 where there is none yet. */
  readonly size: number;
  /**
   * - `idle`
   * - `taking`: one of the own state is being written.
   * - `fetching`: one is on its way from the leader; `received` of `total` bytes are here.
   * - `installing`: the app replaces its state.
   * - `unreadable`: the recorded one cannot be read, and the app has no state until a newer one comes.
   */
  readonly activity: 'idle' | 'taking' | 'fetching' | 'installing' | 'unreadable';
  readonly received: number;
  readonly total: number;
  /** Why the last attempt to take one failed, for people; undefined where it succeeded. */
  readonly failure: string | undefined;
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
  readonly snapshot: SnapshotStatus;
  readonly clusterVersion: number;
  /** Suspicion of the leader, in phi (Hayashibara et al. 2004); undefined at the leader or where none is known. */
  readonly phi: number | undefined;
  /** Why the group has stopped on this node, for people; undefined while it runs. */
  readonly failure: string | undefined;
  readonly peers: readonly PeerStatus[];
}
