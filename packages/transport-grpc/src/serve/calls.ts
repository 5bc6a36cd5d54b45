import type { sendUnaryData, ServerUnaryCall, ServerWritableStream } from '@grpc/grpc-js';
import {
  DeadlineExceededError,
  AbortedError,
  isStreamRequest,
  OverloadedError,
  ProtocolError,
  type RaftError,
  type StreamItem,
} from '@lolraft/raft-core';
import type { CallMessage } from '@lolraft/raft-wire';
import {
  costOf,
  describeFault,
  ServedCall,
  ServedStream,
  toCallerError,
  tooLarge,
  type ListenerContext,
  type ServiceHandlers,
  type StreamSink,
} from '@lolraft/transport-kit';
import type { MethodCodec } from '../methods.js';
import { failureOf } from '../status.js';
import { callOf, type AnyCall } from './caller.js';

/** What the calls of one connection hold. */
interface Load {
  calls: number;
  bytes: number;
}

/** The calls that come one by one, as methods of gRPC; those of a `Pipeline` are a `ServedClient`'s. */
export class Calls {
  readonly #context: ListenerContext;
  readonly #handlersOf: (peer: string) => ServiceHandlers;
  readonly #loads = new Map<string, Load>();
  #closing = false;

  /** @param handlersOf What the connection with this other end may ask. */
  constructor(context: ListenerContext, handlersOf: (peer: string) => ServiceHandlers) {
    this.#context = context;
    this.#handlersOf = handlersOf;
  }

  /** From now on calls are refused; those in flight go on. */
  close(): void {
    this.#closing = true;
  }

  unary(codec: MethodCodec, call: ServerUnaryCall<Uint8Array, Uint8Array>, callback: sendUnaryData<Uint8Array>): void {
    const fail = (error: RaftError): void => callback(failureOf(error));
    const message = this.#read(codec, call, fail);
    if (message === undefined) return;
    const { request } = message;
    if (isStreamRequest(request)) {
      fail(new ProtocolError(`a ${request.type} is answered by a stream`));
      return;
    }
    const served = new ServedCall(message, performance.now(), call.getPeer());
    const end = this.#begin(call, served);
    // A handler that throws is one that rejects.
    const answer = (async () => this.#handlersOf(call.getPeer()).onCall(request, served))();
    answer
      .then((response) => {
        const bytes = codec.response(response);
        const { maxMessageBytes } = this.#context.limits;
        if (bytes.length <= maxMessageBytes) callback(null, bytes);
        else fail(tooLarge(response, `an answer of ${String(bytes.length)} bytes is over the limit`));
      })
      .catch((error: unknown) => fail(this.#toError(error, served, call)))
      .finally(end);
  }

  stream(codec: MethodCodec, call: ServerWritableStream<Uint8Array, Uint8Array>): void {
    const fail = (error: RaftError): void => void call.emit('error', failureOf(error));
    const message = this.#read(codec, call, fail);
    if (message === undefined) return;
    const { request } = message;
    if (!isStreamRequest(request)) {
      fail(new ProtocolError(`a ${request.type} is answered once`));
      return;
    }
    const served = new ServedStream(message, performance.now(), call.getPeer());
    const end = this.#begin(call, served);
    const sink: StreamSink = {
      hasRoom: () => true,
      item: (stream, item) => this.#item(codec, call, stream, item, fail),
      end: (stream, error) => {
        end();
        if (stream.isOver()) return;
        if (error === undefined) call.end();
        else fail(this.#toError(error, stream, call));
      },
      fault: (error) => this.#context.onRefused(describeFault(error), call.getPeer()),
    };
    void served.run(() => this.#handlersOf(call.getPeer()).onStream(request, served), sink);
    served.pull(1);
  }

  /** One item at a time waits for the connection: what a slow reader gets late is made late. */
  #item(
    codec: MethodCodec,
    call: ServerWritableStream<Uint8Array, Uint8Array>,
    stream: ServedStream,
    item: StreamItem,
    fail: (error: RaftError) => void,
  ): void {
    const bytes = codec.item(item);
    if (bytes.length <= this.#context.limits.maxMessageBytes) {
      call.write(bytes, () => stream.pull(1));
      return;
    }
    const error = new OverloadedError(`an item of ${String(bytes.length)} bytes is over the limit`);
    fail(error);
    stream.end(error);
  }

  #read(
    codec: MethodCodec,
    call: AnyCall & { readonly request: Uint8Array },
    fail: (error: RaftError) => void,
  ): CallMessage | undefined {
    try {
      const message = callOf(call, codec.request(call.request));
      const problem = this.#overload(call, message);
      if (problem === undefined) return message;
      fail(new OverloadedError(problem));
    } catch (error) {
      fail(this.#toError(error, undefined, call));
    }
    return undefined;
  }

  #overload(call: AnyCall, message: CallMessage): string | undefined {
    if (this.#closing) return 'the node is closing';
    const { maxCalls, maxCallBytes } = this.#context.limits;
    const { calls, bytes } = this.#loads.get(call.getPeer()) ?? { calls: 0, bytes: 0 };
    if (calls >= maxCalls) return `more than ${String(maxCalls)} calls in flight on one connection`;
    if (calls > 0 && bytes + costOf(message) > maxCallBytes)
      return `more than ${String(maxCallBytes)} bytes of requests in flight on one connection`;
    return undefined;
  }

  /** @returns what ends the call's account. */
  #begin(call: AnyCall, served: ServedCall): () => void {
    const peer = call.getPeer();
    const load = this.#loads.get(peer) ?? { calls: 0, bytes: 0 };
    this.#loads.set(peer, load);
    load.calls++;
    load.bytes += served.cost;
    // The caller has given up, its deadline has passed, or its connection is gone: all the same to gRPC.
    call.once('cancelled', () => {
      const isLate = served.deadline <= performance.now();
      served.end(isLate ? new DeadlineExceededError('unknown') : new AbortedError('unknown'));
    });
    return () => {
      load.calls--;
      load.bytes -= served.cost;
      if (load.calls === 0) this.#loads.delete(peer);
    };
  }

  #toError(error: unknown, served: ServedCall | undefined, call: AnyCall): RaftError {
    return toCallerError(error, served, (fault) => this.#context.onRefused(describeFault(fault), call.getPeer()));
  }
}
