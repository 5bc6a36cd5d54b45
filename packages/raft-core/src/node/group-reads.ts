import type { Consensus } from '../consensus/consensus.js';
import { AbortedError, NotLeaderError, OverloadedError, type RaftError } from '../model/errors.js';
import type { GroupId } from '../model/ids.js';
import type { ReadLevel } from '../model/service.js';
import type { RaftApp } from '../ports/app.js';
import type { Applier } from './applier.js';
import { bounded } from './bounded-call.js';
import { notApplied, queryFailed } from './call-errors.js';
import { CallMeter } from './call-meter.js';
import type { ReadOptions } from './call-options.js';
import type { HostServices } from './host-services.js';
import { ReadQueue, type PendingRead, type ReadResult, type RoundLevel } from './read-queue.js';

/** What a group gives to its reads. */
export interface ReadSite {
  readonly group: GroupId;
  readonly host: HostServices;
  readonly app: RaftApp;
  readonly consensus: Consensus;
  readonly applier: Applier;
  /** Something waits for the turn to end, or has a deadline. */
  wake(): void;
}

function levelOf({ level = 'linearizable' }: ReadOptions): ReadLevel {
  if (typeof level !== 'string') return level;
  return level === 'local' ? { type: 'local', minIndex: 0 } : { type: level };
}

/** The reads of one group: asks the app as soon as it may be asked at the level that the caller wants, and answers. */
export class GroupReads {
  readonly #site: ReadSite;
  readonly #queue = new ReadQueue();
  readonly #meters = new Map<ReadLevel['type'], CallMeter>();

  constructor(site: ReadSite) {
    this.#site = site;
  }

  /** Asks the app, at the level of consistency that `options.level` names. */
  read(payload: Uint8Array, options: ReadOptions, failure: RaftError | undefined): Promise<ReadResult> {
    const { host, applier } = this.#site;
    const level = levelOf(options);
    const refusal = this.#refuse(level, options, failure);
    const meter = this.#meter(level.type);
    if (refusal !== undefined) {
      meter.refused(refusal);
      return Promise.reject(refusal);
    }
    return new Promise((resolve, reject) => {
      // Its timeout is the queue's to watch, together with those of all other reads.
      const settle = bounded(host.clock, { signal: options.signal }, 'not_applied', meter.begin({ resolve, reject }));
      const read: PendingRead = {
        payload,
        deadline: host.now() + (options.timeout ?? host.limits.readTimeout),
        resolve: settle.resolve,
        reject: settle.reject,
      };
      if (level.type !== 'local') {
        this.#queue.queue(read, level.type);
        this.#site.wake();
      } else if (level.minIndex <= applier.applied && !applier.busy) {
        this.#ask(read);
        this.#flush();
      } else {
        this.#queue.wait(read, level.minIndex);
        this.#site.wake();
      }
    });
  }

  #meter(level: ReadLevel['type']): CallMeter {
    let meter = this.#meters.get(level);
    if (meter === undefined) {
      const { group, host } = this.#site;
      meter = new CallMeter(() => host.now(), {
        isWatched: () => host.events.isWatched('readsDone') || host.events.isWatched('readFailed'),
        onDone: (milliseconds) => {
          host.events.emit('readsDone', { group, level, milliseconds });
        },
        onFailed: ({ code }) => {
          host.events.emit('readFailed', { group, level, code });
        },
      });
      this.#meters.set(level, meter);
    }
    return meter;
  }

  /** Those that the app has been asked for have their answers. */
  #flush(): void {
    for (const meter of this.#meters.values()) meter.flush();
  }

  /** Reads that are not settled. */
  get count(): number {
    return this.#queue.count;
  }

  /** See `ReadQueue.bytes`. */
  get bytes(): number {
    return this.#queue.bytes;
  }

  #refuse(level: ReadLevel, options: ReadOptions, failure: RaftError | undefined): RaftError | undefined {
    const { host, consensus } = this.#site;
    if (failure !== undefined) return notApplied(failure);
    if (options.signal?.aborted === true) return new AbortedError('not_applied', options.signal.reason);
    if (this.#queue.count >= host.limits.maxPendingReads) return new OverloadedError('too many reads are waiting');
    // Any other node asks the leader for the index, and answers itself.
    if (level.type !== 'local' && consensus.state.leader === undefined) return new NotLeaderError(undefined);
    return undefined;
  }

  get deadline(): number {
    return this.#queue.deadline;
  }

  expire(now: number): void {
    this.#queue.expire(now);
  }

  get hasQueued(): boolean {
    return this.#queue.hasQueued;
  }

  /** All queued reads of a level become one round, which the core confirms or fails under its number. */
  startRounds(): { readonly id: number; readonly level: RoundLevel }[] {
    return this.#queue.startRounds();
  }

  confirmed(id: number, index: number): void {
    this.#queue.confirmed(id, index);
  }

  failRound(id: number, error: RaftError): void {
    this.#queue.failRound(id, error);
  }

  failAll(error: () => RaftError): void {
    this.#queue.failAll(error);
  }

  /** Asks for those that have waited for what is applied by now. */
  answer(): void {
    const { applier } = this.#site;
    if (applier.busy || this.#queue.count === 0) return;
    for (const read of this.#queue.takeReady(applier.applied)) this.#ask(read);
    this.#flush();
  }

  #ask(read: PendingRead): void {
    const index = this.#site.applier.applied;
    try {
      const value = this.#site.app.query(read.payload);
      if (value instanceof Promise) {
        this.#queue.answering(read);
        // So that the read's deadline is among those that the host waits for.
        this.#site.wake();
        value.then(
          (v) => {
            if (!this.#queue.answered(read)) return;
            read.resolve({ index, value: v });
            this.#flush();
          },
          (error: unknown) => {
            if (this.#queue.answered(read)) read.reject(queryFailed(error));
          },
        );
      } else {
        read.resolve({ index, value });
      }
    } catch (error) {
      read.reject(queryFailed(error));
    }
  }
}
