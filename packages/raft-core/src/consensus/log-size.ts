import type { EntryBatch } from '../model/entry-batch.js';

/** Bytes between two marks. */
const GRAIN = 64 * 1024;

/** A batch in pieces of so many bytes, at least one entry each: sharing its bytes. */
export function* pieces(batch: EntryBatch): Iterable<EntryBatch> {
  if (batch.byteLength <= GRAIN) {
    if (batch.count > 0) yield batch;
    return;
  }
  for (let from = batch.firstIndex; from <= batch.lastIndex; ) {
    const piece = batch.take(from, batch.lastIndex, GRAIN);
    yield piece;
    from = piece.lastIndex + 1;
  }
}

/**
 * How much the log weighs from an index on, to within one mark: what compaction is judged by, at a cost that does not grow with the
 * number of entries.
 */
export class LogSize {
  /** Bytes of everything up to and including `index`, since the beginning; rising. */
  #marks: { index: number; total: number }[];
  #total = 0;

  constructor(baseIndex: number) {
    this.#marks = [{ index: baseIndex, total: 0 }];
  }

  appended(lastIndex: number, bytes: number): void {
    this.#total += bytes;
    const last = this.#marks[this.#marks.length - 1];
    if (last === undefined || this.#total - last.total >= GRAIN)
      this.#marks.push({ index: lastIndex, total: this.#total });
  }

  /** Forgets everything from `index` on, and up to a mark's worth before. */
  truncatedFrom(index: number): void {
    while (this.#marks.length > 1 && (this.#marks[this.#marks.length - 1]?.index ?? 0) >= index) this.#marks.pop();
    this.#total = this.#marks[this.#marks.length - 1]?.total ?? 0;
  }

  /** Forgets everything up to `index`. */
  compactedTo(index: number): void {
    const keep = this.#at(index);
    if (keep > 0) this.#marks = this.#marks.slice(keep);
  }

  /** Position of the last mark at or below `index`; 0 where all are above it. */
  #at(index: number): number {
    let low = 0;
    let high = this.#marks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#marks[middle]?.index ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Bytes of the entries after `index`, at most a mark's worth too many. */
  after(index: number): number {
    return this.#total - (this.#marks[this.#at(index)]?.total ?? 0);
  }

  /** An index behind which there are at most `bytes`, as low as the marks allow; undefined where none is as high as that. */
  lowestWithin(bytes: number): number | undefined {
    return this.#marks.find(({ total }) => this.#total - total <= bytes)?.index;
  }
}
