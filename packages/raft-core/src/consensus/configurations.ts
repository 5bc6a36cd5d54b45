import type { Configuration } from '../model/configuration.js';
import { decodeConfiguration, membersOf } from '../model/configuration.js';
import type { EntryBatch } from '../model/entry-batch.js';
import { EntryKind } from '../model/entry.js';

export interface IndexedConfiguration {
  readonly index: number;
  readonly configuration: Configuration;
  /** Every member is bound to its store (rule 19). */
  readonly bound: boolean;
}

function indexed(index: number, configuration: Configuration): IndexedConfiguration {
  return { index, configuration, bound: membersOf(configuration).every((m) => m.store !== undefined) };
}

/**
 * The configurations of the log in order: the last one is in effect, from the moment it is appended (Raft §6). Truncation
 * rolls back to the one before; the base is the snapshot's.
 */
export class Configurations {
  #history: IndexedConfiguration[];

  constructor(index: number, configuration: Configuration) {
    this.#history = [indexed(index, configuration)];
  }

  get current(): IndexedConfiguration {
    return this.#history[this.#history.length - 1] as IndexedConfiguration;
  }

  /** Takes the configuration entries of a batch that was appended. Returns whether another one is in effect. */
  append(batch: EntryBatch): boolean {
    let changed = false;
    for (let index = batch.firstIndex; index <= batch.lastIndex; index++) {
      if (batch.kind(index) !== EntryKind.Configuration) continue;
      this.#history.push(indexed(index, decodeConfiguration(batch.payload(index))));
      changed = true;
    }
    return changed;
  }

  /** Rolls back what stood at or above `index`. Returns whether another one is in effect. */
  truncateFrom(index: number): boolean {
    const before = this.#history.length;
    while (this.#history.length > 1 && this.current.index >= index) this.#history.pop();
    return this.#history.length !== before;
  }

  /** Forgets what a committed configuration has replaced for good. */
  committed(index: number): void {
    let keep = 0;
    while (keep + 1 < this.#history.length && (this.#history[keep + 1] as IndexedConfiguration).index <= index) keep++;
    if (keep > 0) this.#history = this.#history.slice(keep);
  }
}
