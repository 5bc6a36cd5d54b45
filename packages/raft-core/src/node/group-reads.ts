import type { Consensus } from '../consensus/consensus.js';
import { AbortedError, NotLeaderError, OverloadedError, type RaftError } from '../model/errors.js';
import type { ReadLevel } from '../model/service.js';
import type { RaftApp } from '../ports/app.js';
import type { Applier } from './applier.js';
import { bounded } from './bounded-call.js';
import { notApplied, queryFailed } from './call-errors.js';
import type { ReadOptions } from './call-options.js';
import type { HostServices } from './host-services.js';
import { ReadQueue, type PendingRead, type ReadResult } from './read-queue.js';

/** What a group gives to its reads. */
export interface ReadSite {
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

  constructor(site: ReadSite) {
    this.#site = site;
  }

  /** Asks the app, at the level of consistency that `options.level` names. */
  read(payload: Uint8Array, options: ReadOptions, failure: RaftError | undefined): Promise<ReadResult> {
    const { host, applier } = this.#site;
    const level = levelOf(options);
    const refusal = this.#refuse(level, options, failure);
    if (refusal !== undefined) return Promise.reject(refusal);
    return new Promise((resolve, reject) => {
      // Its timeout is the queue's to watch, together with those of all other reads.
      const settle = bounded(host.clock, { signal: options.signal }, 'not_applied', { resolve, reject });
      const read: PendingRead = {
        payload,
        deadline: host.now() + (options.timeout ?? host.limits.readTimeout),
        ...settle,
      };
      if (level.type === 'linearizable') {
        this.#queue.queue(read);
        this.#site.wake();
      } else if (level.minIndex <= applier.applied && !applier.busy) {
        this.#ask(read);
      } else {
        this.#queue.wait(read, level.minIndex);
        this.#site.wake();
      }
    });
  }

  #refuse(level: ReadLevel, options: ReadOptions, failure: RaftError | undefined): RaftError | undefined {
    const { host, consensus } = this.#site;
    if (failure !== undefined) return notApplied(failure);
    if (options.signal?.aborted === true) return new AbortedError('not_applied', options.signal.reason);
    if (this.#queue.count >= host.limits.maxPendingReads) return new OverloadedError('too many reads are waiting');
    // Any other node asks the leader for the index, and answers itself.
    if (level.type === 'linearizable' && consensus.state.leader === undefined) return new NotLeaderError(undefined);
    return undefined;
  }

  /** Reads that are not answered. */
  get count(): number {
    return this.#queue.count;
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

  /** All queued reads become one round, which the core confirms or fails under this number. */
  startRound(): number {
    return this.#queue.startRound();
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
            if (this.#queue.answered(read)) read.resolve({ index, value: v });
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
