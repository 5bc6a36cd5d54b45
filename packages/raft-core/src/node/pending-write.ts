import type { Effect } from '../consensus/effects.js';
import type { EntryBatch } from '../model/entry-batch.js';
import { invariant } from '../model/errors.js';
import type { GroupId } from '../model/ids.js';
import type { HardState, SnapshotRecord } from '../model/state.js';
import type { GroupWrite } from '../ports/storage.js';

type WriteEffect = Extract<Effect, { type: 'write' }>;

/**
 * What makes room on a disk: the record of an own snapshot, and the removal of what it covers. It waits for nothing and
 * nothing waits for it, so it may overtake the entries that found the disk full.
 */
export interface Housekeeping {
  readonly record?: { readonly snapshot: SnapshotRecord; readonly done: () => void };
  readonly compactTo?: number;
}

/**
 * One group's writes that wait for the disk, joined into one: the newest hard state, and the log as the last of them
 * leaves it. Writing the join has the same result as writing the parts in order.
 */
export class PendingWrite {
  readonly group: GroupId;
  #hardState: { readonly write: number; readonly state: HardState } | undefined;
  #truncateFrom: number | undefined;
  #entries: EntryBatch[] = [];
  #replacement: SnapshotRecord | undefined;
  #housekeeping: Housekeeping = {};
  #last = 0;

  constructor(group: GroupId) {
    this.group = group;
  }

  /** Number of the newest write in it; 0 where it is housekeeping alone. */
  get last(): number {
    return this.#last;
  }

  /** What it adds to the log. */
  get size(): { readonly entries: number; readonly bytes: number } {
    let entries = 0;
    let bytes = 0;
    for (const batch of this.#entries) {
      entries += batch.count;
      bytes += batch.byteLength;
    }
    return { entries, bytes };
  }

  /** Whether more may join: not behind a snapshot that replaces the log, since what follows builds upon that. */
  get open(): boolean {
    return this.#replacement === undefined;
  }

  add(effect: WriteEffect): void {
    invariant(this.open && effect.write > this.#last, () => `write ${effect.write} after ${this.#last}`);
    this.#last = effect.write;
    if (effect.hardState !== undefined) this.#hardState = { write: effect.write, state: effect.hardState };
    if (effect.truncateFrom !== undefined) this.#truncate(effect.truncateFrom);
    if (effect.entries !== undefined) this.#entries.push(effect.entries);
    if (effect.snapshot !== undefined) this.#replace(effect.snapshot);
  }

  /** Joins a later one to this one, as if its parts had come before this was handed to the disk. */
  absorb(next: PendingWrite): void {
    const { record } = next.#housekeeping;
    invariant(
      this.open && (record === undefined || this.#housekeeping.record === undefined),
      'writes that cannot join',
    );
    this.#last = Math.max(this.#last, next.#last);
    this.#hardState = next.#hardState ?? this.#hardState;
    if (next.#truncateFrom !== undefined) this.#truncate(next.#truncateFrom);
    this.#entries.push(...next.#entries);
    if (next.#replacement !== undefined) this.#replace(next.#replacement);
    this.tidy(next.#housekeeping);
  }

  /** Entries that it covers, all of them, are not written first: it makes room, and the disk may have none for them. */
  #replace(snapshot: SnapshotRecord): void {
    this.#replacement = snapshot;
    const last = this.#entries[this.#entries.length - 1];
    if (last !== undefined && last.lastIndex <= snapshot.index) this.#entries = [];
  }

  tidy(housekeeping: Housekeeping): void {
    this.#housekeeping = { ...this.#housekeeping, ...housekeeping };
  }

  #truncate(from: number): void {
    const first = this.#entries[0];
    // Where the cut lies within what is not written yet, storage has nothing of it to remove.
    if (first === undefined || from < first.firstIndex)
      this.#truncateFrom = Math.min(this.#truncateFrom ?? Infinity, from);
    const kept: EntryBatch[] = [];
    for (const batch of this.#entries) {
      if (batch.firstIndex >= from) break;
      kept.push(batch.lastIndex < from ? batch : batch.slice(batch.firstIndex, from - 1));
    }
    this.#entries = kept;
  }

  /** Takes the housekeeping out, as a write of its own; undefined where there is none. */
  splitHousekeeping(): PendingWrite | undefined {
    const { record, compactTo } = this.#housekeeping;
    if (record === undefined && compactTo === undefined) return undefined;
    const split = new PendingWrite(this.group);
    split.tidy(this.#housekeeping);
    this.#housekeeping = {};
    return split;
  }

  /** The newest hard state, and the number of the write that it came with. */
  get hardState(): { readonly write: number; readonly state: HardState } | undefined {
    return this.#hardState;
  }

  /** The hard state of write `upTo`, or of a later one, is durable already: an older one must not replace it. */
  hardStateWritten(upTo: number): void {
    if (this.#hardState !== undefined && this.#hardState.write <= upTo) this.#hardState = undefined;
  }

  /** Only entries may be refused for want of room. */
  get needsRoom(): boolean {
    return this.#entries.length > 0;
  }

  /** Nothing is to be written; still, its number may wait for those before it. */
  get isBare(): boolean {
    return (
      this.#hardState === undefined &&
      this.#truncateFrom === undefined &&
      this.#entries.length === 0 &&
      this.#replacement === undefined &&
      this.#housekeeping.record === undefined &&
      this.#housekeeping.compactTo === undefined
    );
  }

  /** Nothing is left to write, and nobody waits for it. */
  get isEmpty(): boolean {
    return this.#last === 0 && this.#housekeeping.record === undefined && this.#housekeeping.compactTo === undefined;
  }

  /** It is durable. */
  done(): void {
    this.#housekeeping.record?.done();
  }

  toGroupWrite(): GroupWrite {
    const snapshot = this.#replacement ?? this.#housekeeping.record?.snapshot;
    const compactTo = this.#replacement?.index ?? this.#housekeeping.compactTo;
    const write: { -readonly [Part in keyof GroupWrite]: GroupWrite[Part] } = { group: this.group };
    if (this.#hardState !== undefined) write.hardState = this.#hardState.state;
    if (this.#truncateFrom !== undefined) write.truncateFrom = this.#truncateFrom;
    if (this.#entries.length > 0) write.entries = this.#entries;
    if (snapshot !== undefined) write.snapshot = snapshot;
    if (compactTo !== undefined) write.compactTo = compactTo;
    return write;
  }
}
