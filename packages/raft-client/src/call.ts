import {
  mayHaveEffect,
  type Clock,
  type Outcome,
  type RaftError,
  type ServiceRequest,
  type ServiceResponse,
  type Timer,
} from '@lolraft/raft-core';
import type { SessionPlace } from './session.js';

export interface CallTerms {
  readonly repeatable: boolean;
  readonly signal: AbortSignal | undefined;
  readonly traceparent: string | undefined;
}

/** Who hears of a call's end. */
export interface Settlement {
  readonly resolve: (response: ServiceResponse) => void;
  readonly reject: (error: RaftError) => void;
  /** Called first, either way. */
  readonly settled: (call: Call) => void;
}

/** What a caller asked for, through all its attempts. It is settled once. */
export class Call {
  readonly request: ServiceRequest;
  /** Calls are sent in the order of their numbers. */
  readonly number: number;
  /** When it is over, by the clock of the client. */
  readonly deadline: number;
  readonly signal: AbortSignal | undefined;
  readonly traceparent: string | undefined;
  /** Whether an attempt whose outcome is unknown may be followed by another. */
  readonly repeatable: boolean;
  readonly #settlement: Settlement;
  failures = 0;
  lastError: RaftError | undefined;
  /** Where a node failed for reasons of its own. */
  failedAt: string | undefined;
  /** Set while an attempt is under way. */
  attempt: Attempt | undefined;
  #pause: Timer | undefined;
  #place: SessionPlace | undefined;
  #left: (() => void) | undefined;
  #mayBeApplied = false;
  #settled = false;

  constructor(request: ServiceRequest, number: number, deadline: number, terms: CallTerms, settlement: Settlement) {
    this.request = request;
    this.number = number;
    this.deadline = deadline;
    this.repeatable = terms.repeatable;
    this.signal = terms.signal;
    this.traceparent = terms.traceparent;
    this.#settlement = settlement;
  }

  /** Bytes of its payload. */
  get bytes(): number {
    return 'payload' in this.request ? this.request.payload.length : 0;
  }

  get isSettled(): boolean {
    return this.#settled;
  }

  /** Where it stands in a session; undefined without one. */
  get place(): SessionPlace | undefined {
    return this.#place;
  }

  /** Gives it a place in a session until it is settled or leaves; `left` is called then. */
  take(place: SessionPlace, left: () => void): void {
    this.#place = place;
    this.#left = left;
  }

  leave(): void {
    const left = this.#left;
    this.#place = undefined;
    this.#left = undefined;
    left?.();
  }

  /** The request as it is sent now. */
  get outgoing(): ServiceRequest {
    const { request } = this;
    return this.#place === undefined || request.type !== 'write'
      ? request
      : this.#place.session.stamp(request, this.#place.sequence);
  }

  /** Whether an attempt that has ended may have been applied. */
  get isInDoubt(): boolean {
    return this.#mayBeApplied;
  }

  /** What is known of its effect where it ends without an answer. A read has none. */
  get outcome(): Outcome {
    const mayBe = this.#mayBeApplied || this.attempt !== undefined;
    return mayHaveEffect(this.request) && mayBe ? 'unknown' : 'not_applied';
  }

  /** An attempt has failed, and another may follow. */
  failed(error: RaftError): void {
    this.failures++;
    this.lastError = error;
    if (error.outcome === 'unknown') this.#mayBeApplied = true;
  }

  /** Goes on after a pause, unless it is settled meanwhile. */
  pause(clock: Clock, delay: number, goOn: () => void): void {
    this.#pause = clock.setTimer(delay, () => {
      this.#pause = undefined;
      goOn();
    });
  }

  resolve(response: ServiceResponse): void {
    if (this.#settle()) this.#settlement.resolve(response);
  }

  reject(error: RaftError): void {
    if (this.#settle()) this.#settlement.reject(error);
  }

  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    this.#pause?.cancel();
    this.#settlement.settled(this);
    this.attempt?.abandon();
    this.leave();
    return true;
  }
}

/** One sending of a request. It ends once: with an answer, with an error, or because nobody waits for it any more. */
export class Attempt {
  #end: ((response: ServiceResponse | undefined, error: RaftError | undefined) => void) | undefined;

  constructor(onEnd: (response: ServiceResponse | undefined, error: RaftError | undefined) => void) {
    this.#end = onEnd;
  }

  answer(response: ServiceResponse): void {
    this.#finish(response, undefined);
  }

  fail(error: RaftError): void {
    this.#finish(undefined, error);
  }

  /** Whatever still comes is ignored. */
  abandon(): void {
    this.#finish(undefined, undefined);
  }

  #finish(response: ServiceResponse | undefined, error: RaftError | undefined): void {
    const end = this.#end;
    this.#end = undefined;
    end?.(response, error);
  }
}
