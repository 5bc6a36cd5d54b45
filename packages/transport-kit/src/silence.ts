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
  #bytes = -1;
  #since = 0;
  #pinged = false;

  /**
   * @param now Awake milliseconds.
   * @param bytes A count that grows with whatever proves that the other side lives.
   */
  judge(now: number, bytes: number, { interval, timeout }: KeepAliveOptions): Verdict {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#since = now;
      this.#pinged = false;
      return 'fine';
    }
    const silent = now - this.#since;
    if (silent >= timeout) return 'dead';
    if (this.#pinged || silent < interval) return 'fine';
    this.#pinged = true;
    return 'ping';
  }
}
