import {
  AbortedError,
  DeadlineExceededError,
  UnavailableError,
  type CallContext,
  type CallOptions,
  type ClientConnection,
  type ClientTransport,
  type Outcome,
  type ServiceRequest,
  type ServiceResponse,
  type StreamItem,
  type StreamRequest,
} from '@lolraft/raft-core';
import { copyRequest, copyResponse } from './copy.js';
import type { Endpoint, Exchange } from './exchange.js';

/** The clients' half of a `MemoryNetwork`. */
export class MemoryClientTransport implements ClientTransport {
  readonly #network: Exchange;

  constructor(network: Exchange) {
    this.#network = network;
  }

  connect(address: string): Promise<ClientConnection> {
    const server = this.#network.at(address);
    if (server === undefined)
      return Promise.reject(new UnavailableError(`nobody listens at ${address}`, 'not_applied'));
    return Promise.resolve(new MemoryClientConnection(this.#network, server));
  }
}

class MemoryClientConnection implements ClientConnection {
  readonly closed: Promise<void>;
  readonly #network: Exchange;
  readonly #server: Endpoint;
  #markClosed: () => void = () => undefined;
  readonly #open = new Set<AbortController>();
  readonly #forgetServer: () => void;
  #ended = false;

  constructor(network: Exchange, server: Endpoint) {
    this.#network = network;
    this.#server = server;
    this.closed = new Promise((resolve) => {
      this.#markClosed = resolve;
    });
    this.#forgetServer = server.onClose(() => {
      this.#end();
    });
  }

  async call(request: ServiceRequest, options: CallOptions = {}): Promise<ServiceResponse> {
    const begun = this.#begin(options);
    const { handlers } = this.#server;
    // A write that has reached the server may be applied whatever happens to the call.
    const outcome: Outcome = request.type === 'write' ? 'unknown' : 'not_applied';
    try {
      if (handlers === undefined) throw new UnavailableError('the server has not started', 'not_applied');
      const answer = handlers.onCall(copyRequest(request), begun.context);
      return copyResponse(await Promise.race([answer, begun.ended(outcome)]));
    } finally {
      begun.done();
    }
  }

  async *stream(request: StreamRequest, options: CallOptions = {}): AsyncGenerator<StreamItem> {
    const begun = this.#begin(options);
    try {
      const { handlers } = this.#server;
      if (handlers === undefined) throw new UnavailableError('the server has not started', 'not_applied');
      for await (const item of handlers.onStream({ ...request }, begun.context)) yield structuredClone(item);
    } finally {
      begun.done();
    }
  }

  #begin(options: CallOptions): {
    context: CallContext;
    ended: (outcome: Outcome) => Promise<never>;
    done: () => void;
  } {
    if (this.#ended) throw new UnavailableError(`the connection to ${this.#server.address} has closed`, 'not_applied');
    const { signal, timeout } = options;
    if (signal?.aborted === true) throw new AbortedError('not_applied', signal.reason);
    const controller = new AbortController();
    this.#open.add(controller);
    const onAbort = (): void => {
      controller.abort('aborted');
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    const timer =
      timeout === undefined
        ? undefined
        : this.#network.clock.setTimer(timeout, () => {
            controller.abort('deadline');
          });
    return {
      context: {
        signal: controller.signal,
        remaining: timeout,
        traceparent: options.traceparent,
        credential: options.credential,
      },
      ended: (outcome) =>
        new Promise((_resolve, reject) => {
          controller.signal.addEventListener(
            'abort',
            () => {
              const { reason } = controller.signal as { reason: unknown };
              if (reason === 'deadline') reject(new DeadlineExceededError(outcome));
              else if (reason === 'aborted') reject(new AbortedError(outcome, signal?.reason));
              else reject(new UnavailableError('the connection has closed', outcome));
            },
            { once: true },
          );
        }),
      done: () => {
        this.#open.delete(controller);
        timer?.cancel();
        signal?.removeEventListener('abort', onAbort);
      },
    };
  }

  #end(): void {
    this.#ended = true;
    this.#forgetServer();
    for (const controller of this.#open) controller.abort('closed');
    this.#markClosed();
  }

  close(): Promise<void> {
    this.#end();
    return Promise.resolve();
  }
}
