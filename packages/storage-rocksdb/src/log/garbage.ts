import { blockKey } from './keys.js';

/**
 * Blocks that lie below the first index of their group: compacted, and still to be deleted. A compaction of very many
 * blocks would hold up the event loop if it deleted them all at once, so each write takes some along.
 */
export class Garbage {
  /** Last index and epoch of each block, in turns. */
  #pairs: number[] = [];
  #taken = 0;

  get length(): number {
    return this.#pairs.length / 2 - this.#taken;
  }

  add(last: number, epoch: number): void {
    this.#pairs.push(last, epoch);
  }

  /** Removes and returns the keys of at most `count` blocks. */
  take(prefix: Buffer, count: number): Buffer[] {
    const keys: Buffer[] = [];
    const end = Math.min(this.#taken + count, this.#pairs.length / 2);
    for (; this.#taken < end; this.#taken++) {
      const at = this.#taken * 2;
      keys.push(blockKey(prefix, this.#pairs[at] as number, this.#pairs[at + 1] as number));
    }
    if (this.length === 0) {
      this.#pairs = [];
      this.#taken = 0;
    }
    return keys;
  }
}
