import { loudly } from './fail-loudly.js';

/** Milliseconds of each turn of the event loop in which calls of clients are begun. */
const SHARE = 10;

/** Has work that is done in small pieces. */
export interface Piecewise {
  /**
   * Does the next piece.
   * @returns whether there is more.
   */
  work(): boolean;
}

/**
 * What the clients of one transport get of the event loop. They may ask for more than can be begun in a turn: when a leader goes, all who wait ask
 * the next one at once. So calls are begun in pieces, a piece of each connection in turn, until a turn's share is used up; the rest waits until the loop has been round, and
 * whatever else was due: messages of peers, timers, the disk. Nothing that clients do can make a leader's heartbeats late.
 *
 * Between two pieces those promises go on that have settled, so what handlers do soon after they were called counts as well, and what a turn produces
 * still leaves together.
 */
export class ClientShare {
  readonly #now: () => number;
  readonly #waiting: Piecewise[] = [];
  /** When this turn's share is used up; undefined while nobody has used any of it. */
  #end: number | undefined;
  #isWorking = false;

  /** @param now Milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Begins at once, where no other waits and there is time left. The caller sees to it that it is added once until it has no more to do. */
  add(client: Piecewise): void {
    this.#waiting.push(client);
    if (!this.#isWorking) this.#work();
  }

  readonly #work = (): void => {
    this.#isWorking = false;
    if (this.#end === undefined) {
      this.#end = this.#now() + SHARE;
      setImmediate(this.#nextTurn);
    } else if (this.#now() >= this.#end) return;
    const client = this.#waiting.shift();
    if (client === undefined) return;
    this.#isWorking = true;
    loudly(() => {
      if (client.work()) this.#waiting.push(client);
    });
    if (this.#waiting.length > 0) queueMicrotask(this.#work);
    else this.#isWorking = false;
  };

  readonly #nextTurn = (): void => {
    this.#end = undefined;
    if (this.#waiting.length > 0) this.#work();
  };
}
