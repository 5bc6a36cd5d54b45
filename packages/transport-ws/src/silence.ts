export interface KeepAliveOptions {
  /** Milliseconds without a byte from the other side after which it is pinged. */
  readonly interval: number;
  /** Milliseconds without a byte from the other side after which the connection is closed. */
  readonly timeout: number;
}

/** What to do about a connection now. */
export type Verdict = 'fine' | 'ping' | 'dead';

/** Judges from a counter of received bytes, so that receiving costs nothing. */
export class Silence {
  readonly #options: KeepAliveOptions;
  #bytes = -1;
  #since = 0;
  #pinged = false;

  constructor(options: KeepAliveOptions) {
    this.#options = options;
  }

  /**
   * @param now Awake milliseconds.
   * @param bytes A count that grows with whatever proves that the other side lives.
   */
  judge(now: number, bytes: number): Verdict {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#since = now;
      this.#pinged = false;
      return 'fine';
    }
    const silent = now - this.#since;
    if (silent >= this.#options.timeout) return 'dead';
    if (this.#pinged || silent < this.#options.interval) return 'fine';
    this.#pinged = true;
    return 'ping';
  }
}
