import type { Clock } from '@lolraft/raft-core';

export interface AttentionOptions {
  /** Milliseconds between two beats. */
  readonly beat: number;
  /** A beat that is later than this, in milliseconds, says that the node stood still. */
  readonly tolerance: number;
}

/**
 * Time in which this node could hear its clients: the monotonic clock without the times in which the process, or its event loop, stood still. It is
 * found out by a beat that comes late, so it is never ahead of what the clock says, and what was due by it before is due that much later.
 */
export class AttentiveTime {
  readonly #clock: Clock;
  readonly #options: AttentionOptions;
  #lastBeat: number;
  #stoodStill = 0;
  #wasLate = false;

  constructor(clock: Clock, options: AttentionOptions) {
    this.#clock = clock;
    this.#options = options;
    this.#lastBeat = clock.now();
  }

  /** Milliseconds. Goes back where a stall is noticed. */
  now(): number {
    return this.#clock.now() - this.#stoodStill;
  }

  /** All stalls that were noticed, in milliseconds. */
  get stoodStill(): number {
    return this.#stoodStill;
  }

  /**
   * Called once for each beat.
   * @returns whether what is due may be acted on now. Not right after a stall: what has come in meanwhile is heard first, for a beat; but a node
   * whose beats are always late gets on all the same.
   */
  beat(): boolean {
    const now = this.#clock.now();
    const late = now - this.#lastBeat - this.#options.beat;
    this.#lastBeat = now;
    const isLate = late > this.#options.tolerance;
    if (isLate) this.#stoodStill += late;
    const mayAct = !isLate || this.#wasLate;
    this.#wasLate = isLate;
    return mayAct;
  }
}
