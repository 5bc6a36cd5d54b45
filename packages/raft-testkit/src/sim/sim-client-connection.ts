import {
  AbortedError,
  AppError,
  type CallContext,
  type CallOptions,
  type ClientConnection,
  type Clock,
  ClosedError,
  DeadlineExceededError,
  InternalError,
  mayHaveEffect,
  type Outcome,
  RaftError,
  type ServiceRequest,
  type ServiceResponse,
  type StreamItem,
  type StreamRequest,
  UnavailableError,
} from '@lolraft/raft-core';
import { copyRequest, copyResponse } from '../memory/copy.js';
import { MemoryStream } from '../memory/memory-stream.js';
import type { Kernel } from './kernel.js';
import type { SimProcess } from './process.js';
import type { ServingTransport } from './serving-transport.js';

interface Side {
  readonly process: SimProcess;
  readonly clock: Clock;
  /** Something arrives. */
  input(run: () => void): void;
}

/** From a client to one life of a node. */
export interface Path {
  readonly kernel: Kernel;
  readonly address: string;
  readonly client: Side;
  readonly node: Side & { readonly serving: ServingTransport };
  isCut(): boolean;
  /** Of one message, one way (simulated milliseconds). */
  delay(): number;
  readonly silence: number;
}

/**
 * A connection of a simulated client: what is sent arrives in order, later, in the process of the other end. Once something was
 * lost on it, nothing arrives any more, and each end gives it up after a while, as it would over TCP.
 */
export class SimClientConnection implements ClientConnection {
  readonly closed: Promise<void>;
  readonly #path: Path;
  readonly #onEnd: () => void;
  readonly #calls = new Set<ClientCall>();
  readonly #served = new Set<ServedCall>();
  readonly #forgetNode: () => void;
  #markClosed: () => void = () => undefined;
  /** When the last message of each direction arrives. */
  readonly #last = { client: 0, node: 0 };
  #lost = false;
  /** Why there are no calls any more. */
  #ended: ((outcome: Outcome) => RaftError) | undefined;

  constructor(path: Path, onEnd: () => void) {
    this.#path = path;
    this.#onEnd = onEnd;
    this.closed = new Promise((resolve) => {
      this.#markClosed = resolve;
    });
    const gone = (): void => {
      this.#carry('client', () => {
        this.#end((outcome) => new UnavailableError(`the connection to ${path.address} has closed`, outcome));
      });
    };
    this.#forgetNode = path.node.serving.onEnd(gone);
    // It has gone while the answer to the dial was under way.
    if (!path.node.process.alive || path.node.serving.handlers === undefined) gone();
  }

  #carry(to: 'client' | 'node', arrive: () => void): void {
    const path = this.#path;
    const { kernel } = path;
    if (this.#lost) return;
    const at = Math.max(this.#last[to], kernel.now + path.delay());
    this.#last[to] = at;
    kernel.queue.add(at, () => {
      if (this.#lost) return;
      if (path.isCut()) this.#lose();
      else path[to].input(arrive);
    });
  }

  #lose(): void {
    this.#lost = true;
    const { kernel, client, node, silence, address } = this.#path;
    kernel.after(silence, () => {
      client.input(() => {
        this.#end((outcome) => new UnavailableError(`nothing comes through to ${address}`, outcome));
      });
      node.input(() => this.#leave());
    });
  }

  /** The client has gone, as the node sees it. */
  #leave(): void {
    for (const call of [...this.#served]) call.end();
  }

  call(request: ServiceRequest, options: CallOptions = {}): Promise<ServiceResponse> {
    return new Promise((resolve, reject) => {
      const call = this.#begin(request, options, reject);
      if (call === undefined) return;
      const copy = copyRequest(request);
      this.#carry('node', () => {
        const { handlers } = this.#path.node.serving;
        if (handlers === undefined) return;
        const served = this.#serve(call, options);
        const answer = async (): Promise<ServiceResponse> => handlers.onCall(copy, served);
        const back = (run: () => void): void => {
          this.#served.delete(served);
          served.finish();
          if (this.#path.node.process.alive)
            this.#carry('client', () => {
              if (call.finish()) run();
            });
        };
        answer().then(
          (response) => {
            // All else is made for this answer.
            const copied = 'value' in response ? copyResponse(response) : response;
            back(() => {
              resolve(copied);
            });
          },
          (error: unknown) => {
            const failure = this.#failure(error, served);
            back(() => {
              reject(failure);
            });
          },
        );
      });
    });
  }

  stream(request: StreamRequest, options: CallOptions = {}): AsyncIterable<StreamItem> {
    return {
      [Symbol.asyncIterator]: () => {
        const stream: MemoryStream = new MemoryStream(
          () => call?.finish(),
          (error) => this.#failure(error, undefined),
        );
        const call = this.#begin(request, options, (error) => {
          stream.fail(error);
        });
        if (call !== undefined) stream.open(() => this.#source(copyRequest(request), call, options));
        return stream;
      },
    };
  }

  /** The far end of a stream, as it is asked from here. */
  #source(request: StreamRequest, call: ClientCall, options: CallOptions): AsyncIterable<StreamItem> {
    let served: ServedCall | undefined;
    let source: AsyncIterator<StreamItem> | undefined;
    const open = (): AsyncIterator<StreamItem> | undefined => {
      const { handlers } = this.#path.node.serving;
      if (source !== undefined || handlers === undefined) return source;
      served = this.#serve(call, options);
      source = handlers.onStream(request, served)[Symbol.asyncIterator]();
      return source;
    };
    return {
      [Symbol.asyncIterator]: () => ({
        next: () =>
          new Promise((resolve, reject) => {
            const back = (run: () => void): void => {
              if (this.#path.node.process.alive) this.#carry('client', run);
            };
            this.#carry('node', () => {
              const ask = async (): Promise<IteratorResult<StreamItem> | undefined> => open()?.next();
              ask().then(
                (result) => {
                  if (result === undefined) return;
                  if (result.done === true) served?.finish();
                  back(() => {
                    resolve(result);
                  });
                },
                (error: unknown) => {
                  served?.finish();
                  const failure = this.#failure(error, served);
                  back(() => {
                    reject(failure);
                  });
                },
              );
            });
          }),
        return: () => {
          this.#carry('node', () => {
            served?.end();
            source?.return?.().catch((error: unknown) => this.#failure(error, served));
          });
          return Promise.resolve({ done: true, value: undefined });
        },
      }),
    };
  }

  /** Undefined where it has failed at once. */
  #begin(
    request: ServiceRequest | StreamRequest,
    options: CallOptions,
    onFailure: (error: RaftError) => void,
  ): ClientCall | undefined {
    const { signal, timeout } = options;
    if (this.#ended !== undefined) onFailure(this.#ended('not_applied'));
    else if (signal?.aborted === true) onFailure(new AbortedError('not_applied', signal.reason));
    else if (timeout !== undefined && timeout <= 0) onFailure(new DeadlineExceededError('not_applied'));
    else {
      const call: ClientCall = new ClientCall(this.#path.client.clock, request, options, {
        onOver: () => this.#calls.delete(call),
        onFailure: (error) => {
          onFailure(error);
          this.#carry('node', () => call.served?.end());
        },
      });
      this.#calls.add(call);
      return call;
    }
    return undefined;
  }

  #serve(call: ClientCall, options: CallOptions): ServedCall {
    const served = new ServedCall(this.#path.node.clock, options);
    call.served = served;
    this.#served.add(served);
    served.onOver = () => this.#served.delete(served);
    return served;
  }

  /** What a node raises on purpose goes to the client, as it would come over a wire; anything else is a fault of the node. */
  #failure(error: unknown, served: ServedCall | undefined): RaftError {
    if (error instanceof AppError) {
      const { appCode, message, outcome, retryable, details } = error;
      return new AppError(appCode, message, { outcome, retryable, details: details.slice() });
    }
    if (error instanceof RaftError) return error;
    // One that nobody waits for any more may end as it likes.
    if (served?.signal.aborted !== true) this.#path.kernel.escaped(error);
    return new InternalError('the node met an unexpected error');
  }

  #end(errorOf: (outcome: Outcome) => RaftError): void {
    if (this.#ended !== undefined) return;
    this.#ended = errorOf;
    this.#forgetNode();
    for (const call of [...this.#calls]) call.fail(errorOf(call.outcome));
    this.#onEnd();
    this.#markClosed();
  }

  close(): Promise<void> {
    this.#end((outcome) => new ClosedError('the connection', outcome));
    this.#carry('node', () => this.#leave());
    return Promise.resolve();
  }

  /** The client's process is gone. */
  drop(): void {
    this.#forgetNode();
    this.#onEnd();
    this.#carry('node', () => this.#leave());
  }
}

/** A call or stream, as its client sees it: it is over when it has its answer, or at once when it fails. */
class ClientCall {
  /** At the node, once it has arrived there. */
  served: ServedCall | undefined;
  /** What a failure leaves open. */
  readonly outcome: Outcome;
  readonly #site: { onOver(): void; onFailure(error: RaftError): void };
  readonly #release: () => void;
  #isOver = false;

  constructor(
    clock: Clock,
    request: ServiceRequest | StreamRequest,
    { signal, timeout }: CallOptions,
    site: { onOver(): void; onFailure(error: RaftError): void },
  ) {
    this.outcome = mayHaveEffect(request) ? 'unknown' : 'not_applied';
    this.#site = site;
    const onAbort = (): void => {
      this.fail(new AbortedError(this.outcome, signal?.reason));
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    const timer =
      timeout === undefined || timeout === Infinity
        ? undefined
        : clock.setTimer(timeout, () => {
            this.fail(new DeadlineExceededError(this.outcome));
          });
    this.#release = () => {
      signal?.removeEventListener('abort', onAbort);
      timer?.cancel();
    };
  }

  /** Returns false where nobody waits for it any more. */
  finish(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#release();
    this.#site.onOver();
    return true;
  }

  fail(error: RaftError): void {
    if (this.finish()) this.#site.onFailure(error);
  }
}

/** A call or stream, as its node sees it. */
class ServedCall implements CallContext {
  readonly traceparent: string | undefined;
  readonly credential: string | undefined;
  readonly forwarded: boolean;
  readonly remote = 'a simulated client';
  onOver: () => void = () => undefined;
  readonly #clock: Clock;
  readonly #deadline: number;
  readonly #controller = new AbortController();
  readonly #release: () => void;

  constructor(clock: Clock, { timeout = Infinity, traceparent, credential, forwarded = false }: CallOptions) {
    this.traceparent = traceparent;
    this.credential = credential;
    this.forwarded = forwarded;
    this.#clock = clock;
    this.#deadline = clock.now() + timeout;
    const timer = timeout === Infinity ? undefined : clock.setTimer(timeout, () => this.end());
    this.#release = () => timer?.cancel();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get remaining(): number | undefined {
    return this.#deadline === Infinity ? undefined : Math.max(0, this.#deadline - this.#clock.now());
  }

  finish(): void {
    this.#release();
    this.onOver();
  }

  /** Nobody waits for it any more. */
  end(): void {
    this.finish();
    this.#controller.abort();
  }
}
