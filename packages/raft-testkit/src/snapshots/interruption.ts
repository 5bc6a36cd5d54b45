/** Ends waiting as soon as a signal fires, or whoever holds the set of all that wait ends them all. */
export class Interruption {
  readonly #waiting: Set<() => void>;
  readonly #signal: AbortSignal | undefined;
  #isOver = false;
  /** Ends the wait that is under way. */
  #leave: (() => void) | undefined;
  readonly #fire = (): void => {
    this.#isOver = true;
    this.#leave?.();
  };

  constructor(waiting: Set<() => void>, signal: AbortSignal | undefined) {
    this.#waiting = waiting;
    this.#signal = signal;
    waiting.add(this.#fire);
    signal?.addEventListener('abort', this.#fire, { once: true });
  }

  /** Resolves with the promise or once interrupted; rejects where the promise does. */
  race(promise: Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#leave = resolve;
      if (this.#isOver) resolve();
      promise.then(resolve, reject);
    });
  }

  end(): void {
    this.#waiting.delete(this.#fire);
    this.#signal?.removeEventListener('abort', this.#fire);
  }
}
