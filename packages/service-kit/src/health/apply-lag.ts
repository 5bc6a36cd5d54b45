/** Whether an app keeps up: what it has not applied of what was known to be committed some time ago. */
export class ApplyLag {
  readonly #limit: number;
  #target = 0;
  #since = -Infinity;

  /** @param limit milliseconds that applying may take. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Looks now; what is wrong, if something is. The more often it is asked, the sooner it notices. */
  problem(now: number, applied: number, committed: number): string | undefined {
    if (applied >= this.#target) {
      this.#target = committed;
      this.#since = now;
      return undefined;
    }
    const late = now - this.#since;
    if (late <= this.#limit) return undefined;
    return `applied up to ${applied}; ${this.#target} was committed ${Math.round(late)} ms ago`;
  }
}
