import {
  AbortedError,
  ClosedError,
  DeadlineExceededError,
  UnavailableError,
  type CallOptions,
  type ClientConnection,
  type ClientTransport,
  type Outcome,
  type RaftError,
  type ServiceRequest,
  type ServiceResponse,
  type StreamItem,
  type StreamRequest,
} from '@lolraft/raft-core';
import { copyRequest, copyResponse } from './copy.js';
import type { Endpoint, Exchange } from './exchange.js';
import { failureOf, MemoryCall } from './memory-call.js';
import { MemoryStream } from './memory-stream.js';

/** The clients' half of a `MemoryNetwork`. */
export class MemoryClientTransport implements ClientTransport {
  readonly #network: Exchange;

  constructor(network: Exchange) {
    this.#network = network;
  }

  async connect(address: string, options: { readonly signal?: AbortSignal } = {}): Promise<ClientConnection> {
    if (options.signal?.aborted === true) throw new AbortedError('not_applied', options.signal.reason);
    const server = this.#network.at(address);
    if (server === undefined) throw new UnavailableError(`nobody listens at ${address}`, 'not_applied');
    return new MemoryClientConnection(this.#network, server);
  }
}

class MemoryClientConnection implements ClientConnection {
  readonly closed: Promise<void>;
  readonly #network: Exchange;
  readonly #server: Endpoint;
  readonly #calls = new Set<MemoryCall>();
  readonly #forgetServer: () => void;
  #markClosed: () => void = () => undefined;
  /** Why there are no calls any more. */
  #ended: ((outcome: Outcome) => RaftError) | undefined;

  constructor(network: Exchange, server: Endpoint) {
    this.#network = network;
    this.#server = server;
    this.closed = new Promise((resolve) => {
      this.#markClosed = resolve;
    });
    this.#forgetServer = server.onClose(() => {
      this.#end((outcome) => new UnavailableError(`the connection to ${server.address} has closed`, outcome));
    });
  }

  call(request: ServiceRequest, options: CallOptions = {}): Promise<ServiceResponse> {
    return new Promise((resolve, reject) => {
      const call = this.#open(request, options, reject);
      const copy = copyRequest(request);
      this.#send(call, options, () => {
        const { handlers } = this.#server;
        const answer = async (): Promise<ServiceResponse> => handlers.onCall(copy, call);
        answer().then(
          (response) => {
            if (this.#finish(call)) resolve(copyResponse(response));
          },
          (error: unknown) => {
            const failure = failureOf(error, this.#server);
            if (this.#finish(call)) reject(failure);
          },
        );
      });
    });
  }

  stream(request: StreamRequest, options: CallOptions = {}): AsyncIterable<StreamItem> {
    return {
      [Symbol.asyncIterator]: () => {
        const call = this.#open(request, options, (error) => stream.fail(error));
        const copy = copyRequest(request);
        const onOver = (isEarly: boolean): void => {
          this.#calls.delete(call);
          if (isEarly) call.leave();
          else call.finish();
        };
        const stream: MemoryStream = new MemoryStream(onOver, (error) => failureOf(error, this.#server));
        this.#send(call, options, () => stream.open(() => this.#server.handlers.onStream(copy, call)));
        return stream;
      },
    };
  }

  #open(
    request: ServiceRequest | StreamRequest,
    options: CallOptions,
    onFailure: (error: RaftError) => void,
  ): MemoryCall {
    const call: MemoryCall = new MemoryCall(this.#network.clock, request, options, (error) => {
      this.#calls.delete(call);
      onFailure(error);
    });
    this.#calls.add(call);
    return call;
  }

  /** Sends what is not over before it begins. */
  #send(call: MemoryCall, { signal, timeout }: CallOptions, arrive: () => void): void {
    if (this.#ended !== undefined) call.breakOff(this.#ended);
    else if (signal?.aborted === true) call.breakOff((outcome) => new AbortedError(outcome, signal.reason));
    else if (timeout !== undefined && timeout <= 0) call.breakOff((outcome) => new DeadlineExceededError(outcome));
    else call.send(arrive);
  }

  #finish(call: MemoryCall): boolean {
    this.#calls.delete(call);
    return call.finish();
  }

  #end(errorOf: (outcome: Outcome) => RaftError): void {
    if (this.#ended !== undefined) return;
    this.#ended = errorOf;
    this.#forgetServer();
    for (const call of [...this.#calls]) call.breakOff(errorOf);
    this.#markClosed();
  }

  close(): Promise<void> {
    this.#end((outcome) => new ClosedError('the connection', outcome));
    return Promise.resolve();
  }
}
