import { newTree, rank, type Tree } from '@lolraft/app-kit';
import type { Retention } from '@lolraft/kvs-client';
import { invariant } from '@lolraft/raft-core';
import { History } from './history.js';
import { compareKeys, type Bounds, type Key } from './keys.js';
import type { Change, KeyRecord } from './records.js';

export const DEFAULT_RETENTION: Retention = { revisions: 10_000, bytes: 128 * 1024 * 1024 };

/** Revision of a store that has never been changed, as etcd's. */
const FIRST_REVISION = 1;
const STOP = { break: true };

/** What a store is made of. */
export interface StoreContents {
  readonly live: Tree<Key, KeyRecord>;
  readonly history: History;
  readonly bytes: number;
  readonly revision: number;
  readonly compactRevision: number;
  readonly retention: Retention;
  /** The newest token that was seen under each name; left out: none. */
  readonly guards?: Tree<string, number>;
}

/**
 * The state: the keys as they are now, the changes that led here, and which of those can still be asked for. Everything
 * in it is equal on every member that has applied the same commands, what is kept of the past too.
 */
export class Store {
  readonly #live: Tree<Key, KeyRecord>;
  readonly #history: History;
  #bytes: number;
  #revision: number;
  #compactRevision: number;
  #retention: Retention;
  readonly #guards: Tree<string, number>;
  #uncommitted = 0;

  private constructor(contents: StoreContents) {
    this.#live = contents.live;
    this.#history = contents.history;
    this.#bytes = contents.bytes;
    this.#revision = contents.revision;
    this.#compactRevision = contents.compactRevision;
    this.#retention = contents.retention;
    this.#guards = contents.guards ?? newTree(compareKeys);
  }

  static empty(): Store {
    return new Store({
      live: newTree(compareKeys),
      history: History.empty(),
      bytes: 0,
      revision: FIRST_REVISION,
      compactRevision: 0,
      retention: DEFAULT_RETENTION,
    });
  }

  /** @param contents are the store's from here on, and agree with each other. */
  static of(contents: StoreContents): Store {
    return new Store(contents);
  }

  /** A view of this moment, between transactions. Costs the same however large the state is; neither of the two sees the other change. */
  clone(): Store {
    return new Store({
      live: this.#live.clone(),
      history: this.#history.clone(),
      bytes: this.#bytes,
      revision: this.#revision,
      compactRevision: this.#compactRevision,
      retention: this.#retention,
      guards: this.#guards.clone(),
    });
  }

  get revision(): number {
    return this.#revision;
  }

  /** The store's revision, or the coming one where changes of it are visible already. */
  get visibleRevision(): number {
    return this.#revision + (this.#uncommitted > 0 ? 1 : 0);
  }

  /** The state at earlier revisions is given up. */
  get compactRevision(): number {
    return this.#compactRevision;
  }

  get retention(): Retention {
    return this.#retention;
  }

  /** For reading. */
  get guards(): Tree<string, number> {
    return this.#guards;
  }

  /** 0 where none was seen. */
  newestToken(guard: string): number {
    return this.#guards.get(guard) ?? 0;
  }

  setNewestToken(guard: string, token: number): void {
    this.#guards.set(guard, token);
  }

  get history(): History {
    return this.#history;
  }

  /** Keys that are there. */
  get size(): number {
    return this.#live.size;
  }

  /** Of the keys that are there, and their values. */
  get bytes(): number {
    return this.#bytes;
  }

  get(key: Key): KeyRecord | undefined {
    return this.#live.get(key);
  }

  count({ from, to }: Bounds): number {
    const end = to === undefined ? this.#live.size : rank(this.#live, to, compareKeys);
    return Math.max(0, end - rank(this.#live, from, compareKeys));
  }

  /** Calls for each key of the range, in order, until the callback returns false. It must not change the store. */
  visit({ from, to }: Bounds, callback: (record: KeyRecord) => boolean): void {
    const high = to ?? this.#live.maxKey();
    if (high === undefined || from > high) return;
    this.#live.forRange(from, high, to === undefined, (_key, record) => (callback(record) ? undefined : STOP));
  }

  /** Every key in its order; the store must not change meanwhile. */
  records(): IterableIterator<KeyRecord> {
    return this.#live.values();
  }

  /** Makes a change of the coming revision. It is visible at once; `commit` follows, or `undo`. */
  change(change: Change): void {
    this.#put(change.key, change.record, change.previous);
    this.#history.add(change);
    this.#uncommitted++;
  }

  /** Takes all changes back that are not committed. */
  undo(): void {
    for (; this.#uncommitted > 0; this.#uncommitted--) {
      const change = this.#history.takeBack();
      invariant(change !== undefined, 'a change that is not in the history');
      this.#put(change.key, change.previous, change.record);
    }
  }

  #put(key: Key, record: KeyRecord | undefined, previous: KeyRecord | undefined): void {
    if (record !== undefined) this.#live.set(key, record);
    else this.#live.delete(key);
    this.#bytes += sizeOf(record) - sizeOf(previous);
  }

  /** The changes since the last one make up the next revision; where there are none, there is none. */
  commit(): void {
    if (this.#uncommitted === 0) return;
    this.#uncommitted = 0;
    this.#revision++;
    this.#history.commit();
    this.#retain();
  }

  setRetention(retention: Retention): void {
    this.#retention = retention;
    this.#retain();
  }

  /** Gives up the state before `revision`, which is not above the store's own. */
  compact(revision: number): void {
    this.#compactRevision = Math.max(this.#compactRevision, revision);
    this.#retain();
  }

  /** Gives up what retention does not keep: whole revisions, the oldest first. */
  #retain(): void {
    this.#compactRevision = Math.max(this.#compactRevision, this.#revision - this.#retention.revisions);
    this.#history.dropUpTo(this.#compactRevision);
    while (this.#history.bytes > this.#retention.bytes) {
      const oldest = this.#history.oldestRevision;
      if (oldest === undefined) return;
      this.#compactRevision = oldest;
      this.#history.dropUpTo(oldest);
    }
  }
}

function sizeOf(record: KeyRecord | undefined): number {
  return record === undefined ? 0 : record.key.length + record.value.length;
}
