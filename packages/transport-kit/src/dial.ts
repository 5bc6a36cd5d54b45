import type { Hello, HelloReply, RefusalReason } from '@lolraft/raft-wire';
import { decodeHelloReply, encodeHello, type FrameType } from '@lolraft/raft-wire';
import type { Opening, OpeningEvents } from './carrier.js';
import { CloseCode } from './close-codes.js';
import { Connection, type ConnectionOptions, type ConnectionOwner } from './connection.js';
import type { Turn } from './turn.js';

export interface DialOptions extends ConnectionOptions {
  /** Milliseconds from its beginning to the end of the handshake. */
  readonly handshakeTimeout: number;
  /** Begins to open a channel. */
  open(events: OpeningEvents): Opening;
}

/** Exactly one of the two is called, once, unless the dial is aborted. */
export interface DialEvents {
  /** The other side has accepted. The callee takes over the connection, in the same turn. */
  onAccepted(connection: Connection, reply: Exclude<HelloReply, { readonly type: 'refused' }>): void;
  onFailed(reason: string, refused: RefusalReason | undefined, cause: unknown): void;
}

/** One attempt to reach an address, up to the end of the handshake. */
export class Dial implements ConnectionOwner {
  /** Resolves when nothing of the attempt is left; where it succeeded, when its connection has ended. */
  readonly ended: Promise<void>;
  readonly #events: DialEvents;
  readonly #opening: Opening;
  readonly #timer: NodeJS.Timeout;
  #connection: Connection | undefined;
  #settled = false;

  constructor(hello: Hello, turn: Turn, options: DialOptions, events: DialEvents) {
    this.#events = events;
    this.#opening = options.open({
      onOpen: (channel) => {
        if (this.#settled) {
          channel.terminate();
          return;
        }
        this.#connection = new Connection(channel, this, turn, options);
        this.#connection.accept('helloReply');
        this.#connection.offer('hello', 'control', encodeHello(hello));
        this.#connection.flush();
      },
      onFailed: (reason, cause) => this.#fail(reason, undefined, cause),
    });
    this.ended = this.#opening.ended;
    this.#timer = setTimeout(
      () => this.#fail('the handshake took too long', undefined, undefined),
      options.handshakeTimeout,
    );
  }

  /** Whether our hello is out, so that the other side may have accepted us already. */
  get greeted(): boolean {
    return this.#connection !== undefined;
  }

  onMessage(_type: FrameType, bytes: Uint8Array): void {
    const connection = this.#connection;
    if (connection === undefined || this.#settled) return;
    const reply = decodeHelloReply(bytes);
    if (reply.type === 'refused') {
      this.#fail(reply.message, reply.reason, undefined);
      return;
    }
    this.#settle();
    this.#events.onAccepted(connection, reply);
  }

  onFlush(): void {}
  onDrain(): void {}

  onClosed(_code: number, reason: string): void {
    this.#fail(reason, undefined, undefined);
  }

  #settle(): void {
    this.#settled = true;
    clearTimeout(this.#timer);
  }

  #fail(reason: string, refused: RefusalReason | undefined, cause: unknown): void {
    if (this.#settled) return;
    this.#settle();
    if (refused === undefined) this.#opening.terminate();
    else this.#connection?.close(CloseCode.GoingAway, 'refused');
    this.#events.onFailed(reason, refused, cause);
  }

  /** Gives up; no event follows. The other side is told why where it can be. */
  abort(code: CloseCode, reason: string): void {
    if (this.#settled) return;
    this.#settle();
    if (this.#connection === undefined) this.#opening.terminate();
    else this.#connection.close(code, reason);
  }
}
