import type { Effect } from '../../consensus/effects.js';
import { AppFailedError, ClosedError, OverloadedError, RaftError, UnavailableError } from '../../model/errors.js';
import type { NodeId } from '../../model/ids.js';
import { MAX_CHUNK_BYTES, type TransferMessage } from '../../model/messages.js';
import type { SnapshotPart, SnapshotStatus } from '../../model/service.js';
import type { SnapshotRecord, SnapshotTag } from '../../model/state.js';
import { messageOf } from '../call-errors.js';
import { compactionOptions, trailingOf, type CompactionOptions } from './compaction-options.js';
import { Fetching, type Offered } from './fetching.js';
import { Keeping } from './keeping.js';
import { Serving } from './serving.js';
import type { SnapshotSite } from './site.js';
import type { Slots } from './slots.js';
import { RecordedSnapshot } from './stored.js';
import { takeSnapshot } from './taking.js';

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

type SnapshotEffect = Extract<
  Effect,
  { type: 'compact' | 'fetchSnapshot' | 'cancelFetch' | 'dropSnapshot' | 'installSnapshot' | 'snapshotWanted' }
>;

type Tagged = SnapshotRecord & { readonly tag: SnapshotTag };

function tagged(record: SnapshotRecord): Tagged | undefined {
  const { tag } = record;
  return tag === undefined ? undefined : { ...record, tag };
}

/** Something under way that can be given up, and waited for. */
interface Job {
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

/**
 * The snapshots of one group on this host: takes them when they are due, fetches and installs those of others, serves the
 * own ones, and deletes what is not needed. At most one is taken, and one is fetched, at a time.
 */
export class GroupSnapshots {
  readonly #site: SnapshotSite;
  readonly #slots: Slots;
  readonly #keeping: Keeping;
  readonly #serving: Serving;
  #options: CompactionOptions;
  #taking: Job | undefined;
  /** Taken, but not recorded yet: its last entry may not be durable here. */
  #taken: (Tagged & { readonly begun: number }) | undefined;
  #recording: Promise<void> | undefined;
  #fetching: Fetching | undefined;
  /** What was fetched is handed over one at a time. */
  #presenting: Promise<void> = Promise.resolve();
  /** That is under way: nothing else may begin, since the log may be replaced any moment. */
  #handingOver = false;
  #installing: Job | undefined;
  #wanted = false;
  #waiters: Waiter[] = [];
  #lastAt: number;
  #failures = 0;
  #failure: unknown;
  #retryAt = -Infinity;
  /** When the recorded snapshot, which could not be read, is tried again. */
  #rereadAt = Infinity;
  #rereads = 0;
  #stopped = false;

  constructor(site: SnapshotSite, slots: Slots, options: Partial<CompactionOptions>) {
    this.#site = site;
    this.#slots = slots;
    this.#options = compactionOptions(options);
    this.#keeping = new Keeping(site);
    this.#serving = new Serving(site, (tag) => this.#keeping.holds(tag));
    this.#lastAt = site.clock.now();
  }

  get #recorded(): SnapshotRecord {
    return this.#site.consensus.state.snapshot;
  }

  get options(): CompactionOptions {
    return this.#options;
  }

  /** @throws {InvalidArgumentError} */
  tune(options: Partial<CompactionOptions>): void {
    this.#options = compactionOptions(options, this.#options);
    this.#keeping.tidy(this.#options.keep);
    this.consider();
    this.#site.wake();
  }

  /** Gives the recorded snapshot to the app, where there is one, and looks for what a crash has left. */
  begin(): void {
    const recorded = tagged(this.#recorded);
    if (recorded !== undefined) {
      this.#keeping.recorded(recorded.tag);
      void this.#site.applier.hold();
      this.#install(recorded);
    }
    this.#keeping.collect(false);
  }

  stop(error: RaftError): void {
    this.#stopped = true;
    this.#taking?.stop.abort();
    this.#installing?.stop.abort();
    this.#fetching?.cancel();
    this.#serving.stop();
    void this.#keeping.quiet();
    this.#failWaiters(error);
  }

  // ---- when ----

  get deadline(): number {
    if (this.#stopped) return Infinity;
    const { interval, keep } = this.#options;
    const due = this.#wanted || this.#waiters.length > 0 ? this.#retryAt : this.#lastAt + interval;
    const next = this.#mayTake ? Math.max(due, this.#retryAt) : Infinity;
    return Math.min(next, this.#rereadAt, this.#keeping.deadline(keep));
  }

  tick(now: number): void {
    if (this.#stopped) return;
    this.#keeping.tidy(this.#options.keep);
    if (now >= this.#rereadAt) this.#reread();
    this.consider();
  }

  /** Whether nothing else is under way, the app is at rest, and anything was applied that the recorded one does not cover. */
  get #mayTake(): boolean {
    const { consensus, applier } = this.#site;
    const { state } = consensus;
    return (
      !applier.busy &&
      !this.#handingOver &&
      !applier.held &&
      applier.applied > state.snapshot.index &&
      this.#taking === undefined &&
      this.#taken === undefined &&
      this.#installing === undefined &&
      state.installing === undefined &&
      !state.unreadable
    );
  }

  /** Takes a snapshot where one is due. To be called when the app has come to rest. */
  consider(): void {
    if (this.#stopped || !this.#mayTake) return;
    const now = this.#site.clock.now();
    if (now < this.#retryAt || !(this.#wanted || this.#waiters.length > 0 || this.#isDue(now))) return;
    this.#take(now);
  }

  #isDue(now: number): boolean {
    const { entries, bytes, growth, interval } = this.#options;
    const { index, size } = this.#recorded;
    const grown = this.#site.consensus.state.log.bytesAfter(index);
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

  // ---- taking ----

  /** Takes a snapshot of everything that is applied by now, or finds that there is one. */
  take(): Promise<TakenSnapshot> {
    const { applied } = this.#site.applier;
    const { index, size, tag } = this.#recorded;
    if (this.#stopped) return Promise.reject(new ClosedError('the group'));
    if (this.#site.consensus.state.unreadable)
      return Promise.reject(new UnavailableError('the app has no state: its snapshot cannot be read', 'not_applied'));
    if (tag !== undefined && index >= applied) return Promise.resolve({ index, size });
    if (applied === 0)
      return Promise.reject(
        new UnavailableError('nothing is applied yet: there is nothing to take a snapshot of', 'not_applied'),
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

  #take(now: number): void {
    const stop = new AbortController();
    const { signal } = stop;
    this.#wanted = false;
    const collected = this.#keeping.quiet();
    const made = takeSnapshot(this.#site, this.#options.method, signal, collected);
    const done = made.then(
      (record) => {
        this.#taking = undefined;
        this.#made({ ...record, begun: now });
      },
      (error: unknown) => {
        this.#taking = undefined;
        // Given up for the sake of one that came from elsewhere: no failure.
        if (!signal.aborted) this.#failed(error);
      },
    );
    this.#taking = { stop, done };
  }

  #made(record: Tagged & { readonly begun: number }): void {
    if (this.#stopped || record.index <= this.#recorded.index) {
      void this.#keeping.delete(record.tag);
      return;
    }
    this.#taken = record;
    this.durable();
  }

  /** More of the log may be durable: a record must not be ahead of the entries that it stands for. */
  durable(): void {
    const taken = this.#taken;
    const { state } = this.#site.consensus;
    if (taken === undefined || this.#recording !== undefined || state.log.durableIndex < taken.index) return;
    const { begun, ...record } = taken;
    this.#recording = new Promise((resolve) => {
      this.#site.record(record, () => {
        this.#recording = undefined;
        this.#taken = undefined;
        this.#finished(record, begun);
        resolve();
      });
    });
  }

  #finished(record: Tagged, begun: number): void {
    const { clock, events, group } = this.#site;
    const { index, size } = record;
    const now = clock.now();
    this.#failures = 0;
    this.#failure = undefined;
    this.#lastAt = now;
    this.#site.step({ type: 'snapshotRecorded', now, record, trailing: trailingOf(this.#options) });
    if (this.#stopped) return;
    this.#replaced(record);
    events.emit('snapshotTaken', { group, index, size, milliseconds: now - begun });
  }

  /** Another snapshot is recorded: the older ones may go, and who waited for one is served. */
  #replaced({ tag, index, size }: Tagged): void {
    // Not at a start: what was begun before may be gone on with.
    const isNews = this.#keeping.recorded(tag);
    this.#keeping.tidy(this.#options.keep);
    if (isNews && this.#fetching === undefined && this.#taking === undefined) this.#keeping.collect(true);
    const served = this.#waiters.filter((waiter) => waiter.index <= index);
    this.#waiters = this.#waiters.filter((waiter) => waiter.index > index);
    for (const { resolve } of served) resolve({ index, size });
    this.consider();
    this.#site.wake();
  }

  /** Nothing has changed; the next try waits a while. */
  #failed(error: unknown): void {
    this.#wanted = true;
    this.#backOff(error);
    this.#failWaiters(
      error instanceof RaftError ? error : new RaftError('APP_FAILED', messageOf(error), { cause: error }),
    );
    this.#site.wake();
  }

  #backOff(error: unknown): void {
    const { clock, events, group } = this.#site;
    const { retryMin, retryMax } = this.#options;
    this.#failure = error;
    this.#retryAt = clock.now() + Math.min(retryMin * 2 ** this.#failures++, retryMax);
    events.emit('snapshotFailed', { group, what: 'take', error });
  }

  #failWaiters(error: RaftError): void {
    for (const { reject } of this.#waiters.splice(0)) reject(error);
  }

  // ---- what the core asks for ----

  perform(effect: SnapshotEffect): void {
    switch (effect.type) {
      case 'compact':
        void this.#site.reads.idle(effect.to).then(() => {
          if (!this.#stopped) this.#site.removeEntries(effect.to);
        });
        return;
      case 'fetchSnapshot': {
        const record = tagged(effect.record);
        if (record !== undefined) this.#fetch({ from: effect.from, record, realm: effect.realm });
        return;
      }
      case 'cancelFetch':
        this.#fetching?.cancel();
        this.#fetching = undefined;
        return;
      case 'dropSnapshot':
        void this.#keeping.delete(effect.tag);
        this.#site.applier.release();
        return;
      case 'installSnapshot': {
        const record = tagged(effect.record);
        if (record !== undefined) this.#install(record);
        return;
      }
      case 'snapshotWanted':
        this.#wanted = true;
        this.consider();
        return;
    }
  }

  // ---- fetching and installing ----

  #fetch(offered: Offered): void {
    this.#fetching?.cancel();
    const { group, events } = this.#site;
    const { from, record } = offered;
    const fetching = new Fetching(this.#site, offered, this.#options.fetchRate, (received) => {
      if (this.#fetching !== fetching) return;
      this.#site.step({ type: 'snapshotProgress', now: this.#site.clock.now(), received });
      events.emit('snapshotProgress', { group, from, index: record.index, received, size: record.size });
    });
    this.#fetching = fetching;
    void this.#bring(fetching);
  }

  async #bring(fetching: Fetching): Promise<void> {
    let record: Tagged;
    try {
      await this.#keeping.quiet();
      const release = await this.#slots.take(fetching.signal);
      try {
        record = await fetching.run();
      } finally {
        release();
      }
    } catch (error) {
      if (this.#fetching !== fetching || this.#stopped) return;
      this.#fetching = undefined;
      this.#site.events.emit('snapshotFailed', { group: this.#site.group, what: 'fetch', error });
      this.#site.step({ type: 'snapshotFailed', now: this.#site.clock.now() });
      return;
    }
    this.#presenting = this.#presenting.then(() => this.#present(fetching, record));
  }

  /** Hands a fetched snapshot to the core, with the app at rest and nothing else under way. */
  async #present(fetching: Fetching, record: Tagged): Promise<void> {
    this.#handingOver = true;
    try {
      await this.#comeToRest();
      if (!this.#stopped) this.#handOver(fetching, record);
    } finally {
      this.#handingOver = false;
    }
  }

  async #comeToRest(): Promise<void> {
    const { applier, reads } = this.#site;
    await applier.hold();
    this.#taking?.stop.abort();
    this.#installing?.stop.abort();
    await Promise.all([this.#taking?.done, this.#installing?.done, this.#recording]);
    await this.#giveUpTaken();
    await reads.idle(Infinity);
  }

  #handOver(fetching: Fetching, record: Tagged): void {
    const { applier, clock, consensus } = this.#site;
    const { installing } = consensus.state;
    if (this.#fetching !== fetching || installing !== undefined) {
      // Another one was wanted meanwhile; where that is being installed, the app stays at rest for it.
      void this.#keeping.delete(record.tag);
      if (installing === undefined) applier.release();
      return;
    }
    this.#fetching = undefined;
    this.#site.step({ type: 'snapshotFetched', now: clock.now(), record });
  }

  /** What was taken and waits to be recorded must not come after what is fetched. */
  async #giveUpTaken(): Promise<void> {
    await this.#recording;
    const taken = this.#taken;
    this.#taken = undefined;
    if (taken !== undefined) await this.#keeping.delete(taken.tag);
  }

  /** Replaces the app's state, all or nothing, while nothing is applied or asked. */
  #install(record: Tagged): void {
    const stop = new AbortController();
    this.#rereadAt = Infinity;
    this.#site.applier.replace();
    this.#installing = { stop, done: this.#give(record, stop) };
  }

  async #give(record: Tagged, stop: AbortController): Promise<void> {
    const { app, store, clock } = this.#site;
    const snapshot = new RecordedSnapshot(store, clock, record, stop.signal);
    let thrown: { readonly error: unknown } | undefined;
    try {
      await app.install(snapshot);
    } catch (error) {
      thrown = { error };
    }
    this.#installing = undefined;
    if (this.#stopped) return;
    const { failure } = snapshot;
    if (failure !== undefined) this.#unreadable(failure.error);
    else if (thrown !== undefined) this.#site.stop(new AppFailedError(record.index, thrown.error));
    else this.#installed(record);
  }

  #installed(record: Tagged): void {
    const { clock, events, group, applier } = this.#site;
    const { index, time, size } = record;
    this.#rereads = 0;
    this.#lastAt = clock.now();
    applier.replaced(index, time);
    this.#site.installed(index);
    this.#site.step({ type: 'snapshotInstalled', now: clock.now() });
    if (this.#stopped) return;
    this.#replaced(record);
    events.emit('snapshotInstalled', { group, index, size });
  }

  /** The node goes on voting and logging; it has no state until the snapshot can be read, or another one comes. */
  #unreadable(error: unknown): void {
    const { clock, events, group } = this.#site;
    const { retryMin, retryMax } = this.#options;
    events.emit('snapshotFailed', { group, what: 'read', error });
    this.#rereadAt = clock.now() + Math.min(retryMin * 2 ** this.#rereads++, retryMax);
    this.#failWaiters(new UnavailableError('the app has lost its state: its snapshot cannot be read', 'not_applied'));
    this.#site.step({ type: 'snapshotUnreadable', now: clock.now() });
    this.#site.wake();
  }

  #reread(): void {
    // Another one may be about to take its place.
    this.#rereadAt = this.#handingOver ? this.#site.clock.now() + this.#options.retryMin : Infinity;
    const recorded = tagged(this.#recorded);
    const { installing } = this.#site.consensus.state;
    if (this.#handingOver || installing !== undefined || this.#installing !== undefined) return;
    if (recorded !== undefined) this.#install(recorded);
  }

  // ---- serving ----

  /** A peer is told of this one, and may come for it. */
  offered(tag: SnapshotTag | undefined): void {
    if (tag !== undefined) this.#keeping.pin(tag, this.#options.pinLimit);
  }

  received(from: NodeId, message: TransferMessage): void {
    if (this.#stopped) return;
    if (message.type !== 'snapshotPull') {
      this.#fetching?.received(from, message);
      return;
    }
    this.#keeping.pin(message.tag, this.#options.pinLimit);
    this.#serving.pull(from, message);
  }

  /** The bytes of the newest snapshot. */
  async *read(signal: AbortSignal): AsyncGenerator<SnapshotPart, void, undefined> {
    const recorded = tagged(this.#recorded);
    if (recorded === undefined)
      throw new UnavailableError('this node has no snapshot yet: take one first', 'not_applied');
    const { tag, index, size } = recorded;
    let offset = 0;
    for await (const piece of this.#site.store.open(tag, { signal })) {
      for (let at = 0; at < piece.length; at += MAX_CHUNK_BYTES) {
        const bytes = piece.subarray(at, at + MAX_CHUNK_BYTES);
        this.#keeping.pin(tag, this.#options.pinLimit);
        yield { type: 'snapshotPart', index, size, offset, bytes };
        offset += bytes.length;
      }
    }
  }

  status(): SnapshotStatus {
    const { state } = this.#site.consensus;
    const { fetching } = state;
    return {
      size: this.#recorded.size,
      activity: state.unreadable
        ? 'unreadable'
        : this.#installing !== undefined || state.installing !== undefined
          ? 'installing'
          : fetching !== undefined
            ? 'fetching'
            : this.#taking !== undefined || this.#taken !== undefined
              ? 'taking'
              : 'idle',
      received: fetching?.received ?? 0,
      total: fetching?.record.size ?? 0,
      failure: this.#failure === undefined ? undefined : messageOf(this.#failure),
    };
  }
}
