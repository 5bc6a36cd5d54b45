import { setImmediate } from 'node:timers/promises';

/** After so long in one go, the loop is left to others (milliseconds). */
const SLICE_MS = 10;
/** To look at the clock costs more than a small step. */
const STEPS = 64;

/** Long work in slices: `if (slices.areDue()) await slices.pause();` after each step. */
export class Slices {
  #steps = 0;
  #begun = performance.now();

  areDue(): boolean {
    if (++this.#steps < STEPS) return false;
    this.#steps = 0;
    return performance.now() - this.#begun >= SLICE_MS;
  }

  async pause(): Promise<void> {
    await setImmediate();
    this.#begun = performance.now();
  }
}
