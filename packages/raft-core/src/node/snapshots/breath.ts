import type { Clock } from '../../ports/clock.js';

/** After so long in one go, the loop is left to others (milliseconds). */
const SLICE_MS = 10;

/** For long work in slices: waits for the next turn of the event loop whenever a slice has been long enough. */
export class Breath {
  readonly #clock: Clock;
  #begun: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#begun = clock.now();
  }

  async take(): Promise<void> {
    if (this.#clock.now() - this.#begun < SLICE_MS) return;
    await new Promise<void>((resolve) => {
      this.#clock.defer(resolve);
    });
    this.#begun = this.#clock.now();
  }
}
