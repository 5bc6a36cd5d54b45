import {
  AwakeClock,
  AbortedError,
  ClosedError,
  DeadlineExceededError,
  InvalidArgumentError,
  OverloadedError,
  ProtocolError,
  UnavailableError,
  type CallOptions,
  type ClientConnection,
  type RaftError,
  type ServiceRequest,
  type ServiceResponse,
  type StreamItem,
  type StreamRequest,
} from '@lolraft/raft-core';
import { decodeServerFrame, encodeClientFrame, type ClientMessage, type FrameType } from '@lolraft/raft-wire';
import { BATCH_LIMITS, encodeBatches } from './batching.js';
import { UnaryCall, type ClientCall } from './client-call.js';
import { ClientStream } from './client-stream.js';
import { CloseCode } from './close-codes.js';
import type { Connection, ConnectionOwner } from './connection.js';
import { Deadlines } from './deadlines.js';
import { tickPeriod, type TransportLimits, type TransportTimings } from './limits.js';

/** Encoded calls that may wait for the socket; the others wait as they are, and are known not to have been sent. */
const ENCODED_BYTES = 256 * 1024;

export type ClientLimits = Pick<TransportLimits, 'maxQueuedBytes' | 'maxMessageBytes'>;

/** The client's half of a connection: many calls in flight, one frame for each turn. */
export class PipelinedClient implements ClientConnection, ConnectionOwner {
  readonly closed: Promise<void>;
  readonly #connection: Connection;
  readonly #limits: ClientLimits;
  readonly #clock: AwakeClock;
  /** Calls and streams that have not ended. */
  readonly #calls = new Map<number, ClientCall>();
  readonly #deadlines = new Deadlines<ClientCall>(
    () => this.#calls.values(),
    (call) => this.#end(call, new DeadlineExceededError(call.outcome)),
  );
  /** Calls that have not been encoded, oldest first; those that ended meanwhile among them. */
  #waiting: ClientCall[] = [];
  #waitingBytes = 0;
  /** Pulls and cancels of calls that have been sent. */
  #notes: ClientMessage[] = [];
  #lastId = 0;
  /** Why no more calls are taken. */
  #over: (() => RaftError) | undefined;

  constructor(connection: Connection, limits: ClientLimits, timings: TransportTimings) {
    this.#connection = connection;
    this.#limits = limits;
    this.closed = connection.ended;
    connection.owner = this;
    connection.accept('server');
    this.#clock = new AwakeClock(tickPeriod(timings), (now) => connection.tick(now, timings.keepAlive));
  }

  get received(): number {
    return this.#connection.channel.received;
  }

  call(request: ServiceRequest, options: CallOptions = {}): Promise<ServiceResponse> {
    return new Promise((resolve, reject) => {
      const problem = this.#problem(request, options);
      if (problem !== undefined) reject(problem);
      else this.#begin(new UnaryCall(++this.#lastId, request, options, resolve, reject));
    });
  }

  stream(request: StreamRequest, options: CallOptions = {}): AsyncIterable<StreamItem> {
    return { [Symbol.asyncIterator]: () => this.#iterate(request, options) };
  }

  #iterate(request: StreamRequest, options: CallOptions): ClientStream {
    const stream = new ClientStream(
      ++this.#lastId,
      request,
      options,
      ({ id }) => this.#note({ type: 'pull', id, count: 1 }),
      (ended) => this.#forget(ended),
    );
    const problem = this.#problem(request, options);
    if (problem === undefined) this.#begin(stream);
    else stream.fail(problem);
    return stream;
  }

  /** Why a call cannot even begin, if so. */
  #problem(request: ServiceRequest | StreamRequest, { signal, timeout }: CallOptions): RaftError | undefined {
    if (this.#over !== undefined) return this.#over();
    if (signal?.aborted === true) return new AbortedError('not_applied', signal.reason);
    if (timeout !== undefined && !(timeout > 0)) return new DeadlineExceededError('not_applied');
    const bytes = 'payload' in request ? request.payload.length : 0;
    if (bytes > this.#limits.maxMessageBytes - 64 * 1024) {
      return new InvalidArgumentError(`a request of ${String(bytes)} bytes is larger than what a connection carries`);
    }
    if (this.#waitingBytes > 0 && this.#waitingBytes + bytes > this.#limits.maxQueuedBytes) {
      return new OverloadedError(
        `more than ${String(this.#limits.maxQueuedBytes)} bytes of requests wait for the connection`,
      );
    }
    return undefined;
  }

  #begin(call: ClientCall): void {
    this.#calls.set(call.id, call);
    this.#waiting.push(call);
    this.#waitingBytes += call.size;
    call.watch((error) => {
      this.#end(call, error);
    });
    if (call.deadline !== Infinity) this.#deadlines.add(call);
    this.#connection.schedule();
  }

  /** Ends a call from our side. */
  #end(call: ClientCall, error: RaftError): void {
    const wasSent = call.isSent;
    this.#calls.delete(call.id);
    call.fail(error);
    if (wasSent) this.#note({ type: 'cancel', id: call.id });
  }

  /** A stream whose reader has left. */
  #forget(stream: ClientStream): void {
    if (this.#calls.delete(stream.id)) this.#note({ type: 'cancel', id: stream.id });
  }

  #note(message: ClientMessage): void {
    if (this.#over !== undefined) return;
    this.#notes.push(message);
    this.#connection.schedule();
  }

  onFlush(): void {
    const messages: ClientMessage[] = [];
    let bytes = this.#connection.pendingBytes();
    const now = performance.now();
    let taken = 0;
    for (const call of this.#waiting) {
      if (bytes > ENCODED_BYTES) break;
      taken++;
      this.#waitingBytes -= call.size;
      if (call.isOver) continue;
      bytes += call.size;
      messages.push(call.toMessage(now));
      call.sent();
    }
    this.#waiting = taken === this.#waiting.length ? [] : this.#waiting.slice(taken);
    // After the calls, because a pull may be for one of them; those for calls that wait still wait with them.
    this.#notes = this.#notes.filter((note) => {
      const call = this.#calls.get(note.id);
      if (call !== undefined && !call.isSent) return true;
      messages.push(note);
      return false;
    });
    encodeBatches(
      messages,
      sizeOf,
      BATCH_LIMITS,
      encodeClientFrame,
      (encoded) => this.#connection.offer('client', 'service', encoded),
      ({ id }, error) => {
        // It has not left: nobody needs to hear of its end.
        const call = this.#calls.get(id);
        this.#calls.delete(id);
        call?.fail(error instanceof Error ? error : new InvalidArgumentError(String(error)));
      },
    );
  }

  onDrain(): void {
    if (this.#waiting.length > 0 && this.#connection.pendingBytes() <= ENCODED_BYTES) this.#connection.schedule();
  }

  onMessage(_type: FrameType, bytes: Uint8Array): void {
    for (const message of decodeServerFrame(bytes)) {
      const { id } = message;
      const call = this.#calls.get(id);
      if (call === undefined) {
        // Late for one that has been given up; never asked for, otherwise.
        if (id > this.#lastId) throw new ProtocolError(`an answer to call ${String(id)}, which has not been made`);
        continue;
      }
      call.onServerMessage(message);
      if (call.isOver) this.#calls.delete(id);
    }
  }

  onClosed(_code: number, reason: string): void {
    this.#clock.stop();
    this.#deadlines.stop();
    this.#over ??= () => new UnavailableError(`the connection is gone: ${reason}`, 'not_applied');
    this.#failAll((call) => new UnavailableError(`the connection broke: ${reason}`, call.outcome));
  }

  #failAll(error: (call: ClientCall) => RaftError): void {
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#notes = [];
    for (const call of calls) call.fail(error(call));
  }

  close(): Promise<void> {
    if (this.#over === undefined) {
      this.#over = () => new ClosedError('the connection');
      this.#failAll((call) => new ClosedError('the connection', call.outcome));
      this.#connection.close(CloseCode.GoingAway, 'closed by the client');
    }
    return this.closed;
  }
}

function sizeOf(message: ClientMessage): number {
  if (message.type !== 'call') return 16;
  const { request, traceparent, credential } = message;
  return (
    128 + ('payload' in request ? request.payload.length : 0) + (traceparent?.length ?? 0) + (credential?.length ?? 0)
  );
}
