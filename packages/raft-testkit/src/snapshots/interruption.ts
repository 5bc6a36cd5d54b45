/** Ends waiting as soon as a signal fires, or whoever holds the set of all that wait ends them all. */
export class Interruption {
  readonly #waiting: Set<() => void>;
  readonly #signal: AbortSignal | undefined;
  #fire: () => void = () => undefined;
  readonly #fired: Promise<void>;

  constructor(waiting: Set<() => void>, signal: AbortSignal | undefined) {
    this.#waiting = waiting;
    this.#signal = signal;
    this.#fired = new Promise((resolve) => {
      this.#fire = resolve;
    });
    waiting.add(this.#fire);
    signal?.addEventListener('abort', this.#fire, { once: true });
  }

  /** Resolves with the promise or once interrupted; rejects where the promise does. */
  async race(promise: Promise<void> | undefined): Promise<void> {
    if (promise !== undefined) await Promise.race([promise, this.#fired]);
  }

  end(): void {
    this.#waiting.delete(this.#fire);
    this.#signal?.removeEventListener('abort', this.#fire);
  }
}
