import type { EntryBatch } from '../model/entry-batch.js';
import type { GroupId } from '../model/ids.js';
import type { RaftStorage } from '../ports/storage.js';

/**
 * A group's reads of its log, counted: entries are removed only once nobody reads them, as the storage may assume. Whoever removes
 * sees to it that no read of them begins any more.
 */
export class LogReads {
  readonly #storage: RaftStorage;
  readonly #group: GroupId;
  readonly #under = new Map<number, number>();
  #nextId = 0;
  #waiting: { to: number; resolve: () => void }[] = [];

  constructor(storage: RaftStorage, group: GroupId) {
    this.#storage = storage;
    this.#group = group;
  }

  /** As `RaftStorage.read`. */
  async read(from: number, to: number, maxBytes: number): Promise<EntryBatch> {
    const id = this.#nextId++;
    this.#under.set(id, from);
    try {
      return await this.#storage.read(this.#group, from, to, maxBytes);
    } finally {
      this.#under.delete(id);
      this.#release();
    }
  }

  /** Whether no read is under way. */
  get isIdle(): boolean {
    return this.#under.size === 0;
  }

  /** Resolves when no read that began at or below `to` is under way. */
  idle(to: number): Promise<void> {
    return this.#busy(to)
      ? new Promise((resolve) => {
          this.#waiting.push({ to, resolve });
        })
      : Promise.resolve();
  }

  #busy(to: number): boolean {
    for (const from of this.#under.values()) if (from <= to) return true;
    return false;
  }

  #release(): void {
    this.#waiting = this.#waiting.filter(({ to, resolve }) => {
      if (this.#busy(to)) return true;
      resolve();
      return false;
    });
  }
}
