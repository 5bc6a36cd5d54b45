import { loudly } from './fail-loudly.js';

/** Does its work once at the end of the turn in which `Turn.add` named it. */
export interface Flushable {
  flush(): void;
}

/**
 * Collects whoever has something to write and lets each write once, after the input of this turn of the event loop has
 * been handled: what one turn produces leaves together.
 */
export class Turn {
  #waiting: Flushable[] = [];
  #immediate: NodeJS.Immediate | undefined;
  readonly #run = (): void => {
    this.#immediate = undefined;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const each of waiting) loudly(() => each.flush());
  };

  /** The caller sees to it that it is added once a turn. */
  add(flushable: Flushable): void {
    this.#waiting.push(flushable);
    this.#immediate ??= setImmediate(this.#run);
  }
}
