import { lowerBound } from '@lolraft/app-kit';
import { type Bounds, compareKeys, within } from './keys.js';
import type { Change } from './records.js';

/** A chunk takes no further revision once it has this many changes, or this many bytes. */
const FULL_CHANGES = 256;
const FULL_BYTES = 1024 * 1024;

/** What a change costs beside key and value. */
const OVERHEAD_BYTES = 160;

/** Memory that is held for a change's sake, about: what it replaced. */
export function bytesOf({ key, previous }: Change): number {
  return OVERHEAD_BYTES + key.length + (previous?.value.length ?? 0);
}

/** A run of the history. Only the last one of a history is added to; a full one is shared by its clones. */
export class Chunk {
  readonly changes: Change[];
  #bytes: number;
  /** The same changes in the order of keys, then of revisions; made when a full chunk is first searched. */
  #byKey: readonly Change[] | undefined;

  constructor(changes: Change[] = [], bytes = 0) {
    this.changes = changes;
    this.#bytes = bytes;
  }

  clone(): Chunk {
    return new Chunk([...this.changes], this.#bytes);
  }

  get isFull(): boolean {
    return this.changes.length >= FULL_CHANGES || this.#bytes >= FULL_BYTES;
  }

  /** 0 where there is no change. */
  get lastRevision(): number {
    return this.changes.at(-1)?.revision ?? 0;
  }

  push(change: Change): void {
    this.changes.push(change);
    this.#bytes += bytesOf(change);
  }

  pop(): Change | undefined {
    const change = this.changes.pop();
    if (change !== undefined) this.#bytes -= bytesOf(change);
    return change;
  }

  /** Changes of keys within bounds: of each key the oldest one first. */
  search(bounds: Bounds, isLast: boolean): readonly Change[] {
    if (isLast) return this.changes.filter(({ key }) => within(key, bounds));
    this.#byKey ??= this.changes.toSorted((a, b) => compareKeys(a.key, b.key) || a.revision - b.revision);
    const { from, to } = bounds;
    const start = lowerBound(this.#byKey, ({ key }) => key < from);
    const end = to === undefined ? this.#byKey.length : lowerBound(this.#byKey, ({ key }) => key < to);
    return this.#byKey.slice(start, end);
  }
}
