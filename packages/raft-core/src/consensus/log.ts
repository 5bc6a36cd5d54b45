import type { EntryBatch as Batch } from '../model/entry-batch.js';
import { EntryBatch } from '../model/entry-batch.js';
import { invariant } from '../model/errors.js';
import { LogSize, pieces } from './log-size.js';

/** Consecutive entries of one term, from `index` on. */
export interface TermRun {
  readonly index: number;
  readonly term: number;
}

/** The entry before the first one of a log: of a snapshot, or the oldest one that compaction has left. */
export interface LogBase {
  readonly index: number;
  readonly term: number;
  readonly time: number;
}

/**
 * What the core knows of its log: the base (an index and its term), the term of every entry as runs, what is
 * durable, and a cache of the newest entries. Entries that are not in the cache are in storage.
 *
 * A write is credited only for the entries that it still owns: a truncation lowers what every write under way can prove.
 */
export class RaftLog {
  #baseIndex: number;
  #baseTerm: number;
  #runs: TermRun[] = [];
  #lastIndex: number;
  #lastTime: number;
  #durableIndex: number;
  readonly #pending: { write: number; lastIndex: number }[] = [];
  /** Consecutive batches up to lastIndex; `#head` is the first one still in use. */
  #cache: Batch[] = [];
  #head = 0;
  #cacheBytes = 0;
  readonly #cacheLimit: number;
  #size: LogSize;

  constructor(base: LogBase, cacheLimit: number) {
    this.#baseIndex = base.index;
    this.#baseTerm = base.term;
    this.#lastIndex = base.index;
    this.#lastTime = base.time;
    this.#durableIndex = base.index;
    this.#cacheLimit = cacheLimit;
    this.#size = new LogSize(base.index);
  }

  /** Index of the entry before the first one of the log. */
  get baseIndex(): number {
    return this.#baseIndex;
  }

  get lastIndex(): number {
    return this.#lastIndex;
  }

  get lastTerm(): number {
    return this.#runs[this.#runs.length - 1]?.term ?? this.#baseTerm;
  }

  /** Log time of the last entry, in milliseconds. */
  get lastTime(): number {
    return this.#lastTime;
  }

  /** Bytes of the entries after `index`, to within some ten thousand. */
  bytesAfter(index: number): number {
    return this.#size.after(index);
  }

  /** An index with at most `bytes` of entries behind it, as low as it can be told. */
  lowestWithin(bytes: number): number {
    return Math.max(this.#baseIndex, this.#size.lowestWithin(bytes) ?? this.#lastIndex);
  }

  /** Everything up to here is synced, as it stands in the log now. Below the base while a snapshot is not written yet. */
  get durableIndex(): number {
    return this.#durableIndex;
  }

  /** Undefined below the base and above the last entry. */
  termAt(index: number): number | undefined {
    if (index > this.#lastIndex || index < this.#baseIndex) return undefined;
    let low = 0;
    let high = this.#runs.length - 1;
    // The newest run answers nearly every question.
    const newest = this.#runs[high];
    if (newest !== undefined && index >= newest.index) return newest.term;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const run = this.#runs[middle] as TermRun;
      if (run.index > index) high = middle - 1;
      else low = middle + 1;
    }
    return high < 0 ? this.#baseTerm : (this.#runs[high] as TermRun).term;
  }

  /** The largest index at or below `index` whose term is at most `term`; the base at the least. */
  lastIndexWithTermAtMost(index: number, term: number): number {
    let at = Math.min(index, this.#lastIndex);
    for (let i = this.#runs.length - 1; i >= 0; i--) {
      const run = this.#runs[i] as TermRun;
      if (run.index > at) continue;
      if (run.term <= term) return at;
      at = run.index - 1;
    }
    return at;
  }

  /** Takes recovered entries, which are durable. */
  recover(batch: Batch): void {
    this.#push(batch);
    this.#durableIndex = this.#lastIndex;
    this.#evict();
  }

  /** Appends entries that write number `write` will make durable. */
  append(batch: Batch, write: number): void {
    this.#push(batch);
    this.#pending.push({ write, lastIndex: this.#lastIndex });
  }

  #push(batch: Batch): void {
    invariant(
      batch.count > 0 && batch.firstIndex === this.#lastIndex + 1,
      () => `append at ${batch.firstIndex} after ${this.#lastIndex}`,
    );
    let term = this.lastTerm;
    const lastTerm = batch.term(batch.lastIndex);
    if (lastTerm !== term) {
      for (let index = batch.firstIndex; index <= batch.lastIndex && term !== lastTerm; index++) {
        const t = batch.term(index);
        if (t === term) continue;
        invariant(t > term, () => `term ${t} at index ${index} after term ${term}`);
        this.#runs.push({ index, term: t });
        term = t;
      }
    }
    this.#cache.push(batch);
    this.#cacheBytes += batch.byteLength;
    for (const { lastIndex, byteLength } of pieces(batch)) this.#size.appended(lastIndex, byteLength);
    this.#lastIndex = batch.lastIndex;
    this.#lastTime = batch.time(batch.lastIndex);
  }

  /** Removes the whole tail from `index` on. The entries that replace it are appended right after. */
  truncateFrom(index: number): void {
    invariant(
      index > this.#baseIndex && index <= this.#lastIndex,
      () => `truncate from ${index} in ${this.#baseIndex}..${this.#lastIndex}`,
    );
    while (this.#runs.length > 0 && (this.#runs[this.#runs.length - 1] as TermRun).index >= index) this.#runs.pop();
    while (this.#cache.length > this.#head) {
      const last = this.#cache[this.#cache.length - 1] as Batch;
      if (last.lastIndex < index) break;
      this.#cache.pop();
      this.#cacheBytes -= last.byteLength;
      if (last.firstIndex < index) {
        const rest = last.slice(last.firstIndex, index - 1);
        this.#cache.push(rest);
        this.#cacheBytes += rest.byteLength;
      }
    }
    this.#size.truncatedFrom(index);
    this.#lastIndex = index - 1;
    this.#durableIndex = Math.min(this.#durableIndex, index - 1);
    for (const pending of this.#pending) pending.lastIndex = Math.min(pending.lastIndex, index - 1);
  }

  /** Forgets the entries up to `index`, which a snapshot covers. */
  compactTo(index: number): void {
    if (index <= this.#baseIndex) return;
    const term = this.termAt(index);
    invariant(term !== undefined, () => `compaction to ${index}, where the log ends at ${this.#lastIndex}`);
    this.#baseIndex = index;
    this.#baseTerm = term;
    this.#runs = this.#runs.filter((run) => run.index > index);
    this.#size.compactedTo(index);
    while (this.#head < this.#cache.length && (this.#cache[this.#head] as Batch).lastIndex <= index) this.#dropOldest();
    this.#trim();
  }

  /**
   * A snapshot takes the place of everything up to `base`, and write number `write` makes it durable. What follows `base`
   * stays where the log agrees with it there; otherwise the log restarts empty. Until then only what is committed still counts
   * as durable: the rest may be another leader's.
   */
  restartAt(base: LogBase, write: number, committed: number): void {
    if (this.termAt(base.index) === base.term) {
      this.compactTo(base.index);
    } else {
      this.#baseIndex = base.index;
      this.#baseTerm = base.term;
      this.#lastIndex = base.index;
      this.#lastTime = base.time;
      this.#runs = [];
      this.#cache = [];
      this.#head = 0;
      this.#cacheBytes = 0;
      this.#size = new LogSize(base.index);
      this.#durableIndex = Math.min(this.#durableIndex, committed);
      for (const pending of this.#pending) pending.lastIndex = Math.min(pending.lastIndex, committed);
    }
    this.#pending.push({ write, lastIndex: base.index });
  }

  /** Every write up to `write` is durable. Returns whether more of the log is now. */
  written(write: number): boolean {
    let done = 0;
    let durable = this.#durableIndex;
    for (const pending of this.#pending) {
      if (pending.write > write) break;
      durable = Math.max(durable, pending.lastIndex);
      done++;
    }
    if (done === 0) return false;
    this.#pending.splice(0, done);
    const grown = durable > this.#durableIndex;
    this.#durableIndex = durable;
    this.#evict();
    return grown;
  }

  /** Drops the oldest durable batches from the cache while it is over its limit. */
  #evict(): void {
    while (this.#cacheBytes > this.#cacheLimit && this.#head < this.#cache.length) {
      const oldest = this.#cache[this.#head] as Batch;
      if (oldest.lastIndex > this.#durableIndex) break;
      this.#dropOldest();
    }
    this.#trim();
  }

  #dropOldest(): void {
    this.#cacheBytes -= (this.#cache[this.#head] as Batch).byteLength;
    this.#head++;
  }

  #trim(): void {
    if (this.#head > 64 && this.#head * 2 > this.#cache.length) {
      this.#cache = this.#cache.slice(this.#head);
      this.#head = 0;
    }
  }

  #find(index: number): number {
    let low = this.#head;
    let high = this.#cache.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const batch = this.#cache[middle] as Batch;
      if (index < batch.firstIndex) high = middle - 1;
      else if (index > batch.lastIndex) low = middle + 1;
      else return middle;
    }
    return -1;
  }

  /**
   * Entries from `from` to at most `to` and `maxBytes`, but at least one; undefined where `from` is not in the cache.
   * Whole batches are handed out as they are; smaller ones are joined.
   */
  cached(from: number, to: number, maxBytes: number): Batch | undefined {
    let at = this.#find(from);
    if (at < 0) return undefined;
    const first = (this.#cache[at] as Batch).take(from, to, maxBytes);
    let size = first.byteLength;
    let end = first.lastIndex;
    if (end >= to || end < (this.#cache[at] as Batch).lastIndex) return first;
    const parts = [first];
    for (at++; at < this.#cache.length && end < to; at++) {
      const batch = this.#cache[at] as Batch;
      const room = maxBytes - size;
      if (batch.sizeOf(batch.firstIndex) > room) break;
      const part = batch.take(batch.firstIndex, to, room);
      parts.push(part);
      size += part.byteLength;
      end = part.lastIndex;
      if (end < batch.lastIndex) break;
    }
    return EntryBatch.concat(parts);
  }
}
