import type {
  EntryBatch,
  GroupId,
  GroupWrite,
  RaftStorage,
  StorageCapabilities,
  StoredState,
} from '@lolraft/raft-core';
import { ClosedError } from '@lolraft/raft-core';

/** A handle to a store that stays when the handle is closed: memory that stands for a disk. */
export class KeptStorage implements RaftStorage {
  readonly #disk: RaftStorage;
  #closed = false;

  constructor(disk: RaftStorage) {
    this.#disk = disk;
  }

  get capabilities(): StorageCapabilities {
    return this.#disk.capabilities;
  }

  #open(): RaftStorage {
    if (this.#closed) throw new ClosedError('the store');
    return this.#disk;
  }

  async load(): Promise<StoredState> {
    return this.#open().load();
  }

  async bind(identity: Parameters<RaftStorage['bind']>[0]): Promise<void> {
    await this.#open().bind(identity);
  }

  async write(writes: readonly GroupWrite[]): Promise<void> {
    await this.#open().write(writes);
  }

  async read(group: GroupId, from: number, to: number, maxBytes: number): Promise<EntryBatch> {
    return this.#open().read(group, from, to, maxBytes);
  }

  async removeGroup(group: GroupId): Promise<void> {
    await this.#open().removeGroup(group);
  }

  async close(): Promise<void> {
    this.#closed = true;
  }
}
