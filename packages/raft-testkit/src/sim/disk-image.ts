import {
  checkTermOrder,
  CorruptionError,
  EntryBatch,
  type GroupId,
  type GroupWrite,
  planGroupWrite,
  type StoredGroup,
} from '@lolraft/raft-core';

/** One group on a simulated disk: what would be there after a loss of power. */
export class GroupImage {
  readonly group: GroupId;
  state: StoredGroup | undefined;
  /** Consecutive batches from `state.firstIndex` on. */
  #log: EntryBatch[] = [];
  /** Term of each entry; the first is that of `firstIndex`. */
  readonly #terms: number[] = [];

  constructor(group: GroupId) {
    this.group = group;
  }

  get lastIndex(): number {
    return this.state?.lastIndex ?? 0;
  }

  /** The term of a stored entry, or of the snapshot at its index; undefined where there is neither. */
  termAt(index: number): number | undefined {
    const { state } = this;
    if (state === undefined) return undefined;
    if (index === state.snapshot.index) return state.snapshot.term;
    return index < state.firstIndex ? undefined : this.#terms[index - state.firstIndex];
  }

  /** Whether the state up to `index` is there: as an entry of that term, or as a part of the snapshot. */
  holds(index: number, term: number | undefined): boolean {
    return (
      (this.state !== undefined && index < this.state.snapshot.index) ||
      (term !== undefined && this.termAt(index) === term)
    );
  }

  /** @throws {InvalidArgumentError} where the write contradicts what is there. */
  plan(write: GroupWrite): StoredGroup {
    const next = planGroupWrite(this.state, write);
    if (write.entries !== undefined && this.state !== undefined) {
      const before = Math.min(write.truncateFrom ?? Infinity, this.lastIndex + 1) - 1;
      checkTermOrder(this.termAt(before) ?? this.state.snapshot.term, write);
    }
    return next;
  }

  apply(write: GroupWrite, next: StoredGroup): void {
    const { truncateFrom, entries } = write;
    const first = this.state?.firstIndex ?? next.firstIndex;
    if (truncateFrom !== undefined) this.#truncate(truncateFrom, first);
    for (const batch of entries ?? []) {
      if (batch.count === 0) continue;
      this.#log.push(batch);
      for (let index = batch.firstIndex; index <= batch.lastIndex; index++) this.#terms.push(batch.term(index));
    }
    if (next.firstIndex > first) this.#compact(next, first);
    this.state = next;
  }

  #truncate(from: number, first: number): void {
    this.#terms.length = Math.max(0, from - first);
    while (this.#log.length > 0) {
      const last = this.#log[this.#log.length - 1] as EntryBatch;
      if (last.lastIndex < from) return;
      this.#log.pop();
      if (last.firstIndex < from) this.#log.push(last.slice(last.firstIndex, from - 1));
    }
  }

  #compact({ firstIndex, lastIndex }: StoredGroup, first: number): void {
    this.#terms.splice(0, firstIndex - first);
    this.#log = this.#log.filter((batch) => batch.lastIndex >= firstIndex && firstIndex <= lastIndex);
  }

  /** @throws {CorruptionError} where an entry is not there. */
  read(from: number, to: number, maxBytes: number): EntryBatch {
    const { state } = this;
    if (state === undefined || from < state.firstIndex || from > state.lastIndex) {
      throw new CorruptionError(`group ${this.group} has ${this.lastIndex} entries, not entry ${from}`);
    }
    let at = this.#find(from);
    const parts: EntryBatch[] = [];
    let room = maxBytes;
    let next = from;
    for (; next <= to && at < this.#log.length; at++) {
      const batch = this.#log[at] as EntryBatch;
      if (parts.length > 0 && batch.sizeOf(next) > room) break;
      const part = batch.take(next, to, room);
      parts.push(part);
      room -= part.byteLength;
      next = part.lastIndex + 1;
      if (next <= batch.lastIndex) break;
    }
    return EntryBatch.concat(parts).copy();
  }

  #find(index: number): number {
    let low = 0;
    let high = this.#log.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#log[middle] as EntryBatch).lastIndex < index) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
