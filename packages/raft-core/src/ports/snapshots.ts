import type { ClusterId, GroupId, NodeId, StoreId } from '../model/ids.js';
import type { SnapshotTag } from '../model/state.js';

/** Whose snapshots they are: a node lists and deletes only what is its own. */
export interface SnapshotOwner {
  readonly cluster: ClusterId;
  readonly group: GroupId;
  readonly node: NodeId;
  readonly store: StoreId;
}

/** What a resource is called within its owner's place. The nonce makes it unique for ever: no name is used for two contents. */
export interface SnapshotName {
  readonly index: number;
  readonly term: number;
  /** 128 bits as 32 lower-case hexadecimal digits. */
  readonly nonce: string;
}

/** A resource that is complete and durable. */
export interface SavedSnapshot {
  readonly tag: SnapshotTag;
  readonly size: number;
  /** CRC-32C of all its bytes. */
  readonly checksum: number;
}

/** A resource that its owner holds. */
export interface ListedSnapshot {
  readonly tag: SnapshotTag;
  /** Undefined where nothing but the attempt is known: a multipart upload that was never completed, say. */
  readonly size: number | undefined;
  /** Its writing was interrupted: it can be deleted or, where the store can, gone on with, but not opened. */
  readonly partial: boolean;
}

/**
 * A resource in the making. One call at a time. Nobody can open it before `commit` has resolved. The signal that `create`
 * was given ends `write` and `commit` too; `suspend` and `abort` work also after that, and after `close`. Once
 * it has ended in one way or another, `write` and `commit` are refused with `InvalidArgumentError`.
 */
export interface SnapshotWriter {
  /**
   * Bytes that are there already: more than 0 where `create` found what an earlier writer of the same name left, and the
   * store can go on with it. The next `write` is for this position.
   */
  readonly offset: number;
  /**
   * Adds bytes; resolves when there is room for more, so that memory stays bounded. The bytes may be changed afterwards.
   * Only `suspend` or `abort` may follow where this throws.
   * @throws {StorageFullError | SnapshotStoreError}
   */
  write(chunk: Uint8Array): Promise<void>;
  /** Makes the resource durable, and whole, under its name. Nothing but `suspend` may follow where this throws. */
  commit(): Promise<SavedSnapshot>;
  /** Leaves what is written for a later writer of the same name, where the store can; deletes it otherwise. Idempotent; does nothing after `commit`. */
  suspend(): Promise<void>;
  /** Deletes what is written. Idempotent; does nothing after `commit`. */
  abort(): Promise<void>;
}

export interface OpenOptions {
  /** First byte; 0 by default. At most the resource's size. */
  readonly from?: number;
  /** How many bytes are wanted at most; to the end by default. */
  readonly length?: number;
  readonly signal?: AbortSignal;
}

/**
 * Where snapshot resources live: a folder, a bucket. A resource is written once, under a name of its own, and then only
 * read or deleted. The storage keeps the tags; this store turns a stream into a tag and a tag into a stream. One store serves all
 * groups of a host.
 *
 * Every method may throw `SnapshotStoreError` (with `retryable`) where the store fails or cannot be reached, `AbortedError`
 * where its signal fires, and `ClosedError` after `close`.
 */
export interface SnapshotStore {
  /**
   * Names the place where this store's tags can be read: stores of two nodes that give the same realm read each other's
   * tags, so that a tag can travel instead of the bytes. 1 to 1,024 characters; undefined where only this node reads them.
   */
  readonly realm: string | undefined;

  /**
   * Begins a resource, or goes on with one of the same owner and name that was suspended or interrupted.
   * @throws {SnapshotExistsError} where the name is that of a committed resource, or of one that a writer of this store is making.
   */
  create(owner: SnapshotOwner, name: SnapshotName, signal?: AbortSignal): Promise<SnapshotWriter>;

  /**
   * Reads a resource, or a part of it. The stream may be left early; that ends what it began. Chunks are at most 1 MiB and are the
   * reader's to keep.
   * @throws {SnapshotNotFoundError} where there is none; from the first step on. Tags that no store makes name nothing.
   * @throws {InvalidArgumentError} where `from` is beyond the end.
   * @throws {CorruptionError} where the store itself notices damage. A stream never ends early without an error.
   */
  open(tag: SnapshotTag, options?: OpenOptions): AsyncIterable<Uint8Array>;

  /**
   * Copies a resource of the same realm into `owner`'s place, without moving its bytes through this node where the store can.
   * The content is the caller's to verify.
   * @throws {SnapshotNotFoundError} where there is no such source.
   * @throws {SnapshotExistsError} as `create` does.
   */
  adopt(owner: SnapshotOwner, name: SnapshotName, source: SnapshotTag, signal?: AbortSignal): Promise<SnapshotTag>;

  /**
   * Deletes a resource of `owner`, whole or partial. One that is not there is no error. One of another owner, and one that a
   * writer of this store is making, is refused with `InvalidArgumentError`.
   */
  delete(owner: SnapshotOwner, tag: SnapshotTag): Promise<void>;

  /** Every resource of `owner`, whole and partial, in no order, each once; those that are being written may be among the partial ones. */
  list(owner: SnapshotOwner): AsyncIterable<ListedSnapshot>;

  /** Ends what is under way and releases everything; resources in the making are suspended. Idempotent. */
  close(): Promise<void>;
}
