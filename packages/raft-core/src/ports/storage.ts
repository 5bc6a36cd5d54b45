import type { EntryBatch } from '../model/entry-batch.js';
import type { ClusterId, GroupId, NodeId, StoreId } from '../model/ids.js';
import type { HardState, SnapshotRecord } from '../model/state.js';

/** Whom a store belongs to, once it is bound. */
export interface StoreIdentity {
  readonly cluster: ClusterId;
  readonly node: NodeId;
}

/** What a store knows of one group at start. */
export interface StoredGroup {
  readonly group: GroupId;
  readonly hardState: HardState;
  readonly snapshot: SnapshotRecord;
  /** First entry held; `lastIndex + 1` where the log is empty. At most `snapshot.index + 1`. */
  readonly firstIndex: number;
  /** Last entry held, or `snapshot.index` where the log is empty. */
  readonly lastIndex: number;
}

export interface StoredState {
  readonly store: StoreId;
  /** Undefined in a store that was only just formatted. */
  readonly identity: StoreIdentity | undefined;
  readonly groups: readonly StoredGroup[];
}

/**
 * One group's part of a write. Applied in the order of the fields: the hard state, then the truncation, then the
 * entries, then snapshot and compaction.
 */
export interface GroupWrite {
  readonly group: GroupId;
  readonly hardState?: HardState;
  /** Removes every entry from this index on, the whole tail. Above the snapshot's index: what it covers is committed. */
  readonly truncateFrom?: number;
  /** Consecutive batches; the first begins right after the last entry that is left. */
  readonly entries?: readonly EntryBatch[];
  /** Replaces the record. A new group's first write carries its founding record. */
  readonly snapshot?: SnapshotRecord;
  /**
   * Removes the entries up to this index, included; at most the index of the snapshot as of this write. Where it lies
   * beyond the last entry, the log restarts empty behind the snapshot.
   */
  readonly compactTo?: number;
}

export interface StorageCapabilities {
  /** What `write` acknowledged survives the end of the process, and power loss. */
  readonly durable: boolean;
}

/**
 * Where hard states, logs and snapshot records live. One store serves all groups of a host.
 *
 * An implementer may assume: one `write` at a time, no `write` during `load`, `bind` or `removeGroup`; `read` may run
 * beside a `write`, but only for entries that earlier, completed writes hold and that the running one does not remove; nothing is called after
 * `close`; indexes and terms are safe integers; batches are verified and never written to.
 *
 * After a write or sync has failed, a store is poisoned: every later call rejects with `StorageFailedError`, and nothing
 * is ever reported as written that may not be (rule 17).
 */
export interface RaftStorage {
  readonly capabilities: StorageCapabilities;

  /**
   * The state as of the last acknowledged write, or of a later one that was under way at a crash: that one whole, except
   * that its hard states may be there without the rest (they may be written ahead, never behind).
   * @throws {CorruptionError} where acknowledged state is damaged or gone: it never starts with less than was promised.
   */
  load(): Promise<StoredState>;

  /**
   * Writes the owner of a fresh store, durably. Repeating it with the same identity does nothing.
   * @throws {IdentityMismatchError} where the store belongs to another node or cluster.
   */
  bind(identity: StoreIdentity): Promise<void>;

  /**
   * Writes all parts atomically and resolves once they are synced. A group appears at most once in `writes`.
   * @throws {InvalidArgumentError} where a part contradicts the store (see `planGroupWrite`); nothing was written, and
   * the store stays usable.
   * @throws {StorageFullError} when the reserve of space is reached; nothing was written, and the store stays usable.
   * Writes without entries and without a new group are never refused so: hard states, truncation and compaction go on.
   * @throws {StorageFailedError} on any other failure; the store is poisoned.
   */
  write(writes: readonly GroupWrite[]): Promise<void>;

  /**
   * Consecutive verified entries from `from` on, at most up to `to` (included) and `maxBytes` of packed bytes, but at least
   * one. May end earlier than both ask: the caller reads on from there.
   * @throws {CorruptionError} where an entry fails its checksum or is missing.
   */
  read(group: GroupId, from: number, to: number, maxBytes: number): Promise<EntryBatch>;

  /** Forgets a group, durably and wholly. An unknown group is no error. */
  removeGroup(group: GroupId): Promise<void>;

  /** Waits for what is under way and releases everything. Further calls reject with `ClosedError`. Idempotent. */
  close(): Promise<void>;
}
