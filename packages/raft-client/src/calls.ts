import {
  AbortedError,
  ClosedError,
  DeadlineExceededError,
  InvalidArgumentError,
  OverloadedError,
  type RaftError,
  type ServiceRequest,
  type ServiceResponse,
} from '@lolraft/raft-core';
import { Call } from './call.js';
import { Deadlines } from './deadlines.js';
import type { CheckedOptions } from './options.js';

export interface CallerOptions {
  /** Ends the call early. What became of a write that was sent is then unknown. */
  readonly signal?: AbortSignal;
  /** Milliseconds to wait, with all attempts. */
  readonly timeout?: number;
  /** W3C `traceparent`. */
  readonly traceparent?: string;
}

interface BegunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeout: number;
  readonly traceparent?: string | undefined;
}

type CallsOptions = Pick<CheckedOptions, 'clock' | 'timeout' | 'maxPending' | 'maxPendingBytes'>;

/** The calls of a client that are not settled: bounded in number and bytes, each ended by its deadline or its signal. */
export class Calls {
  readonly #options: CallsOptions;
  readonly #trouble: () => RaftError | undefined;
  readonly #pending = new Set<Call>();
  readonly #deadlines: Deadlines<Call>;
  #bytes = 0;
  /** Those of `#pending` that the client makes for itself. */
  #own = 0;
  #lastNumber = 0;
  #closed = false;

  /** `trouble` says why calls that have not been sent wait, where that is known. */
  constructor(options: CallsOptions, trouble: () => RaftError | undefined) {
    this.#options = options;
    this.#trouble = trouble;
    this.#deadlines = new Deadlines(options.clock, (call) => call.reject(this.#late(call)));
  }

  /** Makes a call and hands it to `dispatch`, at once; rejects where it cannot even begin. */
  make(
    request: ServiceRequest,
    { signal, timeout = this.#options.timeout, traceparent }: CallerOptions,
    repeatable: boolean,
    dispatch: (call: Call) => void,
  ): Promise<ServiceResponse> {
    const refusal = this.#refusal(request, signal, timeout);
    if (refusal !== undefined) return Promise.reject(refusal);
    return this.#begin(request, { signal, timeout, traceparent }, repeatable, dispatch);
  }

  #begin(
    request: ServiceRequest,
    { signal, timeout, traceparent }: BegunOptions,
    repeatable: boolean,
    dispatch: (call: Call) => void,
  ): Promise<ServiceResponse> {
    return new Promise((resolve, reject) => {
      const deadline = this.#options.clock.now() + timeout;
      const settled = (): void => {
        this.#pending.delete(call);
        this.#bytes -= call.bytes;
        this.#deadlines.remove(call, deadline);
        signal?.removeEventListener('abort', onAbort);
      };
      const terms = { repeatable, signal, traceparent };
      const call = new Call(request, ++this.#lastNumber, deadline, terms, { resolve, reject, settled });
      const onAbort = (): void => call.reject(new AbortedError(call.outcome, signal?.reason));
      this.#pending.add(call);
      this.#bytes += call.bytes;
      this.#deadlines.add(call, deadline);
      signal?.addEventListener('abort', onAbort, { once: true });
      dispatch(call);
    });
  }

  /** A call that the client makes for itself: it is bounded by what it is for. */
  makeOwn(request: ServiceRequest, timeout: number, dispatch: (call: Call) => void): Promise<ServiceResponse> {
    if (this.#closed) return Promise.reject(new ClosedError('the client'));
    this.#own++;
    return this.#begin(request, { timeout }, true, dispatch).finally(() => {
      this.#own--;
    });
  }

  #refusal(request: ServiceRequest, signal: AbortSignal | undefined, timeout: number): RaftError | undefined {
    if (this.#closed) return new ClosedError('the client');
    if (signal?.aborted === true) return new AbortedError('not_applied', signal.reason);
    if (Number.isNaN(timeout)) return new InvalidArgumentError('timeout must be a number of milliseconds');
    if (timeout <= 0) return new DeadlineExceededError('not_applied');
    const { maxPending, maxPendingBytes } = this.#options;
    if (this.#pending.size - this.#own >= maxPending)
      return new OverloadedError(`${maxPending} calls of this client are not settled`);
    const bytes = 'payload' in request ? request.payload.length : 0;
    if (this.#bytes > 0 && this.#bytes + bytes > maxPendingBytes) {
      return new OverloadedError(`calls of this client with ${this.#bytes} bytes are not settled`);
    }
    return undefined;
  }

  #late(call: Call): DeadlineExceededError {
    const why = call.lastError ?? (call.attempt === undefined ? this.#trouble() : undefined);
    const message = 'the deadline has passed';
    return new DeadlineExceededError(
      call.outcome,
      why === undefined ? message : `${message}; before it: ${why.message}`,
    );
  }

  /** Settles all of them, and takes no more. */
  close(): void {
    this.#closed = true;
    for (const call of [...this.#pending]) call.reject(new ClosedError('the client', call.outcome));
    this.#deadlines.stop();
  }
}
