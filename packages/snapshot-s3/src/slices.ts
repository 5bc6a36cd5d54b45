import { setImmediate } from 'node:timers/promises';

/** Bytes that are summed at once. */
export const SLICE_BYTES = 256 * 1024;
/** Several may follow each other in one turn of the loop: a writer, and the parts that it has on their way. */
const SLICE_MS = 4;

/** Keeps long work from holding up the event loop. */
export class Slices {
  #since = performance.now();

  /** Between two pieces of work: lets others run, if it has been long enough. */
  async pause(): Promise<void> {
    if (performance.now() - this.#since < SLICE_MS) return;
    await setImmediate();
    this.#since = performance.now();
  }
}
