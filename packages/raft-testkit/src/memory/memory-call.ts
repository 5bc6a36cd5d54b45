import {
  AbortedError,
  AppError,
  DeadlineExceededError,
  InternalError,
  mayHaveEffect,
  RaftError,
  type CallContext,
  type CallOptions,
  type Clock,
  type Outcome,
  type ServiceRequest,
  type StreamRequest,
} from '@lolraft/raft-core';
import type { Endpoint } from './exchange.js';

/**
 * A call or stream of a client, from its asking to its end, and what the node sees of it. It is over when it has its
 * answer, or at once when it fails: given up, too late, or without its connection.
 */
export class MemoryCall implements CallContext {
  readonly request: ServiceRequest | StreamRequest;
  readonly traceparent: string | undefined;
  readonly credential: string | undefined;
  readonly forwarded: boolean;
  readonly remote = 'a client in memory';
  readonly #clock: Clock;
  readonly #deadline: number;
  readonly #controller = new AbortController();
  readonly #onFailure: (error: RaftError) => void;
  readonly #release: () => void;
  #state: 'waiting' | 'sent' | 'over' = 'waiting';

  /** @param onFailure is called at most once, and not within the constructor. */
  constructor(
    clock: Clock,
    request: ServiceRequest | StreamRequest,
    options: CallOptions,
    onFailure: (error: RaftError) => void,
  ) {
    const { signal, timeout, traceparent, credential, forwarded = false } = options;
    this.request = request;
    this.traceparent = traceparent;
    this.credential = credential;
    this.forwarded = forwarded;
    this.#clock = clock;
    this.#onFailure = onFailure;
    this.#deadline = timeout === undefined ? Infinity : clock.now() + timeout;
    const onAbort = (): void => this.fail(new AbortedError(this.#outcome, signal?.reason));
    signal?.addEventListener('abort', onAbort, { once: true });
    const timer =
      timeout === undefined
        ? undefined
        : clock.setTimer(timeout, () => this.fail(new DeadlineExceededError(this.#outcome)));
    this.#release = () => {
      signal?.removeEventListener('abort', onAbort);
      timer?.cancel();
    };
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get remaining(): number | undefined {
    if (this.#deadline === Infinity) return undefined;
    return this.isOver ? 0 : Math.max(0, this.#deadline - this.#clock.now());
  }

  get isOver(): boolean {
    return this.#state === 'over';
  }

  /** What a failure leaves open: only what has reached the node may be applied, whatever happens to the call. */
  get #outcome(): Outcome {
    return this.#state === 'sent' && mayHaveEffect(this.request) ? 'unknown' : 'not_applied';
  }

  /** Reaches the node in a later turn, unless it is over by then. */
  send(arrive: () => void): void {
    this.#clock.defer(() => {
      if (this.isOver) return;
      this.#state = 'sent';
      arrive();
    });
  }

  /** The node has answered. Returns false where nobody waits for it any more. */
  finish(): boolean {
    if (this.isOver) return false;
    this.#state = 'over';
    this.#release();
    return true;
  }

  fail(error: RaftError): void {
    if (!this.leave()) return;
    this.#onFailure(error);
  }

  /** Fails with what `errorOf` makes of the outcome. */
  breakOff(errorOf: (outcome: Outcome) => RaftError): void {
    this.fail(errorOf(this.#outcome));
  }

  /** Nobody waits any more, and the node is told. */
  leave(): boolean {
    if (!this.finish()) return false;
    this.#controller.abort();
    return true;
  }
}

/**
 * What a client is told where the node failed. What the node raised on purpose goes to the client as it is; all else is the
 * node's own business, and is reported there.
 */
export function failureOf(error: unknown, server: Endpoint): RaftError {
  // As it would come over a wire, which knows nothing of the app's own classes and shares no bytes.
  if (error instanceof AppError) {
    const { appCode, message, outcome, retryable, details } = error;
    return new AppError(appCode, message, { outcome, retryable, details: details.slice() });
  }
  if (error instanceof RaftError) return error;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  server.report((handlers) => handlers.onRefused(`a call met an unexpected error: ${text}`, 'a client'));
  return new InternalError('the node met an unexpected error; its log says more');
}
