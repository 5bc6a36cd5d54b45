import { isBlank } from '../../model/configuration.js';
import { ClosedError, OverloadedError, RaftError, UnavailableError } from '../../model/errors.js';
import type { TaggedRecord } from '../../model/state.js';
import { messageOf } from '../call-errors.js';
import { trailingOf, type CompactionOptions } from './compaction-options.js';
import type { Job } from './job.js';
import type { Keeping } from './keeping.js';
import { makeSnapshot } from './making.js';
import { isDamage } from './recorded.js';
import type { SnapshotSite } from './site.js';

/** Callers that wait for a snapshot (rule 18). */
const MAX_WAITERS = 1024;

export interface TakenSnapshot {
  readonly index: number;
  readonly size: number;
}

interface Waiter {
  /** It is satisfied by a snapshot at this index or a later one. */
  readonly index: number;
  readonly resolve: (taken: TakenSnapshot) => void;
  readonly reject: (error: RaftError) => void;
}

export interface TakingHooks {
  /** Whether nothing else is under way that a snapshot must not be taken beside. */
  isFree(): boolean;
  /** It is recorded, and what it covers may be gone. */
  recorded(record: TaggedRecord): void;
}

/** Takes snapshots of the own state when they are due or asked for, one at a time, and records them. */
export class Taking {
  readonly #site: SnapshotSite;
  readonly #keeping: Keeping;
  readonly #options: () => CompactionOptions;
  readonly #hooks: TakingHooks;
  #making: Job | undefined;
  /** Made, but not recorded yet: its last entry may not be durable here. */
  #made: (TaggedRecord & { readonly begun: number }) | undefined;
  #recording: Promise<void> | undefined;
  #wanted = false;
  /** The recorded one is damaged: none can be folded from it, and another one of the same index may take its place. */
  #isBaseLost = false;
  #waiters: Waiter[] = [];
  #lastAt: number;
  #failures = 0;
  #failure: unknown;
  #retryAt = -Infinity;
  #stopped = false;

  constructor(site: SnapshotSite, keeping: Keeping, options: () => CompactionOptions, hooks: TakingHooks) {
    this.#site = site;
    this.#keeping = keeping;
    this.#options = options;
    this.#hooks = hooks;
    this.#lastAt = site.clock.now();
  }

  get isBusy(): boolean {
    return this.#making !== undefined || this.#made !== undefined;
  }

  get isMaking(): boolean {
    return this.#making !== undefined;
  }

  /** Why the last one could not be taken; undefined where it could. */
  get failure(): string | undefined {
    return this.#failure === undefined ? undefined : messageOf(this.#failure);
  }

  // ---- when ----

  get deadline(): number {
    if (this.#stopped || !this.#mayTake) return Infinity;
    const due = this.#isAsked ? this.#retryAt : this.#lastAt + this.#options().interval;
    return Math.max(due, this.#retryAt);
  }

  get #isAsked(): boolean {
    return this.#wanted || this.#waiters.length > 0;
  }

  /** Whether the recorded one holds everything up to `index`, and can be read as far as is known. */
  #isCovered(index: number): boolean {
    const { snapshot } = this.#site.consensus.state;
    return index < snapshot.index || (index === snapshot.index && !this.#isBaseLost);
  }

  /** Whether nothing else is under way, the app is at rest, and anything was applied that the recorded one does not cover. */
  get #mayTake(): boolean {
    const { consensus, applier } = this.#site;
    const { state } = consensus;
    return (
      !applier.busy &&
      !applier.held &&
      !this.#isCovered(applier.applied) &&
      !this.isBusy &&
      this.#hooks.isFree() &&
      state.installing === undefined &&
      !state.unreadable &&
      this.#knowsMembers
    );
  }

  /**
   * Who has joined knows the first entries, but not yet whose they are: a record of those would found a cluster of nobody (S8). Where
   * the change that added it came to nothing, it never learns.
   */
  get #knowsMembers(): boolean {
    const { consensus, applier } = this.#site;
    return !isBlank(consensus.state.configurations.at(applier.applied).configuration);
  }

  /** Takes one where it is due. To be called when the app has come to rest. */
  consider(): void {
    if (this.#stopped || !this.#mayTake) return;
    const now = this.#site.clock.now();
    if (now < this.#retryAt || !(this.#isAsked || this.#isDue(now))) return;
    this.#begin(now);
  }

  #isDue(now: number): boolean {
    const { entries, bytes, growth, interval } = this.#options();
    const { state } = this.#site.consensus;
    const { index, size } = state.snapshot;
    const grown = state.log.bytesAfter(index);
    const due = this.#site.applier.applied - index >= entries || grown >= bytes;
    return (due && grown >= growth * size) || now >= this.#lastAt + interval || this.#isWished();
  }

  #isWished(): boolean {
    try {
      return this.#site.app.wantsSnapshot?.() === true;
    } catch (error) {
      this.#backOff(error);
      return false;
    }
  }

  /** One is wanted as soon as there is anything to take, and nothing in the way. */
  want(): void {
    this.#wanted = true;
    this.consider();
  }

  /** The recorded one is damaged: another one is wanted, which does not build on it, though nothing be applied since. */
  replace(): void {
    this.#isBaseLost = true;
    this.want();
  }

  /** Takes a snapshot of everything that is applied by now, or finds that there is one. */
  take(): Promise<TakenSnapshot> {
    const { state } = this.#site.consensus;
    const { applied } = this.#site.applier;
    const { index, size, tag } = state.snapshot;
    if (this.#stopped) return Promise.reject(new ClosedError('the group'));
    if (state.unreadable)
      return Promise.reject(new UnavailableError('the app has no state: its snapshot cannot be read', 'not_applied'));
    if (tag !== undefined && this.#isCovered(applied)) return Promise.resolve({ index, size });
    if (applied === 0)
      return Promise.reject(
        new UnavailableError('nothing is applied yet: there is nothing to take a snapshot of', 'not_applied'),
      );
    if (!this.#knowsMembers)
      return Promise.reject(
        new UnavailableError('this node has joined and does not know the members yet: ask another one', 'not_applied'),
      );
    if (this.#waiters.length >= MAX_WAITERS)
      return Promise.reject(new OverloadedError('too many callers wait for a snapshot'));
    return new Promise((resolve, reject) => {
      this.#waiters.push({ index: applied, resolve, reject });
      this.#retryAt = -Infinity;
      this.consider();
      this.#site.wake();
    });
  }

  // ---- how ----

  #begin(now: number): void {
    const stop = new AbortController();
    const { signal } = stop;
    this.#wanted = false;
    const method = this.#isBaseLost ? 'copy' : this.#options().method;
    const made = makeSnapshot(this.#site, method, signal, this.#keeping.quiet());
    const done = made.then(
      (record) => {
        this.#making = undefined;
        this.#keep({ ...record, begun: now });
      },
      (error: unknown) => {
        this.#making = undefined;
        // Given up for the sake of one that came from elsewhere: no failure.
        if (signal.aborted) return;
        if (method === 'fold' && isDamage(error)) this.#isBaseLost = true;
        this.#failed(error);
      },
    );
    this.#making = { stop, done };
  }

  #keep(made: TaggedRecord & { readonly begun: number }): void {
    if (this.#stopped || this.#isCovered(made.index)) {
      void this.#keeping.delete(made.tag);
      return;
    }
    this.#made = made;
    this.durable();
  }

  /** More of the log may be durable: a record must not be ahead of the entries that it stands for. */
  durable(): void {
    const made = this.#made;
    const { state } = this.#site.consensus;
    if (made === undefined || this.#recording !== undefined || state.log.durableIndex < made.index) return;
    const { begun, ...record } = made;
    this.#recording = new Promise((resolve) => {
      this.#site.record(record, () => {
        this.#recording = undefined;
        this.#made = undefined;
        this.#finished(record, begun);
        resolve();
      });
    });
  }

  #finished(record: TaggedRecord, begun: number): void {
    const { clock, events, group } = this.#site;
    const { index, size } = record;
    const now = clock.now();
    this.#isBaseLost = false;
    this.#failures = 0;
    this.#failure = undefined;
    this.#lastAt = now;
    this.#site.step({ type: 'snapshotRecorded', now, record, trailing: trailingOf(this.#options()) });
    if (this.#stopped) return;
    this.#hooks.recorded(record);
    events.emit('snapshotTaken', { group, index, size, milliseconds: now - begun });
  }

  /** Nothing has changed; the next try waits a while. */
  #failed(error: unknown): void {
    this.#wanted = true;
    this.#backOff(error);
    this.fail(error instanceof RaftError ? error : new RaftError('APP_FAILED', messageOf(error), { cause: error }));
    this.#site.wake();
  }

  #backOff(error: unknown): void {
    const { clock, events, group } = this.#site;
    const { retryMin, retryMax } = this.#options();
    this.#failure = error;
    this.#retryAt = clock.now() + Math.min(retryMin * 2 ** this.#failures++, retryMax);
    events.emit('snapshotFailed', { group, what: 'take', error });
  }

  // ---- what others do ----

  /** A state from elsewhere was installed, with its snapshot: the time until the next one begins anew. */
  installed(): void {
    this.#isBaseLost = false;
    this.#wanted = false;
    this.#lastAt = this.#site.clock.now();
  }

  /** There is a snapshot at `index` now, wherever it came from: who waited for it is served. */
  serve({ index, size }: TaggedRecord): void {
    const served = this.#waiters.filter((waiter) => waiter.index <= index);
    this.#waiters = this.#waiters.filter((waiter) => waiter.index > index);
    for (const { resolve } of served) resolve({ index, size });
  }

  /** Who waits will not be served. */
  fail(error: RaftError): void {
    for (const { reject } of this.#waiters.splice(0)) reject(error);
  }

  /** Gives up what is under way for one that comes from elsewhere, which it must not come after. */
  async giveUp(): Promise<void> {
    this.#making?.stop.abort();
    await this.#making?.done;
    await this.#recording;
    const made = this.#made;
    this.#made = undefined;
    if (made !== undefined) await this.#keeping.delete(made.tag);
  }

  stop(error: RaftError): void {
    this.#stopped = true;
    this.#making?.stop.abort();
    this.fail(error);
  }
}
