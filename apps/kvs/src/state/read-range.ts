import { type KeyValue, PAGE_KEYS, type RangeRequest, type RangeResult } from '@lolraft/kvs-client';
import type { AnswerSize } from './answer-size.js';
import { type Bounds, boundsOf, type Key } from './keys.js';
import { type KeyRecord, toKeyValue } from './records.js';
import { Refusal } from './refusal.js';
import type { Store } from './store.js';

/**
 * Reads a range, now or at a revision of the past. Within a transaction, now is after its changes so far.
 * @throws {Refusal}
 */
export function readRange(store: Store, request: RangeRequest, size: AnswerSize): RangeResult {
  checkRevision(store, request.revision);
  const bounds = boundsOf(request);
  const page = new Page(request, size);
  if (request.revision !== 0 && request.revision < store.visibleRevision) return readPast(store, request, bounds, page);
  if (request.countOnly) return page.result(store.count(bounds));
  if (request.rangeEnd.length === 0) {
    const record = store.get(bounds.from);
    if (record !== undefined) page.add(record);
  } else {
    store.visit(bounds, (record) => page.add(record));
  }
  return page.result(page.more ? store.count(bounds) : page.length);
}

/** @throws {Refusal} unless the state at `revision` (0: now) is there. */
function checkRevision(store: Store, revision: number): void {
  if (revision > store.revision) {
    throw new Refusal('FUTURE_REVISION', `revision ${revision} is in the future: the store is at ${store.revision}`);
  }
  if (revision !== 0 && revision < store.compactRevision) {
    throw new Refusal(
      'COMPACTED',
      `revision ${revision} is compacted: the oldest one kept is ${store.compactRevision}`,
    );
  }
}

/** Now, with what has changed since replaced by what it was. */
function readPast(store: Store, request: RangeRequest, bounds: Bounds, page: Page): RangeResult {
  const changed = store.history.changedAfter(request.revision, bounds);
  let count = store.count(bounds);
  for (const [key, then] of changed) {
    count += (then === undefined ? 0 : 1) - (store.get(key) === undefined ? 0 : 1);
  }
  if (!request.countOnly) mergePast(store, bounds, changed, page);
  return page.result(count);
}

function mergePast(store: Store, bounds: Bounds, changed: readonly [Key, KeyRecord | undefined][], page: Page): void {
  let next = 0;
  const addChangedBefore = (key: Key | undefined): void => {
    while (next < changed.length && !page.more) {
      const [changedKey, then] = changed[next] as (typeof changed)[number];
      if (key !== undefined && changedKey >= key) return;
      if (then !== undefined) page.add(then);
      next++;
    }
  };
  store.visit(bounds, (record) => {
    addChangedBefore(record.key);
    // One that has changed since is left to the next call.
    if (changed[next]?.[0] !== record.key) page.add(record);
    return !page.more;
  });
  addChangedBefore(undefined);
}

/** Collects keys until the limit, or what an answer takes, is reached. */
class Page {
  readonly #kvs: KeyValue[] = [];
  readonly #limit: number;
  readonly #keysOnly: boolean;
  readonly #size: AnswerSize;
  #more = false;

  constructor({ limit, keysOnly }: RangeRequest, size: AnswerSize) {
    this.#limit = limit === 0 ? PAGE_KEYS : Math.min(limit, PAGE_KEYS);
    this.#keysOnly = keysOnly;
    this.#size = size;
  }

  get length(): number {
    return this.#kvs.length;
  }

  /** Whether a key had no place any more. */
  get more(): boolean {
    return this.#more;
  }

  /** False where the key had no place. */
  add(record: KeyRecord): boolean {
    if (this.#kvs.length >= this.#limit || (this.#kvs.length > 0 && this.#size.pageIsFull)) {
      this.#more = true;
      return false;
    }
    this.#size.add(record, this.#keysOnly);
    this.#kvs.push(toKeyValue(record, this.#keysOnly));
    return true;
  }

  result(count: number): RangeResult {
    return { type: 'range', kvs: this.#kvs, more: this.#more, count };
  }
}
