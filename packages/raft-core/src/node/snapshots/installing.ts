import { AppFailedError, UnknownEntryError } from '../../model/errors.js';
import { tagged } from '../../model/snapshot-record.js';
import type { TaggedRecord } from '../../model/state.js';
import type { SessionTable } from '../../sessions/session-table.js';
import type { CompactionOptions } from './compaction-options.js';
import type { Job } from './job.js';
import type { SnapshotSite } from './site.js';
import { RecordedSnapshot } from './stored.js';

export interface InstallingHooks {
  /** Whether the recorded snapshot may be given to the app again, with none that is about to take its place. */
  mayTryAgain(): boolean;
  /** The app has this state. */
  installed(record: TaggedRecord): void;
  /** The app has no state any more. */
  unreadable(): void;
}

/** Gives recorded snapshots to the app: all or nothing, one at a time, while nothing is applied or asked. */
export class Installing {
  readonly #site: SnapshotSite;
  readonly #options: () => CompactionOptions;
  readonly #hooks: InstallingHooks;
  #job: Job | undefined;
  /** When the recorded snapshot, which could not be read, is tried again. */
  #rereadAt = Infinity;
  #rereads = 0;
  #stopped = false;

  constructor(site: SnapshotSite, options: () => CompactionOptions, hooks: InstallingHooks) {
    this.#site = site;
    this.#options = options;
    this.#hooks = hooks;
  }

  get isBusy(): boolean {
    return this.#job !== undefined;
  }

  get deadline(): number {
    return this.#rereadAt;
  }

  /** Only while the app is held and at rest. */
  begin(record: TaggedRecord): void {
    const stop = new AbortController();
    this.#rereadAt = Infinity;
    this.#site.applier.replace();
    this.#job = { stop, done: this.#give(record, stop.signal) };
  }

  async #give(record: TaggedRecord, signal: AbortSignal): Promise<void> {
    const { app, store, clock } = this.#site;
    const snapshot = new RecordedSnapshot(store, clock, record, signal);
    const begun = clock.now();
    let thrown: { readonly error: unknown } | undefined;
    let table: SessionTable | undefined;
    try {
      await app.install(snapshot);
      table = await snapshot.table();
    } catch (error) {
      thrown = { error };
    }
    this.#job = undefined;
    if (this.#stopped) return;
    const { failure } = snapshot;
    // No later try will read what a newer build has written (rule 20).
    if (failure?.error instanceof UnknownEntryError) this.#site.stop(failure.error);
    else if (failure !== undefined) this.#unreadable(failure.error, signal.aborted);
    else if (table === undefined) this.#site.stop(new AppFailedError(record.index, thrown?.error));
    else this.#installed(record, table, clock.now() - begun);
  }

  #installed(record: TaggedRecord, table: SessionTable, milliseconds: number): void {
    const { clock, events, group, applier } = this.#site;
    const { index, time, size } = record;
    this.#rereads = 0;
    applier.replaced(index, time, table);
    this.#site.installed(index);
    this.#site.step({ type: 'snapshotInstalled', now: clock.now() });
    if (this.#stopped) return;
    this.#hooks.installed(record);
    events.emit('snapshotInstalled', { group, index, size, milliseconds });
  }

  /** The node goes on voting and logging; it has no state until the snapshot can be read, or another one comes. */
  #unreadable(error: unknown, givenUp: boolean): void {
    const { clock, events, group } = this.#site;
    const { retryMin, retryMax } = this.#options();
    if (!givenUp) events.emit('snapshotFailed', { group, what: 'read', error });
    this.#rereadAt = clock.now() + Math.min(retryMin * 2 ** this.#rereads++, retryMax);
    this.#hooks.unreadable();
    this.#site.step({ type: 'snapshotUnreadable', now: clock.now() });
    this.#site.wake();
  }

  tick(now: number): void {
    if (now < this.#rereadAt) return;
    const { snapshot, installing } = this.#site.consensus.state;
    const mayTryAgain = this.#hooks.mayTryAgain();
    this.#rereadAt = mayTryAgain ? Infinity : now + this.#options().retryMin;
    const record = tagged(snapshot);
    if (mayTryAgain && installing === undefined && !this.isBusy && record !== undefined) this.begin(record);
  }

  /** Gives up what is under way for another one, and resolves when the app has let go of it. */
  async giveUp(): Promise<void> {
    this.#job?.stop.abort();
    await this.#job?.done;
  }

  stop(): void {
    this.#stopped = true;
    this.#job?.stop.abort();
  }
}
