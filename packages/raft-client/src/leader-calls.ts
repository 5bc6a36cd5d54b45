import { NotLeaderError, type RaftError } from '@lolraft/raft-core';
import { backoff } from './backoff.js';
import { CallQueue } from './call-queue.js';
import type { Call } from './call.js';
import type { LeaderSearch } from './leader-search.js';
import type { Link } from './link.js';
import type { CheckedOptions } from './options.js';
import { decide, isOfTheNode } from './retry.js';
import { send } from './send.js';

type LeaderCallsOptions = Pick<CheckedOptions, 'clock' | 'attemptTimeout' | 'backoff' | 'maxInFlight'>;

/** Takes calls to the leader: in order, many at a time, and again where that is safe. */
export class LeaderCalls {
  readonly #options: LeaderCallsOptions;
  readonly #search: LeaderSearch;
  readonly #expired: (call: Call, error: RaftError) => void;
  readonly #queue = new CallQueue();
  #inFlight = 0;

  /** `expired` takes a call whose session is gone. */
  constructor(options: LeaderCallsOptions, search: LeaderSearch, expired: (call: Call, error: RaftError) => void) {
    this.#options = options;
    this.#search = search;
    this.#expired = expired;
  }

  /** Whether calls wait to be sent. */
  get areWaiting(): boolean {
    return !this.#queue.isEmpty;
  }

  dispatch(call: Call): void {
    const { leader } = this.#search;
    if (leader !== undefined && this.#queue.isEmpty && this.#inFlight < this.#options.maxInFlight) {
      this.#send(call, leader);
    } else {
      this.#queue.add(call);
      this.pump();
    }
  }

  /** Sends what waits, as far as the leader is known and there is room. */
  pump(): void {
    while (!this.#queue.isEmpty) {
      const { leader } = this.#search;
      if (leader === undefined) {
        this.#search.seek();
        return;
      }
      if (this.#inFlight >= this.#options.maxInFlight) return;
      const call = this.#queue.shift();
      if (call !== undefined) this.#send(call, leader);
    }
  }

  /** No node will answer what waits. */
  fail(error: RaftError): void {
    for (const call of this.#queue.drain()) call.reject(error);
  }

  #send(call: Call, link: Link): void {
    this.#inFlight++;
    send(call, link, this.#options, (error) => {
      this.#inFlight--;
      if (error !== undefined) this.#failed(call, link, error);
      this.pump();
    });
  }

  #failed(call: Call, link: Link, error: RaftError): void {
    if (error.code === 'SESSION_EXPIRED' && call.place !== undefined) {
      this.#expired(call, error);
      return;
    }
    const decision = this.#decide(call, link, error);
    if (decision === 'fail') {
      call.reject(error);
      return;
    }
    call.failed(error);
    if (decision === 'elsewhere') {
      this.#search.lost(link);
      if (call.failures === 1) this.#queue.add(call);
      this.#search.seek(error instanceof NotLeaderError ? error.leader?.address : undefined);
      if (call.failures === 1) return;
    }
    const { clock } = this.#options;
    call.pause(
      clock,
      backoff(this.#options.backoff, call.failures, () => clock.random()),
      () => {
        this.#queue.add(call);
        this.pump();
      },
    );
  }

  #decide(call: Call, link: Link, error: RaftError): ReturnType<typeof decide> {
    const decision = decide(error, call.repeatable);
    if (decision !== 'elsewhere' || !isOfTheNode(error)) return decision;
    // One that leads on in spite of its failure fails again.
    if (call.failedAt === link.address) return 'fail';
    call.failedAt = link.address;
    return 'elsewhere';
  }
}
