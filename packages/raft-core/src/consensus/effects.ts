import type { Configuration, Member } from '../model/configuration.js';
import type { EntryBatch } from '../model/entry-batch.js';
import type { Proposal } from '../model/entry.js';
import type { LeaderHint, RaftError } from '../model/errors.js';
import type { NodeId, StoreId } from '../model/ids.js';
import type { ConfigurationChange } from '../model/membership.js';
import type { ConsensusMessage, NotUnderstood } from '../model/messages.js';
import type { Role } from '../model/service.js';
import type { VersionRange } from '../model/versions.js';
import type { ConsensusOptions } from './options.js';
import type { HardState, SnapshotRecord, SnapshotTag, TaggedRecord } from '../model/state.js';

/** Why a proposal was not taken. */
export type Refusal =
  | { readonly reason: 'notLeader'; readonly leader: LeaderHint | undefined }
  | { readonly reason: 'overloaded' }
  /** Leadership is being handed over: nothing is appended until that has succeeded or failed. */
  | { readonly reason: 'transferring' };

/** How much of the log is kept behind a snapshot, for followers that are a little behind. */
export interface Trailing {
  readonly entries: number;
  readonly bytes: number;
  /** What is kept at most for a follower that fetches a snapshot, so that it can go on from there. */
  readonly fetchingBytes: number;
}

/** What happens to a node. Each carries `now`, monotonic milliseconds that never fall. */
export type Input =
  /** The deadline that the core named has come. */
  | { readonly type: 'tick'; readonly now: number }
  /** A peer said something; `store` is what its connection's handshake said. */
  | {
      readonly type: 'message';
      readonly now: number;
      readonly from: NodeId;
      readonly store: StoreId;
      readonly message: ConsensusMessage | NotUnderstood;
    }
  | { readonly type: 'propose'; readonly now: number; readonly proposals: readonly Proposal[] }
  /**
   * Linearizable reads that arrived together; `id` is the driver's and rises. With `lease` they may rest on one, and `now` is not
   * before they arrived.
   */
  | { readonly type: 'read'; readonly now: number; readonly id: number; readonly lease?: boolean }
  /** Changes the membership, or what the members agree on; `id` is the driver's. With `expected`, only if the configuration is that of this index. */
  | {
      readonly type: 'changeMembership';
      readonly now: number;
      readonly id: number;
      readonly changes: readonly ConfigurationChange[];
      readonly expected: number | undefined;
      /** Takes a learner as soon as it knows that it is one, and takes no notice of who is not reachable. */
      readonly force: boolean;
    }
  /** Hands leadership over, to the best voter where no `target` is named; `id` is the driver's. */
  | { readonly type: 'transfer'; readonly now: number; readonly id: number; readonly target: NodeId | undefined }
  /** Other settings from now on; `electionTimeoutMin` and `logCacheBytes` stay as they are. */
  | { readonly type: 'tune'; readonly now: number; readonly options: ConsensusOptions }
  /** Storage writes up to number `write` are durable. They complete in order. */
  | { readonly type: 'written'; readonly now: number; readonly write: number }
  /** The hard states of writes up to number `write` are durable, though older writes, of entries, wait for room on the disk. */
  | { readonly type: 'hardStateWritten'; readonly now: number; readonly write: number }
  /** The disk has refused entries for want of room, and is well otherwise; said again with each refusal. Or it has room again. */
  | { readonly type: 'diskFull'; readonly now: number; readonly full: boolean }
  | { readonly type: 'applied'; readonly now: number; readonly index: number }
  | {
      readonly type: 'peerUp';
      readonly now: number;
      readonly peer: NodeId;
      readonly store: StoreId;
      /** The cluster versions that its build knows. */
      readonly build: VersionRange;
    }
  | { readonly type: 'peerDown'; readonly now: number; readonly peer: NodeId }
  /** A snapshot of the applied state is recorded, durably: what it covers may go, but for `trailing`. */
  | {
      readonly type: 'snapshotRecorded';
      readonly now: number;
      readonly record: TaggedRecord;
      readonly trailing: Trailing;
    }
  /** Bytes of the snapshot that is being fetched, so far. */
  | { readonly type: 'snapshotProgress'; readonly now: number; readonly received: number }
  /**
   * What a `fetchSnapshot` effect asked for is in the own snapshot store, verified; `record` has the own tag. The app is at
   * rest, no log read is under way, and it stays so until `installSnapshot` or `dropSnapshot`.
   */
  | { readonly type: 'snapshotFetched'; readonly now: number; readonly record: TaggedRecord }
  /** It cannot be had. */
  | { readonly type: 'snapshotFailed'; readonly now: number }
  /** The app has the state of the newest snapshot: after an `installSnapshot` effect, or at the start. */
  | { readonly type: 'snapshotInstalled'; readonly now: number }
  /** The recorded snapshot could not be read, at the start or when it was to be installed. */
  | { readonly type: 'snapshotUnreadable'; readonly now: number }
  /** Answers a `readLog` effect. */
  | { readonly type: 'logRead'; readonly now: number; readonly peer: NodeId; readonly batch: EntryBatch };

/** What the driver has to do, in this order. Plain values. */
export type Effect =
  /**
   * Write to storage. Numbers rise by one; the driver may join waiting writes but reports completions in order.
   * Within one write: hard state, then truncation, then entries, then the snapshot, with which everything up to its index
   * goes; where it lies beyond the end, the log restarts behind it.
   */
  | {
      readonly type: 'write';
      readonly write: number;
      readonly hardState: HardState | undefined;
      readonly truncateFrom: number | undefined;
      readonly entries: EntryBatch | undefined;
      readonly snapshot: SnapshotRecord | undefined;
    }
  /**
   * Send a message. It depends on the hard state of write number `after`, which is durable when the effect is emitted: the core holds
   * a message back until then, because one whose term has passed meanwhile must not leave. The driver asserts it again.
   */
  | { readonly type: 'send'; readonly to: NodeId; readonly message: ConsensusMessage; readonly after: number }
  /** Fetch entries that are not cached, for a follower that is behind. One at a time per peer. */
  | {
      readonly type: 'readLog';
      readonly peer: NodeId;
      readonly from: number;
      readonly to: number;
      readonly maxBytes: number;
    }
  /** Entries up to `index` are committed and may be applied. */
  | { readonly type: 'commit'; readonly index: number }
  /** The first `count` proposals of the input were appended as `firstIndex`... in `term`; the rest is overload. */
  | { readonly type: 'proposed'; readonly term: number; readonly firstIndex: number; readonly count: number }
  | { readonly type: 'proposalRefused'; readonly refusal: Refusal }
  /** Read `id` may be answered once `index` is applied. */
  | { readonly type: 'readReady'; readonly id: number; readonly index: number }
  /** Read `id` has failed, since nobody here can tell its index; `leader` may. */
  | { readonly type: 'readFailed'; readonly id: number; readonly leader: LeaderHint | undefined }
  /** Role, term or leader changed. A driver settles its open proposals as unknown when the role stops being leader. */
  | { readonly type: 'state'; readonly role: Role; readonly term: number; readonly leader: NodeId | undefined }
  /** Another configuration is in effect (appended, not necessarily committed; or rolled back). */
  | { readonly type: 'configuration'; readonly configuration: Configuration; readonly index: number }
  /** Who is to be connected: the members, and removed ones that have not heard of it. */
  | { readonly type: 'contacts'; readonly members: readonly Member[] }
  /** Change `id` is made, and the configuration of `index` committed. */
  | {
      readonly type: 'membershipChanged';
      readonly id: number;
      readonly index: number;
      readonly configuration: Configuration;
    }
  /** Change `id` was not made, or not in this leadership. */
  | { readonly type: 'membershipRefused'; readonly id: number; readonly error: RaftError }
  /** Transfer `id` has begun: it succeeds when `target` is heard as the leader of a later term. */
  | { readonly type: 'transferBegun'; readonly id: number; readonly target: NodeId }
  /** Transfer `id` was not possible, or came to nothing: this node leads as before. */
  | { readonly type: 'transferFailed'; readonly id: number; readonly error: RaftError }
  /** Entries up to `to` are not needed any more: remove them once no read of them is under way. */
  | { readonly type: 'compact'; readonly to: number }
  /** Bring this snapshot into the own store, in place of any other that is on its way. */
  | {
      readonly type: 'fetchSnapshot';
      readonly from: NodeId;
      readonly record: TaggedRecord;
      readonly realm: string | undefined;
    }
  /** What is on its way is not needed any more. */
  | { readonly type: 'cancelFetch' }
  /** What was fetched is not needed any more. */
  | { readonly type: 'dropSnapshot'; readonly tag: SnapshotTag }
  /** The record is durable: give the state to the app, then say `snapshotInstalled`. */
  | { readonly type: 'installSnapshot'; readonly record: TaggedRecord }
  /** A follower needs a newer snapshot than there is. */
  | { readonly type: 'snapshotWanted' }
  /** A peer broke the protocol; it was ignored. */
  | { readonly type: 'peerFault'; readonly peer: NodeId; readonly why: string }
  /** The group stops on this node, once the app has got what is committed up to `after`: it may not go on. */
  | { readonly type: 'stop'; readonly error: RaftError; readonly after: number };
