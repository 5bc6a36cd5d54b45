import type { Effect } from '../consensus/effects.js';
import { StorageFailedError, StorageFullError } from '../model/errors.js';
import type { GroupId } from '../model/ids.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { GroupWrite, RaftStorage } from '../ports/storage.js';
import { messageOf } from './call-errors.js';
import { PendingWrite } from './pending-write.js';

const FULL_RETRY_MS = 250;

export interface DiskWriterHandlers {
  /** Writes of the group up to number `write` are durable. */
  onWritten(group: GroupId, write: number): void;
  /** The store is poisoned: nothing that is under way will ever be known to be written. */
  onFailed(error: StorageFailedError): void;
  onFull(full: boolean): void;
  onSlow(milliseconds: number): void;
}

/**
 * Group commit: one write in flight, one forming, over all groups of a host. No timer decides when a batch is complete;
 * the disk does, by being ready.
 */
export class DiskWriter {
  readonly #storage: RaftStorage;
  readonly #clock: Clock;
  readonly #slowAfter: number;
  readonly #handlers: DiskWriterHandlers;
  #forming = new Map<GroupId, PendingWrite>();
  #inFlight: Promise<void> | undefined;
  #retry: Timer | undefined;
  #full = false;
  #stopped = false;

  constructor(storage: RaftStorage, clock: Clock, slowAfter: number, handlers: DiskWriterHandlers) {
    this.#storage = storage;
    this.#clock = clock;
    this.#slowAfter = slowAfter;
    this.#handlers = handlers;
  }

  /** Whether the store has refused a write for lack of space and has not accepted one since. */
  get full(): boolean {
    return this.#full;
  }

  add(group: GroupId, effect: Extract<Effect, { type: 'write' }>): void {
    let pending = this.#forming.get(group);
    if (pending === undefined) {
      pending = new PendingWrite(group);
      this.#forming.set(group, pending);
    }
    pending.add(effect);
  }

  /** Forgets what a group that has stopped wanted to write. */
  drop(group: GroupId): void {
    this.#forming.delete(group);
  }

  /** Starts the next write where the disk is free. */
  kick(): void {
    if (this.#stopped || this.#inFlight !== undefined || this.#retry !== undefined || this.#forming.size === 0) return;
    const batch = this.#forming;
    this.#forming = new Map();
    const writes: GroupWrite[] = [];
    for (const pending of batch.values()) writes.push(pending.toGroupWrite());
    this.#inFlight = this.#run(batch, writes);
  }

  async #run(batch: Map<GroupId, PendingWrite>, writes: readonly GroupWrite[]): Promise<void> {
    const begun = this.#clock.now();
    // A storage that throws instead of rejecting must not be ahead of the note that a write is in flight.
    const written = (async (): Promise<void> => this.#storage.write(writes))();
    try {
      await written;
    } catch (error) {
      this.#inFlight = undefined;
      if (error instanceof StorageFullError) this.#wait(batch, writes);
      else this.#fail(error);
      return;
    }
    this.#inFlight = undefined;
    if (this.#stopped) return;
    if (this.#full) {
      this.#full = false;
      this.#handlers.onFull(false);
    }
    const took = this.#clock.now() - begun;
    if (took >= this.#slowAfter) this.#handlers.onSlow(took);
    for (const pending of batch.values()) this.#handlers.onWritten(pending.group, pending.last);
  }

  /** Nothing was written: the same write is tried again until there is room, and nothing overtakes it. */
  #wait(batch: Map<GroupId, PendingWrite>, writes: readonly GroupWrite[]): void {
    if (this.#stopped) return;
    if (!this.#full) {
      this.#full = true;
      this.#handlers.onFull(true);
    }
    this.#retry = this.#clock.setTimer(FULL_RETRY_MS, () => {
      this.#retry = undefined;
      if (!this.#stopped) this.#inFlight = this.#run(batch, writes);
    });
  }

  #fail(error: unknown): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#forming.clear();
    this.#handlers.onFailed(
      error instanceof StorageFailedError
        ? error
        : new StorageFailedError(`a write failed: ${messageOf(error)}`, error),
    );
  }

  /** No new write; resolves when the one in flight has ended. */
  async close(): Promise<void> {
    this.#stopped = true;
    this.#retry?.cancel();
    this.#forming.clear();
    await this.#inFlight;
  }
}
