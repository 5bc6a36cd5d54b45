import type { Effect } from '../consensus/effects.js';
import { StorageFailedError, StorageFullError } from '../model/errors.js';
import type { GroupId } from '../model/ids.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { RaftStorage } from '../ports/storage.js';
import { messageOf } from './call-errors.js';
import { PendingWrite, type Housekeeping } from './pending-write.js';

const FULL_RETRY_MS = 250;

export interface DiskWriterHandlers {
  /** Writes of the group up to number `write` are durable. */
  onWritten(group: GroupId, write: number): void;
  /** The store is poisoned: nothing that is under way will ever be known to be written. */
  onFailed(error: StorageFailedError): void;
  onFull(full: boolean): void;
  onSlow(milliseconds: number): void;
  /** A write has ended well, before anybody is told that it is durable. */
  onDone(batch: readonly PendingWrite[], milliseconds: number): void;
  /** A write has ended well, and the next one may begin. */
  onFree(): void;
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
  /** Of each group at least one, in order; the next write takes the first of each. */
  readonly #forming = new Map<GroupId, PendingWrite[]>();
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
    this.#open(group).add(effect);
  }

  /** Writes what makes room, also where there is none for entries. */
  tidy(group: GroupId, housekeeping: Housekeeping): void {
    this.#open(group).tidy(housekeeping);
  }

  #open(group: GroupId): PendingWrite {
    const waiting = this.#forming.get(group) ?? [];
    let last = waiting[waiting.length - 1];
    if (last === undefined || !last.open) {
      last = new PendingWrite(group);
      waiting.push(last);
      this.#forming.set(group, waiting);
    }
    return last;
  }

  /** Forgets what a group that has stopped wanted to write. */
  drop(group: GroupId): void {
    this.#forming.delete(group);
  }

  /** Starts the next write where the disk is free. */
  kick(): void {
    if (this.#stopped || this.#inFlight !== undefined || this.#retry !== undefined || this.#forming.size === 0) return;
    const batch: PendingWrite[] = [];
    for (const [group, waiting] of this.#forming) {
      const next = waiting.shift();
      if (next !== undefined && !next.isEmpty) batch.push(next);
      if (waiting.length === 0) this.#forming.delete(group);
    }
    if (batch.length === 0) return;
    this.#inFlight = this.#run(batch);
  }

  async #run(batch: readonly PendingWrite[]): Promise<void> {
    const begun = this.#clock.now();
    try {
      await this.#write(batch);
    } catch (error) {
      this.#inFlight = undefined;
      if (error instanceof StorageFullError) this.#wait(batch);
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
    this.#handlers.onDone(batch, took);
    if (took >= this.#slowAfter) this.#handlers.onSlow(took);
    this.#written(batch);
  }

  /** Async, so that a storage that throws instead of rejecting is not ahead of the note that a write is in flight. */
  async #write(batch: readonly PendingWrite[]): Promise<void> {
    await this.#storage.write(batch.map((pending) => pending.toGroupWrite()));
  }

  #written(batch: readonly PendingWrite[]): void {
    for (const pending of batch) {
      if (pending.last > 0) this.#handlers.onWritten(pending.group, pending.last);
      pending.done();
    }
    this.#handlers.onFree();
  }

  /** Nothing was written: the same write is tried again until there is room, and only what makes room overtakes it. */
  #wait(batch: readonly PendingWrite[]): void {
    if (this.#stopped) return;
    if (!this.#full) {
      this.#full = true;
      this.#handlers.onFull(true);
    }
    this.#retry = this.#clock.setTimer(FULL_RETRY_MS, () => {
      this.#retry = undefined;
      if (!this.#stopped) this.#inFlight = this.#makeRoom(batch);
    });
  }

  /** A snapshot that takes the place of what did not fit must not wait behind it. */
  #joinReplacement(pending: PendingWrite): void {
    const waiting = this.#forming.get(pending.group);
    const [next] = waiting ?? [];
    if (waiting === undefined || next === undefined || next.open || !pending.open) return;
    pending.absorb(next);
    waiting.shift();
    if (waiting.length === 0) this.#forming.delete(pending.group);
  }

  async #makeRoom(batch: readonly PendingWrite[]): Promise<void> {
    for (const pending of batch) this.#joinReplacement(pending);
    const waiting = [...batch, ...[...this.#forming.values()].flat()];
    const groups = new Set<GroupId>();
    const housekeeping: PendingWrite[] = [];
    for (const pending of waiting) {
      // One part for each group, in order; the rest has its turn next time.
      const split = groups.has(pending.group) ? undefined : pending.splitHousekeeping();
      if (split === undefined) continue;
      groups.add(pending.group);
      housekeeping.push(split);
    }
    if (housekeeping.length > 0) {
      try {
        await this.#write(housekeeping);
      } catch (error) {
        this.#inFlight = undefined;
        this.#fail(error);
        return;
      }
      if (this.#stopped) return;
      this.#written(housekeeping);
    }
    const rest = batch.filter((pending) => !pending.isEmpty);
    if (rest.length > 0) await this.#run(rest);
    else this.#inFlight = undefined;
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
