import type { GroupId, NodeId } from './ids.js';
import type { MemberChange } from './membership.js';
import type { VersionRange } from './versions.js';

/**
 * What clients and administrators ask of a node, over any transport.
 */
export type ServiceRequest =
  | WriteRequest
  | SessionRequest
  | QueryRequest
  | StatusRequest
  | TakeSnapshotRequest
  | ChangeMembershipRequest
  | TransferLeadershipRequest
  | TuneRequest
  | RaiseClusterVersionRequest
  | InvokeRequest;
export type ServiceResponse =
  | WriteResponse
  | SessionResponse
  | QueryResponse
  | StatusResponse
  | TakeSnapshotResponse
  | ChangeMembershipResponse
  | TransferLeadershipResponse
  | TuneResponse
  | RaiseClusterVersionResponse
  | InvokeResponse;

/** Asks for a sequence of answers that goes on until the caller ends it. */
export type StreamRequest = WatchStatusRequest | ReadSnapshotRequest | InvokeStreamRequest;
export type StreamItem = StatusResponse | SnapshotPart | InvokeItem;

const STREAMS: ReadonlySet<RequestType> = new Set<RequestType>(['watchStatus', 'readSnapshot', 'invokeStream']);

export function isStreamRequest(request: ServiceRequest | StreamRequest): request is StreamRequest {
  return STREAMS.has(request.type);
}

type RequestType = (ServiceRequest | StreamRequest)['type'];

const WITHOUT_EFFECT: ReadonlySet<RequestType> = new Set<RequestType>([
  'query',
  'status',
  'watchStatus',
  'readSnapshot',
]);

/**
 * Whether a request may change something: what has become of one that was sent, and is not answered, is then unknown. What a
 * method of an app's own service does, only the app knows.
 */
export function mayHaveEffect({ type }: { readonly type: RequestType }): boolean {
  return !WITHOUT_EFFECT.has(type);
}

export interface WriteRequest {
  readonly type: 'write';
  readonly group: GroupId;
  /** 0 is "no session": a retry of such a write may apply twice. */
  readonly session: number;
  /** Of the command within its session, from 1 on; 0 without one. */
  readonly sequence: number;
  /** How many sequence numbers, up to this one, the client still waits for; 1 to `MAX_WINDOW`, and 0 without a session. */
  readonly window: number;
  readonly payload: Uint8Array;
  /** By default `apply`. */
  readonly acknowledge?: Acknowledge;
}

/**
 * When a write is answered:
 * - `apply`: once the leader has applied it, with what the app said.
 * - `commit`: once it is committed: it will be applied, but what the app says to it is not told.
 */
export type Acknowledge = 'apply' | 'commit';

/** The command is committed at `index`, and was applied there and answered `value`; undefined where only the commit was waited for. */
export interface WriteResponse {
  readonly type: 'write';
  readonly index: number;
  readonly value: Uint8Array | undefined;
}

export type SessionOperation = 'open' | 'keep' | 'close';

/** Opens, keeps or closes a session, at the leader, through the log (thesis §6.3). */
export interface SessionRequest {
  readonly type: 'session';
  readonly group: GroupId;
  readonly operation: SessionOperation;
  /** 0 where one is opened. */
  readonly session: number;
  /** With `keep`: all sequence numbers up to this one are settled, and may be forgotten. */
  readonly acknowledged: number;
}

/** Done at `index`. */
export interface SessionResponse {
  readonly type: 'session';
  readonly session: number;
  readonly index: number;
  /** It is gone when nothing was heard of it for longer than this, in milliseconds of log time. */
  readonly ttl: number;
  /** Sequence numbers that may be under way at once. */
  readonly window: number;
}

/**
 * - `linearizable`: sees every write that was acknowledged to anybody before the call began (thesis §6.4).
 * - `lease`: the same without a round of messages while the leader holds a lease, provided that clocks run as
 *   `GroupSettings.maxClockDrift` says. Without a lease, or where the group's settings allow none, it is confirmed as `linearizable`.
 * - `local`: whatever this node has applied, at least up to `minIndex`; possibly stale, never torn.
 */
export type ReadLevel =
  | { readonly type: 'linearizable' }
  | { readonly type: 'lease' }
  | { readonly type: 'local'; readonly minIndex: number };

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

/**
 * Changes the membership, at the leader, and waits until the change is made: who is to be a voter catches up first. The same
 * request may be sent again after a failure: what is reached already is not undone.
 */
export interface ChangeMembershipRequest {
  readonly type: 'changeMembership';
  readonly group: GroupId;
  readonly changes: readonly MemberChange[];
  /** Only if the configuration is still that of this index (see `MembershipStatus`). */
  readonly expected: number | undefined;
  /** Takes a learner as soon as it knows that it is one, and takes no notice of voters that are not reached. */
  readonly force: boolean;
}

/** The configuration of `index` is committed. */
export interface ChangeMembershipResponse {
  readonly type: 'changeMembership';
  readonly index: number;
}

/** Hands leadership over (thesis §3.10), at the leader, to `target` or the fittest voter, and waits until that leads. */
export interface TransferLeadershipRequest {
  readonly type: 'transferLeadership';
  readonly group: GroupId;
  readonly target: NodeId | undefined;
}

export interface TransferLeadershipResponse {
  readonly type: 'transferLeadership';
  readonly leader: NodeId;
  readonly term: number;
}

/**
 * Changes settings: all that are named, or none. Those of the node on the node asked, until it is started again; those of the
 * group (`group.` before their names) at the leader, through the log. Without any: tells what they are.
 */
export interface TuneRequest {
  readonly type: 'tune';
  readonly group: GroupId;
  readonly settings: ReadonlyMap<string, SettingValue>;
  /** For settings of the group: only if the configuration is still that of this index (see `MembershipStatus`). */
  readonly expected?: number;
}

/** Numbers are milliseconds or bytes as their setting says; `Infinity` switches a bound off. */
export type SettingValue = number | string | boolean;

/**
 * - `node`: of the node asked, until it is started again.
 * - `group`: the members have agreed on it, and the log carries it.
 * - `fixed`: when the node starts, or for the whole cluster when that is founded.
 */
export type SettingScope = 'node' | 'group' | 'fixed';

export interface Setting {
  readonly name: string;
  readonly value: SettingValue;
  readonly scope: SettingScope;
  /** What it is where nobody has said otherwise. This and what follows: where the node says so. */
  readonly default?: SettingValue;
  /** What a number counts: see `SettingUnit`. */
  readonly unit?: string;
  /** A number is possible from here... */
  readonly min?: number;
  /** ...to here, both included. */
  readonly max?: number;
  /** The texts that are possible. */
  readonly choices?: readonly string[];
}

export interface TuneResponse {
  readonly type: 'tune';
  readonly settings: readonly Setting[];
}

/**
 * Raises the version of the cluster (rule 20), at the leader: every member is to be connected, and to run a build that supports it.
 * There is no way back. The version that there is already is no error.
 */
export interface RaiseClusterVersionRequest {
  readonly type: 'raiseClusterVersion';
  readonly group: GroupId;
  readonly version: number;
  /** Only if the configuration is still that of this index (see `MembershipStatus`). */
  readonly expected: number | undefined;
}

/** The configuration of `index` is committed. */
export interface RaiseClusterVersionResponse {
  readonly type: 'raiseClusterVersion';
  readonly index: number;
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

/** Calls a method of a service that the app has mounted beside ours (see `MountedService`). It belongs to the host, not to a group. */
export interface InvokeRequest {
  readonly type: 'invoke';
  /** With its package, such as `lol.lock.v1.Lock`. */
  readonly service: string;
  readonly method: string;
  readonly payload: Uint8Array;
}

export interface InvokeResponse {
  readonly type: 'invoke';
  readonly value: Uint8Array;
}

/** The same for a method that answers with a sequence. */
export interface InvokeStreamRequest {
  readonly type: 'invokeStream';
  readonly service: string;
  readonly method: string;
  readonly payload: Uint8Array;
}

export interface InvokeItem {
  readonly type: 'invokeItem';
  readonly bytes: Uint8Array;
}

export type Role = 'follower' | 'preCandidate' | 'candidate' | 'leader';

/** A leader's view of one peer; indexes as in Raft §5.3. */
export interface PeerStatus {
  readonly id: NodeId;
  readonly address: string;
  readonly role: 'voter' | 'learner';
  readonly connected: boolean;
  /** The cluster versions that its build knows, as it said when it was last connected; undefined where it never was. */
  readonly versions: VersionRange | undefined;
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
        /** Milliseconds from the beginning of a round of heartbeats to its answer, the last time; undefined before the first. */
        readonly roundTrip: number | undefined;
        /** How unusual its silence is, in phi; undefined where it is not known well enough. */
        readonly phi: number | undefined;
        /** The snapshot that it was offered, and how many of its bytes it has. */
        readonly snapshot: { readonly index: number; readonly size: number; readonly received: number } | undefined;
      }
    | undefined;
}

/**
 * In a joint configuration `incoming` votes in the new half alone and `outgoing` in the old one; a voter has both, and outside of
 * one there are voters and learners only.
 */
export type MemberRole = 'voter' | 'incoming' | 'outgoing' | 'learner';

export interface MemberStatus {
  readonly id: NodeId;
  readonly address: string;
  readonly role: MemberRole;
  /** The data directory that the id stands for; undefined until a leader has met it. */
  readonly store: string | undefined;
  readonly priority: number;
}

/** The configuration in effect on a node. */
export interface MembershipStatus {
  /** Of its entry: what a change may be compared with. */
  readonly index: number;
  readonly committed: boolean;
  readonly joint: boolean;
  readonly members: readonly MemberStatus[];
  /** Who has to catch up before the change under way can go on; empty at others than the leader. */
  readonly catchingUp: readonly CatchUpStatus[];
}

/** One on the way to a vote: it has the log up to `matchIndex`, and this round ends at `target`. */
export interface CatchUpStatus {
  readonly id: NodeId;
  readonly matchIndex: number;
  readonly target: number;
  readonly round: number;
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

/** What a node runs. */
export interface BuildStatus {
  /** Of its packages, for people. */
  readonly version: string;
  /** The cluster versions that it knows. */
  readonly versions: VersionRange;
}

/** Calls of one group on a node that are not settled. */
export interface PendingStatus {
  readonly writes: number;
  readonly writeBytes: number;
  readonly reads: number;
  /** At the leader: bytes that are appended and not committed. */
  readonly uncommittedBytes: number;
}

export interface DiskStatus {
  /** `slow`: a write has been under way for longer than half an election timeout; `full`: there is no room for entries. */
  readonly state: 'ok' | 'slow' | 'full';
  /** Writes of the group that are not durable yet, and for how long the oldest of them has not been. */
  readonly pendingWrites: number;
  readonly oldest: number;
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
  readonly membership: MembershipStatus;
  /** Suspicion of the leader, in phi (Hayashibara et al. 2004); undefined at the leader or where none is known. */
  readonly phi: number | undefined;
  /** Why the group has stopped on this node, for people; undefined while it runs. */
  readonly failure: string | undefined;
  readonly peers: readonly PeerStatus[];
  /** What follows is undefined where the node does not say it. */
  readonly build: BuildStatus | undefined;
  /** Since the group began on this node. */
  readonly uptime: number | undefined;
  readonly pending: PendingStatus | undefined;
  readonly disk: DiskStatus | undefined;
  /** Settings that are not what they are by default. */
  readonly settings: readonly ChangedSetting[];
}

export type ChangedSetting = Pick<Setting, 'name' | 'value'>;
