import type { NodeId } from '../../model/ids.js';
import type { TransferMessage } from '../../model/messages.js';
import type { TaggedRecord } from '../../model/state.js';
import type { CompactionOptions } from './compaction-options.js';
import { Fetching, type Offered } from './fetching.js';
import type { Keeping } from './keeping.js';
import type { SnapshotSite } from './site.js';
import type { Slots } from './slots.js';

/** Everything that a new state takes the place of, at rest: the app, the log, and what is made of them. */
export interface Rest {
  /** Whether a snapshot of the own state is written right now. */
  isMaking(): boolean;
  isReached(): boolean;
  reach(): Promise<void>;
}

/** Fetches what the core wants of others, the newest wish only, and hands it to the core with everything else at rest. */
export class Receiving {
  readonly #site: SnapshotSite;
  readonly #slots: Slots;
  readonly #keeping: Keeping;
  readonly #options: () => CompactionOptions;
  readonly #rest: Rest;
  #fetching: Fetching | undefined;
  /** What is fetched or fetched and not handed over, also where it was given up: what they write must be left alone. */
  #open = 0;
  /** Resolves when the former fetch has ended: it may have been of the same resource. */
  #former: Promise<void> = Promise.resolve();
  /** What was fetched is handed over one at a time. */
  #presenting: Promise<void> = Promise.resolve();
  #handingOver = false;
  #stopped = false;

  constructor(site: SnapshotSite, slots: Slots, keeping: Keeping, options: () => CompactionOptions, rest: Rest) {
    this.#site = site;
    this.#slots = slots;
    this.#keeping = keeping;
    this.#options = options;
    this.#rest = rest;
  }

  /** Whether resources are here, or on their way, that nobody else knows of. */
  get isBusy(): boolean {
    return this.#open > 0;
  }

  /** That is under way: nothing else may begin, since the log may be replaced any moment. */
  get isHandingOver(): boolean {
    return this.#handingOver;
  }

  fetch(offered: Offered): void {
    this.cancel();
    const { group, events } = this.#site;
    const { from, record } = offered;
    const fetching = new Fetching(this.#site, offered, {
      rate: this.#options().fetchRate,
      onProgress: (received) => {
        if (this.#fetching !== fetching) return;
        this.#site.step({ type: 'snapshotProgress', now: this.#site.clock.now(), received });
        events.emit('snapshotProgress', { group, from, index: record.index, received, size: record.size });
      },
      discard: (tag) => this.#keeping.delete(tag),
    });
    this.#fetching = fetching;
    this.#open++;
    this.#former = this.#bring(fetching, this.#former);
  }

  async #bring(fetching: Fetching, former: Promise<void>): Promise<void> {
    const record = await this.#fetched(fetching, former);
    if (record === undefined) this.#open--;
    else this.#presenting = this.#presenting.then(() => this.#present(fetching, record));
  }

  async #fetched(fetching: Fetching, former: Promise<void>): Promise<TaggedRecord | undefined> {
    try {
      await former;
      await this.#keeping.quiet();
      if (!this.#rest.isMaking()) await this.#keeping.collectBegun(fetching.offered.record.index);
      const release = await this.#slots.take(fetching.signal);
      try {
        return await fetching.run();
      } finally {
        release();
      }
    } catch (error) {
      if (this.#fetching !== fetching || this.#stopped) return undefined;
      this.#fetching = undefined;
      this.#site.events.emit('snapshotFailed', { group: this.#site.group, what: 'fetch', error });
      this.#site.step({ type: 'snapshotFailed', now: this.#site.clock.now() });
      return undefined;
    }
  }

  /** Hands a fetched snapshot to the core, with the app at rest and nothing else under way. */
  async #present(fetching: Fetching, record: TaggedRecord): Promise<void> {
    this.#handingOver = true;
    try {
      // Whatever ends meanwhile may let go of the app, or begin another read.
      while (!this.#stopped && !this.#rest.isReached()) await this.#rest.reach();
      if (!this.#stopped) this.#handOver(fetching, record);
    } finally {
      this.#handingOver = false;
      this.#open--;
    }
  }

  #handOver(fetching: Fetching, record: TaggedRecord): void {
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

  /** What is on its way is not needed any more. */
  cancel(): void {
    this.#fetching?.cancel();
    this.#fetching = undefined;
  }

  received(from: NodeId, message: TransferMessage): void {
    this.#fetching?.received(from, message);
  }

  stop(): void {
    this.#stopped = true;
    this.#fetching?.cancel();
  }
}
