import type { Effect } from '../consensus/effects.js';
import { StorageFailedError, StorageFullError } from '../model/errors.js';
import type { GroupId } from '../model/ids.js';
import type { HardState } from '../model/state.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { RaftStorage } from '../ports/storage.js';
import { messageOf } from './call-errors.js';
import { PendingWrite, type Housekeeping } from './pending-write.js';

const FULL_RETRY_MS = 250;

export interface DiskWriterHandlers {
  /** Writes of the group up to number `write` are durable. */
  onWritten(group: GroupId, write: number): void;
  /**
   * The group's hard state of write number `write`, and with it every older one, is durable, ahead of entries that wait for room.
   */
  onHardState(group: GroupId, write: number): void;
  /** The store is poisoned: nothing that is under way will ever be known to be written. */
  onFailed(error: StorageFailedError): void;
  onFull(full: boolean): void;
  /** Entries were refused for want of room, and will be again and again until there is some. */
  onNoRoom(): void;
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
  /** What found no room. It is tried again when `#retry` has fired. */
  #waiting: readonly PendingWrite[] | undefined;
  #retry: Timer | undefined;
  /** Also what needs no room was refused: it waits with the rest. */
  #wholeRefused = false;
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
    if (this.#stopped || this.#inFlight !== undefined) return;
    if (this.#waiting !== undefined) {
      this.#goOnWithoutRoom(this.#waiting);
      return;
    }
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
    this.#roomAgain();
    const took = this.#clock.now() - begun;
    this.#handlers.onDone(batch, took);
    if (took >= this.#slowAfter) this.#handlers.onSlow(took);
    this.#written(batch);
  }

  #roomAgain(): void {
    if (!this.#full) return;
    this.#full = false;
    this.#handlers.onFull(false);
  }

  /** Async, so that a storage that throws instead of rejecting is not ahead of the note that a write is in flight. */
  async #write(batch: readonly PendingWrite[]): Promise<void> {
    const writes = batch.filter((pending) => !pending.isBare).map((pending) => pending.toGroupWrite());
    if (writes.length > 0) await this.#storage.write(writes);
  }

  #written(batch: readonly PendingWrite[]): void {
    for (const pending of batch) {
      if (pending.last > 0) this.#handlers.onWritten(pending.group, pending.last);
      pending.done();
    }
    this.#handlers.onFree();
  }

  /**
   * Nothing was written: the same write is tried again until there is room. Only what needs no room overtakes it: hard states, so
   * that this node votes and answers in every term, and what makes room.
   */
  #wait(batch: readonly PendingWrite[]): void {
    if (this.#stopped) return;
    this.#waiting = batch;
    if (!this.#full) {
      this.#full = true;
      this.#handlers.onFull(true);
    }
    this.#retry = this.#clock.setTimer(FULL_RETRY_MS, () => {
      this.#retry = undefined;
      this.kick();
    });
    this.#handlers.onNoRoom();
    this.kick();
  }

  #goOnWithoutRoom(batch: readonly PendingWrite[]): void {
    if (this.#retry === undefined) {
      this.#waiting = undefined;
      this.#wholeRefused = false;
      this.#inFlight = this.#makeRoom(batch);
      return;
    }
    if (this.#wholeRefused) return;
    const whole = batch.filter((pending) => !pending.needsRoom);
    const hardStates = this.#newestHardStates(batch, whole);
    if (whole.length + hardStates.size > 0) this.#inFlight = this.#writeSmall(whole, hardStates);
  }

  /** Of the groups whose next write waits for room; also those that came later, since they replace the older ones. */
  #newestHardStates(
    batch: readonly PendingWrite[],
    but: readonly PendingWrite[],
  ): ReadonlyMap<GroupId, { readonly write: number; readonly state: HardState }> {
    const others = new Set(but.map(({ group }) => group));
    const newest = new Map<GroupId, { readonly write: number; readonly state: HardState }>();
    for (const { group, hardState } of [...batch, ...[...this.#forming.values()].flat()])
      if (hardState !== undefined && !others.has(group)) newest.set(group, hardState);
    return newest;
  }

  async #writeSmall(
    whole: readonly PendingWrite[],
    hardStates: ReadonlyMap<GroupId, { readonly write: number; readonly state: HardState }>,
  ): Promise<void> {
    try {
      await this.#storage.write([
        ...whole.filter((pending) => !pending.isBare).map((pending) => pending.toGroupWrite()),
        ...[...hardStates].map(([group, { state }]) => ({ group, hardState: state })),
      ]);
    } catch (error) {
      this.#inFlight = undefined;
      // No storage here does that; one that has no reserve at all may.
      if (error instanceof StorageFullError) this.#wholeRefused = true;
      else this.#fail(error);
      return;
    }
    this.#inFlight = undefined;
    if (this.#stopped) return;
    this.#waiting = this.#waiting?.filter((pending) => !whole.includes(pending));
    for (const pending of [...(this.#waiting ?? []), ...[...this.#forming.values()].flat()])
      pending.hardStateWritten(hardStates.get(pending.group)?.write ?? 0);
    if (this.#waiting?.length === 0) {
      this.#waiting = undefined;
      this.#retry?.cancel();
      this.#retry = undefined;
      this.#roomAgain();
    }
    for (const [group, { write }] of hardStates) this.#handlers.onHardState(group, write);
    this.#written(whole);
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
    this.#waiting = undefined;
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
