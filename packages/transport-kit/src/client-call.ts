import {
  AbortedError,
  mayHaveEffect,
  ProtocolError,
  type CallOptions,
  type Outcome,
  type ServiceRequest,
  type ServiceResponse,
  type StreamRequest,
} from '@lolraft/raft-core';
import type { CallMessage, ServerMessage } from '@lolraft/raft-wire';
import type { Mortal } from './deadlines.js';

/** The longest timeout that travels; a caller who waits longer waits this long. */
const MAX_TIMEOUT = 2 ** 31 - 1;

/** What a request costs beside its payload. */
const CALL_BYTES = 256;

/** A call or stream of a client, from its asking to its end. */
export abstract class ClientCall implements Mortal {
  readonly id: number;
  readonly request: ServiceRequest | StreamRequest;
  readonly deadline: number;
  readonly #options: CallOptions;
  #onAbort: (() => void) | undefined;
  #state: 'waiting' | 'sent' | 'over' = 'waiting';

  constructor(id: number, request: ServiceRequest | StreamRequest, options: CallOptions) {
    this.id = id;
    this.request = request;
    this.#options = options;
    this.deadline =
      options.timeout === undefined ? Infinity : performance.now() + Math.min(options.timeout, MAX_TIMEOUT);
  }

  get isOver(): boolean {
    return this.#state === 'over';
  }

  get isSent(): boolean {
    return this.#state === 'sent';
  }

  /** Bytes that wait while it does. */
  get size(): number {
    return CALL_BYTES + ('payload' in this.request ? this.request.payload.length : 0);
  }

  /** What a failure of the connection, a deadline or an abort leaves open: only what may have arrived may be applied. */
  get outcome(): Outcome {
    return this.#state === 'sent' && mayHaveEffect(this.request) ? 'unknown' : 'not_applied';
  }

  /** Listens to the caller's signal, if there is one. */
  watch(onAbort: (error: AbortedError) => void): void {
    const { signal } = this.#options;
    if (signal === undefined) return;
    this.#onAbort = () => onAbort(new AbortedError(this.outcome, signal.reason));
    signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** @param now `performance.now()` */
  toMessage(now: number): CallMessage {
    const { traceparent, credential, forwarded = false } = this.#options;
    const timeout =
      this.deadline === Infinity ? undefined : Math.min(MAX_TIMEOUT, Math.max(1, Math.ceil(this.deadline - now)));
    const call = { type: 'call', id: this.id, timeout, traceparent, credential, request: this.request } as const;
    return forwarded ? { ...call, forwarded } : call;
  }

  sent(): void {
    if (this.#state === 'waiting') this.#state = 'sent';
  }

  /** @returns false where it is over already. */
  protected finish(): boolean {
    if (this.#state === 'over') return false;
    this.#state = 'over';
    if (this.#onAbort !== undefined) this.#options.signal?.removeEventListener('abort', this.#onAbort);
    return true;
  }

  /** What the server says. @throws {ProtocolError} where that does not answer what was asked. */
  abstract onServerMessage(message: ServerMessage): void;
  abstract fail(error: Error): void;
}

/** A call with one answer. */
export class UnaryCall extends ClientCall {
  readonly #resolve: (response: ServiceResponse) => void;
  readonly #reject: (error: Error) => void;

  constructor(
    id: number,
    request: ServiceRequest,
    options: CallOptions,
    resolve: (response: ServiceResponse) => void,
    reject: (error: Error) => void,
  ) {
    super(id, request, options);
    this.#resolve = resolve;
    this.#reject = reject;
  }

  override onServerMessage(message: ServerMessage): void {
    if (message.type === 'failure') this.fail(message.error);
    else if (message.type !== 'reply' || message.response.type !== this.request.type) {
      throw new ProtocolError(`a ${this.request.type} was answered with a ${message.type} of another kind`);
    } else if (this.finish()) this.#resolve(message.response);
  }

  override fail(error: Error): void {
    if (this.finish()) this.#reject(error);
  }
}
