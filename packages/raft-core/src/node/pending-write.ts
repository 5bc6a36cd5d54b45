import type { Effect } from '../consensus/effects.js';
import type { EntryBatch } from '../model/entry-batch.js';
import { invariant } from '../model/errors.js';
import type { GroupId } from '../model/ids.js';
import type { HardState, SnapshotRecord } from '../model/state.js';
import type { GroupWrite } from '../ports/storage.js';

type WriteEffect = Extract<Effect, { type: 'write' }>;

/**
 * One group's writes that wait for the disk, joined into one: the newest hard state, and the log as the last of them
 * leaves it. Writing the join has the same result as writing the parts in order.
 */
export class PendingWrite {
  readonly group: GroupId;
  #hardState: HardState | undefined;
  #truncateFrom: number | undefined;
  #entries: EntryBatch[] = [];
  #snapshot: SnapshotRecord | undefined;
  #last = 0;

  constructor(group: GroupId, snapshot?: SnapshotRecord) {
    this.group = group;
    this.#snapshot = snapshot;
  }

  /** Number of the newest write in it. */
  get last(): number {
    return this.#last;
  }

  add(effect: WriteEffect): void {
    invariant(effect.write > this.#last, () => `write ${effect.write} after ${this.#last}`);
    this.#last = effect.write;
    if (effect.hardState !== undefined) this.#hardState = effect.hardState;
    if (effect.truncateFrom !== undefined) this.#truncate(effect.truncateFrom);
    if (effect.entries !== undefined) this.#entries.push(effect.entries);
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

  toGroupWrite(): GroupWrite {
    return {
      group: this.group,
      ...(this.#hardState === undefined ? undefined : { hardState: this.#hardState }),
      ...(this.#truncateFrom === undefined ? undefined : { truncateFrom: this.#truncateFrom }),
      ...(this.#entries.length === 0 ? undefined : { entries: this.#entries }),
      ...(this.#snapshot === undefined ? undefined : { snapshot: this.#snapshot }),
    };
  }
}
