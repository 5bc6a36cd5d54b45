import type { EntryBatch } from '../model/entry-batch.js';
import { pieces } from './log-size.js';

/**
 * How much of a log is not known to be committed: what a leader's appends are bounded by (rule 18, F1). Every node keeps it,
 * because a new leader inherits the tail of former ones, and that counts as much as its own.
 *
 * Never too little. Too much by less than a piece where a batch is committed, or was cut off, in its middle; that ends when the
 * rest of it is committed.
 */
export class UncommittedTail {
  readonly #parts: { readonly first: number; last: number; readonly bytes: number }[] = [];
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  appended(batch: EntryBatch): void {
    for (const { firstIndex, lastIndex, byteLength } of pieces(batch)) {
      this.#parts.push({ first: firstIndex, last: lastIndex, bytes: byteLength });
      this.#bytes += byteLength;
    }
  }

  /** Everything from `index` on is gone. */
  truncatedFrom(index: number): void {
    for (let last = this.#parts.pop(); last !== undefined; last = this.#parts.pop()) {
      if (last.first < index) {
        last.last = Math.min(last.last, index - 1);
        this.#parts.push(last);
        return;
      }
      this.#bytes -= last.bytes;
    }
  }

  /** Everything up to `index` is committed. */
  committed(index: number): void {
    let done = 0;
    for (const part of this.#parts) {
      if (part.last > index) break;
      this.#bytes -= part.bytes;
      done++;
    }
    if (done > 0) this.#parts.splice(0, done);
  }
}
