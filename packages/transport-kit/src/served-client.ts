import {
  AbortedError,
  DeadlineExceededError,
  InternalError,
  OverloadedError,
  ProtocolError,
  type RaftError,
  UnavailableError,
  isStreamRequest,
  type ServiceRequest,
  type ServiceResponse,
  type StreamItem,
  type StreamRequest,
} from '@lolraft/raft-core';
import {
  decodeClientFrame,
  encodeServerFrame,
  type CallMessage,
  type ClientMessage,
  type FrameType,
  type ServerMessage,
} from '@lolraft/raft-wire';
import { BATCH_LIMITS, encodeBatches } from './batching.js';
import type { ClientShare, Piecewise } from './client-share.js';
import { CloseCode } from './close-codes.js';
import type { Connection, ConnectionOwner } from './connection.js';
import { Deadlines } from './deadlines.js';
import type { TransportLimits } from './limits.js';
import { costOf, ServedCall } from './served-call.js';
import { describeFault, toCallerError, tooLarge } from './served-error.js';
import { ServedStream, type StreamSink } from './served-stream.js';
import type { ServiceHandlers } from './security/gate.js';

/** What an answer costs beside its value. */
const ANSWER_BYTES = 96;
/** What a status may cost: it has many peers. */
const STATUS_BYTES = 2048;
/** Messages that are handled in a row before others have their turn. */
const PIECE = 16;

function sizeOf(message: ServerMessage): number {
  if (message.type === 'item')
    return message.item.type === 'status' ? STATUS_BYTES : ANSWER_BYTES + message.item.bytes.length;
  if (message.type !== 'reply') return ANSWER_BYTES;
  if (message.response.type === 'status') return STATUS_BYTES;
  return ANSWER_BYTES + ('value' in message.response ? (message.response.value?.length ?? 0) : 0);
}

/** The server's half of a connection with a client. */
export class ServedClient implements ConnectionOwner, StreamSink, Piecewise {
  readonly connection: Connection;
  readonly #limits: TransportLimits;
  readonly #handlers: ServiceHandlers;
  readonly #share: ClientShare;
  readonly #onEnd: () => void;
  /** What has come and waits for its turn. Nothing more is read meanwhile, so this is what a read has brought at most, and the frame that it ended. */
  #frames: { readonly bytes: Uint8Array; readonly at: number }[] = [];
  /** Of the frame that is being handled. */
  #messages: Iterator<ClientMessage> = [].values();
  /** When it came: the deadlines of its calls count from then. */
  #cameAt = 0;
  #isBehind = false;
  readonly #calls = new Map<number, ServedCall>();
  readonly #streams = new Set<ServedStream>();
  readonly #deadlines = new Deadlines<ServedCall>(
    () => this.#calls.values(),
    (call) => call.end(new DeadlineExceededError('unknown')),
  );
  #cost = 0;
  /** What this turn has answered. */
  #answers: ServerMessage[] = [];
  #answerBytes = 0;
  /** Nothing more is asked of the handlers. */
  #closing = false;
  /** The client asks nothing more; the connection ends with the last answer. */
  #lastAsked = false;
  /** Nothing more can be answered. */
  #closed = false;

  constructor(
    connection: Connection,
    limits: TransportLimits,
    handlers: ServiceHandlers,
    share: ClientShare,
    onEnd: () => void,
  ) {
    this.connection = connection;
    this.#limits = limits;
    this.#handlers = handlers;
    this.#share = share;
    this.#onEnd = onEnd;
    connection.owner = this;
    connection.accept('client');
  }

  onMessage(_type: FrameType, bytes: Uint8Array): void {
    if (this.#closing) return;
    this.#frames.push({ bytes, at: performance.now() });
    if (this.#isBehind) return;
    this.#isBehind = true;
    this.#share.add(this);
    this.#regulate();
  }

  work(): boolean {
    try {
      this.#isBehind = this.#handleSome();
    } catch (error) {
      this.#forgetFrames();
      this.connection.fail(CloseCode.Protocol, error instanceof Error ? error.message : String(error));
    }
    if (this.#isBehind) return true;
    this.#regulate();
    if (this.#lastAsked) this.connection.schedule();
    return false;
  }

  /** @returns whether there is more. */
  #handleSome(): boolean {
    for (let left = PIECE; left > 0; left--) {
      const next = this.#messages.next();
      if (next.done !== true) {
        this.#onClientMessage(next.value, this.#cameAt);
        continue;
      }
      const frame = this.#frames.shift();
      if (frame === undefined) return false;
      this.#messages = decodeClientFrame(frame.bytes).values();
      this.#cameAt = frame.at;
    }
    return true;
  }

  #forgetFrames(): void {
    this.#frames = [];
    this.#messages = [].values();
    this.#isBehind = false;
  }

  /** A client whose calls wait, or who does not read the answers, is not asked what else it wants. */
  #regulate(): void {
    this.connection.pause(this.#isBehind || !this.hasRoom());
  }

  #onClientMessage(message: ClientMessage, now: number): void {
    switch (message.type) {
      case 'call':
        this.#onCall(message, now);
        break;
      case 'pull': {
        const stream = this.#calls.get(message.id);
        if (stream instanceof ServedStream) stream.pull(message.count);
        break;
      }
      case 'cancel':
        this.#calls.get(message.id)?.end(new AbortedError('unknown'));
        break;
    }
  }

  #onCall(message: CallMessage, now: number): void {
    const { id, request } = message;
    if (this.#calls.has(id)) throw new ProtocolError(`call ${String(id)} is open already`);
    const problem = this.#overload(message);
    if (problem !== undefined) {
      const error = new OverloadedError(problem);
      this.#answer(isStreamRequest(request) ? { type: 'end', id, error } : { type: 'failure', id, error });
    } else if (isStreamRequest(request)) {
      this.#stream(new ServedStream(message, now, this.connection.remote), request);
    } else {
      this.#ask(new ServedCall(message, now, this.connection.remote), request);
    }
  }

  #overload(message: CallMessage): string | undefined {
    const { maxCalls, maxCallBytes } = this.#limits;
    if (this.#calls.size >= maxCalls) return `more than ${String(maxCalls)} calls in flight on one connection`;
    if (this.#calls.size > 0 && this.#cost + costOf(message) > maxCallBytes) {
      return `more than ${String(maxCallBytes)} bytes of requests in flight on one connection`;
    }
    return undefined;
  }

  #begin(call: ServedCall): void {
    this.#calls.set(call.id, call);
    this.#cost += call.cost;
    if (call.deadline !== Infinity) this.#deadlines.add(call);
  }

  #end(call: ServedCall): boolean {
    // Over a new connection's life ids do not repeat, but after the end of this one the map is empty.
    if (this.#calls.get(call.id) !== call) return false;
    this.#calls.delete(call.id);
    this.#cost -= call.cost;
    if (this.#lastAsked) this.connection.schedule();
    return !call.isOver();
  }

  #ask(call: ServedCall, request: ServiceRequest): void {
    this.#begin(call);
    let answer: Promise<ServiceResponse>;
    try {
      answer = this.#handlers.onCall(request, call);
    } catch (error) {
      answer = Promise.reject(toException(error));
    }
    answer.then(
      (response) => {
        if (this.#end(call)) this.#reply(call.id, response);
      },
      (error: unknown) => {
        const failure = this.#toError(error, call);
        if (this.#end(call)) this.#answer({ type: 'failure', id: call.id, error: failure });
      },
    );
  }

  #reply(id: number, response: ServiceResponse): void {
    const answer: ServerMessage = { type: 'reply', id, response };
    const size = sizeOf(answer);
    const waiting = this.connection.pendingBytes() + this.#answerBytes;
    if (size > this.#limits.maxMessageBytes) {
      this.#answer({
        type: 'failure',
        id,
        error: tooLarge(response, `an answer of ${String(size)} bytes is over the limit`),
      });
    } else if (waiting > 0 && waiting + size > this.#limits.maxAnswerBytes) {
      this.#answer({
        type: 'failure',
        id,
        error: tooLarge(response, 'too many bytes of answers wait to be read on one connection'),
      });
    } else this.#answer(answer);
  }

  #toError(error: unknown, call?: ServedCall): RaftError {
    return toCallerError(error, call, (unexpected) => this.fault(unexpected));
  }

  fault(error: unknown): void {
    this.#handlers.onRefused(describeFault(error), this.connection.remote);
  }

  // Streams

  #stream(stream: ServedStream, request: StreamRequest): void {
    this.#begin(stream);
    this.#streams.add(stream);
    void stream.run(() => this.#handlers.onStream(request, stream), this);
  }

  hasRoom(): boolean {
    return this.connection.pendingBytes() + this.#answerBytes <= this.#limits.maxUnreadBytes;
  }

  item(stream: ServedStream, item: StreamItem): void {
    const { id } = stream;
    const answer: ServerMessage = { type: 'item', id, item };
    const size = sizeOf(answer);
    if (size <= this.#limits.maxMessageBytes) {
      this.#answer(answer);
      return;
    }
    const error = new OverloadedError(`an item of ${String(size)} bytes is over the limit`);
    this.#answer({ type: 'end', id, error });
    stream.end(error);
  }

  end(stream: ServedStream, error: unknown): void {
    this.#streams.delete(stream);
    const failure = error === undefined ? undefined : this.#toError(error, stream);
    if (this.#end(stream)) this.#answer({ type: 'end', id: stream.id, error: failure });
  }

  // Writing

  #answer(message: ServerMessage): void {
    if (this.#closed) return;
    this.#answers.push(message);
    this.#answerBytes += sizeOf(message);
    this.connection.schedule();
  }

  onFlush(): void {
    this.#flushAnswers();
    if (this.#lastAsked && !this.#isBehind && this.#calls.size === 0)
      this.close(CloseCode.GoingAway, 'everything is answered');
  }

  #flushAnswers(): void {
    if (this.#answers.length === 0) return;
    const answers = this.#answers;
    this.#answers = [];
    this.#answerBytes = 0;
    encodeBatches(
      answers,
      sizeOf,
      BATCH_LIMITS,
      encodeServerFrame,
      (bytes) => this.connection.offer('server', 'service', bytes),
      (message, error) => {
        const failure = this.#toError(error);
        const { id } = message;
        const instead: ServerMessage =
          message.type === 'item' || message.type === 'end'
            ? { type: 'end', id, error: failure }
            : { type: 'failure', id, error: failure };
        if (message.type === 'item') this.#calls.get(id)?.end(failure);
        this.connection.offer('server', 'service', encodeServerFrame([instead]));
      },
    );
    this.#regulate();
  }

  onDrain(): void {
    this.#regulate();
    if (!this.hasRoom()) return;
    for (const stream of this.#streams) stream.wake();
  }

  /** Sends what has been answered, and ends. */
  close(code: CloseCode, reason: string): void {
    this.#closing = true;
    this.#forgetFrames();
    this.connection.close(code, reason);
  }

  onHalfClosed(): void {
    this.#lastAsked = true;
    this.connection.schedule();
  }

  onClosed(_code: number, reason: string): void {
    this.#closing = true;
    this.#closed = true;
    this.#forgetFrames();
    this.#deadlines.stop();
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    this.#streams.clear();
    this.#cost = 0;
    // One for all: to make thousands, each with its stack, takes long.
    const error = new UnavailableError(`the connection of the caller is gone: ${reason}`, 'unknown');
    this.#share.add({
      work: () => {
        for (const call of calls.splice(0, PIECE)) call.end(error);
        return calls.length > 0;
      },
    });
    this.#onEnd();
  }
}

function toException(error: unknown): Error {
  return error instanceof Error ? error : new InternalError(String(error));
}
