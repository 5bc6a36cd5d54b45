import { loudly } from './fail-loudly.js';

/** Does its work once, soon after `Turn.add` named it. */
export interface Flushable {
  flush(): void;
}

/**
 * Collects whoever has something to write and lets each write once, when the callback that runs now, and the promises
 * that it has settled, are done: what they produce leaves together. The node above collects the output of a turn of the
 * event loop itself; to wait for another turn here would only be late.
 */
export class Turn {
  #waiting: Flushable[] = [];
  readonly #run = (): void => {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const each of waiting) loudly(() => each.flush());
  };

  /** The caller sees to it that it is added once until it is flushed. */
  add(flushable: Flushable): void {
    // Ticks come after the microtasks that were queued before them, and before any other input.
    if (this.#waiting.push(flushable) === 1) process.nextTick(this.#run);
  }
}
