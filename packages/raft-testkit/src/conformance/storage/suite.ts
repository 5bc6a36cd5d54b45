import type { RaftStorage } from '@lolraft/raft-core';

/** One place that a store can live in: a folder, or a place in memory. */
export interface StoragePlace {
  /** Opens the store of this place; the first call formats it. Never called while one is open. */
  open(): Promise<RaftStorage>;
  /**
   * Ends the open store as the end of its process would, without `close` and without anything that it has not synced; the
   * next `open` finds what is left. Without it, crashes are not tested.
   */
  crash?(): Promise<void>;
  /** Removes the place. The store is closed. */
  destroy(): Promise<void>;
}

/** How the suite gets at the storage under test. */
export interface StorageFactory {
  create(): Promise<StoragePlace>;
}
