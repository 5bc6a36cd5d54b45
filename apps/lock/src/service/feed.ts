import type { LockEvent, LockListener } from '../machine/index.js';

/**
 * What the state machine of a node tells, for those who watch it: its `listener` is given to the `LockApp`, before there is a node. Each
 * watcher is told of every command, in order, and while the machine's state is that of this command.
 */
export class LockFeed {
  readonly #watchers = new Set<LockListener>();
  #index = 0;

  readonly listener: LockListener = (index: number, events: readonly LockEvent[]): void => {
    this.#index = index;
    for (const watcher of this.#watchers) watcher(index, events);
  };

  /** Log index of the last command, or snapshot, that has changed something. */
  get index(): number {
    return this.#index;
  }

  /** Returns what ends it. A watcher must not throw. */
  watch(watcher: LockListener): () => void {
    this.#watchers.add(watcher);
    return () => {
      this.#watchers.delete(watcher);
    };
  }
}
