import type { EntryBatch, GroupId, GroupWrite, RaftStorage, StoredState } from '@lolraft/raft-core';
import { check, equal, sameBytes } from '../checks.js';
import { StorageModel } from './model.js';
import { GROUP } from './samples.js';
import type { StorageFactory, StoragePlace } from './suite.js';

const PAGE_BYTES = 64 * 1024;

/** A store under test beside the model of what it must hold. */
export class Trial {
  readonly place: StoragePlace;
  store: RaftStorage;
  readonly model = new StorageModel();

  private constructor(place: StoragePlace, store: RaftStorage) {
    this.place = place;
    this.store = store;
  }

  /** Runs `body` over a fresh store, checks it against the model once more, and cleans up. */
  static async run(factory: StorageFactory, body: (trial: Trial) => Promise<void>): Promise<void> {
    const place = await factory.create();
    try {
      const trial = new Trial(place, await place.open());
      try {
        await body(trial);
      } finally {
        await trial.store.close();
      }
    } finally {
      await place.destroy();
    }
  }

  async write(...writes: GroupWrite[]): Promise<void> {
    await this.store.write(writes);
    this.model.write(writes);
  }

  async removeGroup(group: GroupId): Promise<void> {
    await this.store.removeGroup(group);
    this.model.removeGroup(group);
  }

  /** Everything as the model says, and, where the storage is durable, still so after a close and after a crash. */
  async verify(): Promise<void> {
    await this.compare('now');
    if (!this.store.capabilities.durable) return;
    await this.reopen();
    if (this.place.crash === undefined) return;
    await this.place.crash();
    this.store = await this.place.open();
    await this.compare('after a crash');
  }

  async reopenIfDurable(): Promise<void> {
    if (this.store.capabilities.durable) await this.reopen();
  }

  async reopen(): Promise<void> {
    await this.store.close();
    this.store = await this.place.open();
    await this.compare('after close and open');
  }

  async compare(when: string): Promise<void> {
    const state = await this.load(when);
    for (const stored of state.groups) {
      for (let next = stored.firstIndex; next <= stored.lastIndex; ) {
        const batch = await this.store.read(stored.group, next, stored.lastIndex, PAGE_BYTES);
        this.#compareEntries(stored.group, next, batch, when);
        next = batch.lastIndex + 1;
      }
    }
  }

  /** Everything but the entries. */
  async load(when: string): Promise<StoredState> {
    const state = await this.store.load();
    const byName = (a: { group: string }, b: { group: string }): number => (a.group < b.group ? -1 : 1);
    const expected = [...this.model.groups].map(([id, group]) => group.describe(id));
    equal([...state.groups].sort(byName), expected.sort(byName), `load ${when}`);
    return state;
  }

  /** One read, checked against the model; returns what it gave. */
  async read(from: number, to: number, maxBytes: number, group: GroupId = GROUP): Promise<EntryBatch> {
    const batch = await this.store.read(group, from, to, maxBytes);
    check(batch.lastIndex <= to, `read ${from}..${to} gave ${batch.firstIndex}..${batch.lastIndex}`);
    check(
      batch.count === 1 || batch.byteLength <= maxBytes,
      `read of at most ${maxBytes} bytes gave ${batch.count} entries of ${batch.byteLength} bytes`,
    );
    this.#compareEntries(group, from, batch, 'read');
    return batch;
  }

  #compareEntries(group: GroupId, from: number, batch: EntryBatch, when: string): void {
    const what = `${when}, group ${group}, read from ${from}`;
    check(batch.firstIndex === from && batch.count > 0, `${what}: got ${batch.firstIndex}..${batch.lastIndex}`);
    const held = this.model.groups.get(group)?.entries;
    for (let index = from; index <= batch.lastIndex; index++) {
      const expected = held?.get(index);
      check(expected !== undefined, `${what}: entry ${index} must not be there`);
      check(sameBytes(batch.slice(index, index).bytes, expected), `${what}: entry ${index} has other bytes`);
    }
    batch.verify();
  }
}
