import { EntryBatch } from '../../src/model/entry-batch.js';
import { CorruptionError } from '../../src/model/errors.js';
import type { GroupId, StoreId } from '../../src/model/ids.js';
import { planGroupWrite } from '../../src/ports/group-write.js';
import type { GroupWrite, RaftStorage, StoredGroup, StoreIdentity } from '../../src/ports/storage.js';

interface Group {
  stored: StoredGroup;
  entries: Map<number, EntryBatch>;
}

/** A storage in memory that outlives the host that uses it, and is as strict as the port allows. */
export class TestStorage {
  readonly #store: StoreId;
  readonly groups = new Map<GroupId, Group>();
  #identity: StoreIdentity | undefined;
  /** Called before a call has its effect; may delay it, or throw instead of it. */
  before: (what: 'write' | 'read', writes: readonly GroupWrite[]) => Promise<void> | undefined = () => undefined;
  /** Entries that were read while a write took them away: what the port forbids. */
  readonly violations: string[] = [];
  readonly #reading = new Map<number, number>();
  #reads = 0;

  constructor(store: StoreId) {
    this.#store = store;
  }

  /** What a host is given; as often as it is started again. */
  open(): RaftStorage {
    return {
      capabilities: { durable: true },
      load: async () => ({
        store: this.#store,
        identity: this.#identity,
        groups: [...this.groups.values()].map(({ stored }) => stored),
      }),
      bind: async (identity) => {
        this.#identity = identity;
      },
      write: async (writes) => {
        await this.before('write', writes);
        for (const write of writes) this.#write(write);
      },
      read: (group, from, to, maxBytes) => this.#read(group, from, to, maxBytes),
      removeGroup: async (group) => {
        this.groups.delete(group);
      },
      close: async () => undefined,
    };
  }

  #write(write: GroupWrite): void {
    const before = this.groups.get(write.group);
    const stored = planGroupWrite(before?.stored, write);
    const entries = before?.entries ?? new Map<number, EntryBatch>();
    if (write.truncateFrom !== undefined)
      for (const index of [...entries.keys()]) if (index >= write.truncateFrom) entries.delete(index);
    for (const batch of write.entries ?? [])
      for (let i = batch.firstIndex; i <= batch.lastIndex; i++) entries.set(i, batch.slice(i, i));
    for (const index of [...entries.keys()])
      if (index < stored.firstIndex || index > stored.lastIndex) entries.delete(index);
    for (const from of this.#reading.values())
      if (from < stored.firstIndex) this.violations.push(`entry ${String(from)} is removed while it is read`);
    this.groups.set(write.group, { stored, entries });
  }

  async #read(group: GroupId, from: number, to: number, maxBytes: number): Promise<EntryBatch> {
    const id = this.#reads++;
    this.#reading.set(id, from);
    try {
      await this.before('read', []);
      const entries = this.groups.get(group)?.entries;
      const found: EntryBatch[] = [];
      for (let i = from; i <= to; i++) {
        const batch = entries?.get(i);
        if (batch === undefined) throw new CorruptionError(`entry ${String(i)} is missing`);
        found.push(batch);
      }
      return EntryBatch.concat(found).take(from, to, maxBytes);
    } finally {
      this.#reading.delete(id);
    }
  }
}
