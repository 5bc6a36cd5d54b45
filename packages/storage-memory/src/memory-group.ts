import {
  checkTermOrder,
  CorruptionError,
  type EntryBatch,
  type GroupId,
  type GroupWrite,
  planGroupWrite,
  type SnapshotRecord,
  type StoredGroup,
} from '@lolraft/raft-core';

/** One group of a store. A write is first planned, which changes nothing and may refuse, then applied, which cannot fail. */
export class MemoryGroup {
  readonly group: GroupId;
  /** Undefined until the founding record is applied. */
  #state: StoredGroup | undefined;
  /** In order and without gaps; the first batch may reach below `firstIndex`. */
  readonly #log: EntryBatch[] = [];

  constructor(group: GroupId) {
    this.group = group;
  }

  /** @throws {InvalidArgumentError} where the write contradicts the group. */
  plan(write: GroupWrite): StoredGroup {
    const next = planGroupWrite(this.#state, write);
    if (write.entries !== undefined) {
      const base = this.#state?.snapshot ?? next.snapshot;
      checkTermOrder(this.#termBefore(write.truncateFrom ?? Number.POSITIVE_INFINITY) ?? base.term, write);
    }
    return next;
  }

  apply(write: GroupWrite, next: StoredGroup): void {
    const log = this.#log;
    if (write.truncateFrom !== undefined) this.#truncate(write.truncateFrom);
    for (const batch of write.entries ?? []) if (batch.count > 0) log.push(batch.copy());
    if (write.compactTo !== undefined) log.splice(0, this.#find(next.firstIndex));
    const hardState = { ...next.hardState };
    const snapshot = write.snapshot === undefined ? next.snapshot : copyOf(write.snapshot);
    this.#state = { ...next, hardState, snapshot };
  }

  describe(): StoredGroup[] {
    const state = this.#state;
    if (state === undefined) return [];
    return [{ ...state, hardState: { ...state.hardState }, snapshot: copyOf(state.snapshot) }];
  }

  /** Views of consecutive entries, at least one. */
  read(from: number, to: number, maxBytes: number): EntryBatch[] {
    const log = this.#log;
    const { firstIndex, lastIndex } = this.#state ?? { firstIndex: 1, lastIndex: 0 };
    if (from < firstIndex || from > lastIndex) {
      throw new CorruptionError(`group ${this.group} holds entries ${firstIndex}..${lastIndex}, not ${from}`);
    }
    const pieces: EntryBatch[] = [];
    let next = from;
    for (let i = this.#find(from); next <= to; i++) {
      const batch = log[i];
      if (batch === undefined || (pieces.length > 0 && batch.sizeOf(next) > maxBytes)) break;
      const piece = batch.take(next, to, maxBytes);
      piece.verify();
      pieces.push(piece);
      maxBytes -= piece.byteLength;
      next = piece.lastIndex + 1;
      if (next <= batch.lastIndex) break;
    }
    return pieces;
  }

  #truncate(from: number): void {
    const log = this.#log;
    const at = this.#find(from);
    const batch = log[at];
    if (batch === undefined) return;
    log.length = at;
    // Copied, so that the dropped entries free their memory.
    if (batch.firstIndex < from) log.push(batch.slice(batch.firstIndex, from - 1).copy());
  }

  /** The term of the last entry before `index`; undefined where there is none in the log. */
  #termBefore(index: number): number | undefined {
    const log = this.#log;
    const tail = log.at(-1);
    if (tail === undefined || index > tail.lastIndex) return tail?.term(tail.lastIndex);
    const batch = log[this.#find(index - 1)];
    return batch === undefined || batch.firstIndex >= index ? undefined : batch.term(index - 1);
  }

  /** The position of the batch that holds `index`, or where one would go. */
  #find(index: number): number {
    let low = 0;
    let high = this.#log.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#log[middle]?.lastIndex ?? 0) < index) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Shares nothing with its original. */
function copyOf(record: SnapshotRecord): SnapshotRecord {
  // Not `slice`: that of a Buffer shares its bytes.
  const tag = record.tag === undefined ? undefined : new Uint8Array(record.tag);
  return { ...record, tag, configuration: structuredClone(record.configuration) };
}
