import type { Effect } from '../../consensus/effects.js';
import { UnavailableError, type RaftError } from '../../model/errors.js';
import type { NodeId } from '../../model/ids.js';
import type { TransferMessage } from '../../model/messages.js';
import type { SnapshotPart, SnapshotStatus } from '../../model/service.js';
import { tagged } from '../../model/snapshot-record.js';
import type { SnapshotTag, TaggedRecord } from '../../model/state.js';
import { compactionOptions, type CompactionOptions } from './compaction-options.js';
import { Installing } from './installing.js';
import { Keeping } from './keeping.js';
import { Receiving } from './receiving.js';
import { Recorded } from './recorded.js';
import { Serving } from './serving.js';
import type { SnapshotSite } from './site.js';
import type { Slots } from './slots.js';
import { Taking, type TakenSnapshot } from './taking.js';

type SnapshotEffect = Extract<
  Effect,
  { type: 'compact' | 'fetchSnapshot' | 'cancelFetch' | 'dropSnapshot' | 'installSnapshot' | 'snapshotWanted' }
>;

/**
 * The snapshots of one group on this host: takes them when they are due, fetches and installs those of others, serves the
 * own ones, and deletes what is not needed. Each of these has a part of its own; here is what they must know of each other.
 */
export class GroupSnapshots {
  readonly #site: SnapshotSite;
  readonly #keeping: Keeping;
  readonly #taking: Taking;
  readonly #receiving: Receiving;
  readonly #installing: Installing;
  readonly #serving: Serving;
  readonly #recorded: Recorded;
  #options: CompactionOptions;
  #stopped = false;

  constructor(site: SnapshotSite, slots: Slots, given: Partial<CompactionOptions>) {
    this.#site = site;
    this.#options = compactionOptions(given);
    const options = (): CompactionOptions => this.#options;
    this.#keeping = new Keeping(site, options);
    this.#recorded = new Recorded(site, this.#keeping, () => {
      this.#taking.replace();
    });
    this.#serving = new Serving(site, this.#keeping, this.#recorded);
    this.#taking = new Taking(site, this.#keeping, options, {
      isFree: () => !this.#receiving.isHandingOver && !this.#installing.isBusy,
      recorded: (record) => {
        this.#replaced(record);
      },
    });
    this.#receiving = new Receiving(site, slots, this.#keeping, options, {
      isMaking: () => this.#taking.isMaking,
      isReached: () => this.#isAtRest,
      reach: () => this.#comeToRest(),
    });
    this.#installing = new Installing(site, options, {
      mayTryAgain: () => !this.#receiving.isHandingOver,
      installed: (record) => {
        this.#taking.installed();
        this.#replaced(record);
      },
      unreadable: () => {
        this.#taking.fail(
          new UnavailableError('the app has lost its state: its snapshot cannot be read', 'not_applied'),
        );
      },
    });
  }

  get options(): CompactionOptions {
    return this.#options;
  }

  /** @throws {InvalidArgumentError} */
  tune(options: Partial<CompactionOptions>): void {
    this.#options = compactionOptions(options, this.#options);
    this.#keeping.tidy();
    this.consider();
    this.#site.wake();
  }

  /** Gives the recorded snapshot to the app, where there is one, and looks for what a crash has left. */
  begin(): void {
    const recorded = tagged(this.#site.consensus.state.snapshot);
    if (recorded !== undefined) {
      this.#keeping.recorded(recorded.tag);
      void this.#site.applier.hold();
      this.#installing.begin(recorded);
    }
    this.#keeping.collect(false);
  }

  stop(error: RaftError): void {
    this.#stopped = true;
    this.#taking.stop(error);
    this.#installing.stop();
    this.#receiving.stop();
    this.#serving.stop();
    this.#recorded.stop();
    void this.#keeping.quiet();
  }

  get deadline(): number {
    return this.#stopped
      ? Infinity
      : Math.min(this.#taking.deadline, this.#installing.deadline, this.#keeping.deadline);
  }

  tick(now: number): void {
    if (this.#stopped) return;
    this.#keeping.tidy();
    this.#installing.tick(now);
    this.consider();
  }

  /** Takes a snapshot where one is due. To be called when the app has come to rest. */
  consider(): void {
    this.#taking.consider();
  }

  /** Takes a snapshot of everything that is applied by now, or finds that there is one. */
  take(): Promise<TakenSnapshot> {
    return this.#taking.take();
  }

  /** More of the log may be durable. */
  durable(): void {
    this.#taking.durable();
  }

  perform(effect: SnapshotEffect): void {
    switch (effect.type) {
      case 'compact':
        void this.#site.reads.idle(effect.to).then(() => {
          if (!this.#stopped) this.#site.removeEntries(effect.to);
        });
        return;
      case 'fetchSnapshot':
        this.#receiving.fetch(effect);
        return;
      case 'cancelFetch':
        this.#receiving.cancel();
        return;
      case 'dropSnapshot':
        void this.#keeping.delete(effect.tag);
        this.#site.applier.release();
        return;
      case 'installSnapshot':
        this.#installing.begin(effect.record);
        return;
      case 'snapshotWanted':
        this.#taking.want();
        return;
    }
  }

  get #isAtRest(): boolean {
    const { applier, reads } = this.#site;
    return applier.isAtRest && !this.#taking.isBusy && !this.#installing.isBusy && reads.isIdle;
  }

  async #comeToRest(): Promise<void> {
    const { applier, reads } = this.#site;
    await applier.hold();
    await Promise.all([this.#taking.giveUp(), this.#installing.giveUp()]);
    await reads.idle(Infinity);
  }

  /** Another snapshot is recorded: the older ones may go, and who waited for one is served. */
  #replaced(record: TaggedRecord): void {
    // Not at a start: what was begun before may be gone on with.
    const isNews = this.#keeping.recorded(record.tag);
    this.#keeping.tidy();
    if (isNews && !this.#receiving.isBusy && !this.#taking.isMaking) this.#keeping.collect(true);
    this.#taking.serve(record);
    this.consider();
    this.#site.wake();
  }

  /** A peer is told of this one, and may come for it. */
  offered(tag: SnapshotTag): void {
    this.#keeping.pin(tag);
  }

  /** A peer could not make use of the one at `index` that it was offered. */
  refused(index: number): void {
    if (!this.#stopped && index === this.#site.consensus.state.snapshot.index) void this.#recorded.examine();
  }

  received(from: NodeId, message: TransferMessage): void {
    if (this.#stopped) return;
    if (message.type === 'snapshotPull') this.#serving.pull(from, message);
    else this.#receiving.received(from, message);
  }

  /** The bytes of the newest snapshot. */
  read(signal: AbortSignal): AsyncGenerator<SnapshotPart, void, undefined> {
    return this.#recorded.read(signal);
  }

  status(): SnapshotStatus {
    const { snapshot, fetching } = this.#site.consensus.state;
    return {
      size: snapshot.size,
      activity: this.#activity(),
      received: fetching?.received ?? 0,
      total: fetching?.record.size ?? 0,
      failure: this.#taking.failure,
    };
  }

  #activity(): SnapshotStatus['activity'] {
    const { unreadable, installing, fetching } = this.#site.consensus.state;
    if (unreadable) return 'unreadable';
    if (installing !== undefined || this.#installing.isBusy) return 'installing';
    if (fetching !== undefined) return 'fetching';
    return this.#taking.isBusy ? 'taking' : 'idle';
  }
}
