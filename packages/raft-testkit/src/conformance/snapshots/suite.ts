import type { SnapshotStore } from '@lolraft/raft-core';

/** One place that snapshots can live in: a folder, a bucket, a place in memory. */
export interface SnapshotPlace {
  /** Opens a store on this place. Several may be open at once, as those of several nodes; they give the same realm. */
  open(): Promise<SnapshotStore>;
  /**
   * Ends an open store as the end of its process would, without `close` and without anything that is not durable yet. What
   * it was doing may or may not have its effect. Without it, crashes are not tested.
   */
  crash?(store: SnapshotStore): Promise<void>;
  /** Removes the place. Its stores are closed. */
  destroy(): Promise<void>;
}

/** How the suite gets at the store under test. */
export interface SnapshotFactory {
  create(): Promise<SnapshotPlace>;
  /** Sizes in bytes at which the store does something else: of its buffers, blocks and parts. Each is tested, one less and one more. */
  readonly borders?: readonly number[];
}
