import { ClosedError, StorageFullError } from '@lolraft/raft-core';
import type { SpaceGuard } from './files/space.js';
import type { GroupLog, WritePlan } from './log/group-log.js';
import { blockKey } from './log/keys.js';
import type { Database, Operation } from './native/database.js';

/** Compacted blocks that one write deletes on the way: usually, and where space is short. */
const GARBAGE_PER_WRITE = 1024;
const GARBAGE_PER_SHORT_WRITE = 65_536;

/** Refuses entries where the reserve is reached, and gives back the space of compacted ones. */
export class SpaceKeeper {
  readonly #database: Database;
  readonly #guard: SpaceGuard;
  readonly #onFailure: (error: unknown) => void;
  /** Groups with entries that were compacted since space was last reclaimed. */
  readonly #compacted = new Set<GroupLog>();
  #reclaiming = false;

  constructor(database: Database, guard: SpaceGuard, onFailure: (error: unknown) => void) {
    this.#database = database;
    this.#guard = guard;
    this.#onFailure = onFailure;
  }

  /**
   * Nothing where there is surely room; otherwise a promise. Only entries and new groups need room.
   * @throws {StorageFullError}
   */
  admit(plans: readonly WritePlan[]): Promise<void> | undefined {
    let bytes = 0;
    for (const plan of plans) bytes += plan.appendedBytes;
    if (bytes === 0 && !plans.some(({ isNew }) => isNew)) return undefined;
    return this.#guard.admit(bytes)?.catch((error: unknown) => {
      if (error instanceof StorageFullError) this.#reclaim();
      throw error;
    });
  }

  /** Deletions of compacted blocks, to go with a write of the same groups. */
  deletions(plans: readonly WritePlan[]): Operation[] {
    const operations: Operation[] = [];
    const limit = this.#guard.isShort ? GARBAGE_PER_SHORT_WRITE : GARBAGE_PER_WRITE;
    for (const { log, dropped } of plans) {
      if (dropped > 0) this.#compacted.add(log);
      for (const key of log.garbage.take(log.prefix, limit - operations.length)) operations.push({ type: 'del', key });
    }
    return operations;
  }

  /**
   * Makes RocksDB give back the space of what was deleted. It does so by itself only as further writes come in, and these
   * are refused just now.
   */
  #reclaim(): void {
    if (this.#reclaiming || this.#compacted.size === 0) return;
    this.#reclaiming = true;
    const logs = [...this.#compacted];
    this.#compacted.clear();
    this.#compact(logs)
      .catch((error: unknown) => {
        if (!(error instanceof ClosedError)) this.#onFailure(error);
      })
      .finally(() => {
        this.#reclaiming = false;
      });
  }

  async #compact(logs: readonly GroupLog[]): Promise<void> {
    for (const { prefix, state } of logs) {
      await this.#database.compact(blockKey(prefix, 0, 0), blockKey(prefix, state?.firstIndex ?? 0, 0));
    }
  }
}
