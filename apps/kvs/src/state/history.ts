import { bytesOf, Chunk } from './chunk.js';
import { type Bounds, compareKeys, type Key } from './keys.js';
import type { Change, KeyRecord } from './records.js';

/**
 * The changes of the last revisions, in the order in which they were made. To add one costs next to nothing, because
 * nearly all are only ever added and dropped; reads of the past pay for the search.
 */
export class History {
  /** At least one; the last one is added to. */
  readonly #chunks: Chunk[];
  /** Changes of the first chunk that are dropped already. */
  #skipped: number;
  #size: number;
  #bytes: number;

  private constructor(chunks: Chunk[], skipped: number, size: number, bytes: number) {
    this.#chunks = chunks;
    this.#skipped = skipped;
    this.#size = size;
    this.#bytes = bytes;
  }

  static empty(): History {
    return new History([new Chunk()], 0, 0, 0);
  }

  /** Copies the list of chunks and the last one, not the changes: some microseconds for ten thousand of them. */
  clone(): History {
    const chunks = this.#chunks.with(-1, this.#last.clone());
    return new History(chunks, this.#skipped, this.#size, this.#bytes);
  }

  /** Changes held. */
  get size(): number {
    return this.#size;
  }

  /** Memory held for their sake, about. */
  get bytes(): number {
    return this.#bytes;
  }

  get #last(): Chunk {
    return this.#chunks.at(-1) as Chunk;
  }

  /** Undefined where there is none. */
  get oldestRevision(): number | undefined {
    return this.#chunks[0]?.changes[this.#skipped]?.revision;
  }

  /** Adds a change of the newest revision. */
  add(change: Change): void {
    this.#last.push(change);
    this.#size++;
    this.#bytes += bytesOf(change);
  }

  /** Takes the change back that was added last, and is not committed. */
  takeBack(): Change | undefined {
    const change = this.#last.pop();
    if (change !== undefined) {
      this.#size--;
      this.#bytes -= bytesOf(change);
    }
    return change;
  }

  /** What was added stays. */
  commit(): void {
    if (this.#last.isFull) this.#chunks.push(new Chunk());
  }

  /** Drops the changes of all revisions up to this one, which is committed. */
  dropUpTo(revision: number): void {
    for (let oldest = this.#oldest; oldest !== undefined && oldest.revision <= revision; oldest = this.#oldest) {
      this.#size--;
      this.#bytes -= bytesOf(oldest);
      this.#skipped++;
      const [first, second] = this.#chunks;
      if (second !== undefined && this.#skipped === first?.changes.length) {
        this.#chunks.shift();
        this.#skipped = 0;
      }
    }
  }

  get #oldest(): Change | undefined {
    return this.#chunks[0]?.changes[this.#skipped];
  }

  /** The changes after `revision`, in the order in which they were made. */
  *since(revision: number): Generator<Change> {
    for (const [i, { changes, lastRevision }] of this.#chunks.entries()) {
      if (lastRevision <= revision) continue;
      for (const change of i === 0 ? changes.slice(this.#skipped) : changes)
        if (change.revision > revision) yield change;
    }
  }

  /**
   * The keys within bounds that have changed after the revision, in order, and what they were then: what the first change
   * after it replaced. The revision is not below those that were dropped.
   */
  changedAfter(revision: number, bounds: Bounds): [Key, KeyRecord | undefined][] {
    const found = new Map<Key, KeyRecord | undefined>();
    for (const chunk of this.#chunks) {
      if (chunk.lastRevision <= revision) continue;
      for (const change of chunk.search(bounds, chunk === this.#last)) {
        if (change.revision > revision && !found.has(change.key)) found.set(change.key, change.previous);
      }
    }
    return [...found].sort(([a], [b]) => compareKeys(a, b));
  }
}
