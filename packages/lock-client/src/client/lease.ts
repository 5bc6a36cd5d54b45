/**
 * Of a session's time to live, the part that its client does not use: the leader counts by a clock of its own, and the two may differ in
 * rate by this much.
 */
export const DRIFT_MARGIN = 1 / 50;

/**
 * Until when a session may be taken for alive, by the monotonic clock of its client. The leader counts from when it heard of the client, and the
 * client from when it began to say so, which was earlier: so it is over here first.
 */
export class Lease {
  #until: number;

  /** `ttl` milliseconds were granted to what was sent at `sentAt`. */
  constructor(sentAt: number, ttl: number) {
    this.#until = endOf(sentAt, ttl);
  }

  /** When it is over: from then on, nothing that the session held may be taken for held. */
  get until(): number {
    return this.#until;
  }

  extend(sentAt: number, ttl: number): void {
    // Answers may come out of order.
    this.#until = Math.max(this.#until, endOf(sentAt, ttl));
  }

  isOver(now: number): boolean {
    return now >= this.#until;
  }
}

function endOf(sentAt: number, ttl: number): number {
  return sentAt + ttl * (1 - DRIFT_MARGIN);
}
