export interface BackoffOptions {
  /** Milliseconds: the longest wait before the first retry. */
  readonly first: number;
  /** Milliseconds: the longest wait before any retry. */
  readonly cap: number;
}

/**
 * How long to wait before the next attempt: a bound that doubles up to the cap, and a uniform draw below it ("full
 * jitter"), so that many who lost the same peer do not come back in step.
 */
export class Backoff {
  readonly #options: BackoffOptions;
  readonly #random: () => number;
  #failures = 0;

  constructor(options: BackoffOptions, random: () => number = Math.random) {
    this.#options = options;
    this.#random = random;
  }

  /** Milliseconds to wait now. */
  next(): number {
    const { first, cap } = this.#options;
    const bound = Math.min(cap, first * 2 ** Math.min(this.#failures, 30));
    this.#failures++;
    return this.#random() * bound;
  }

  /** The next wait is drawn below the cap: for a peer that answered, and said no. */
  exhaust(): void {
    this.#failures = 30;
  }

  reset(): void {
    this.#failures = 0;
  }
}
