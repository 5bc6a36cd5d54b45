import type { Hello, HelloReply, RefusalReason } from '@lolraft/raft-wire';
import { decodeHelloReply, encodeHello, type FrameType } from '@lolraft/raft-wire';
import type { Socket } from 'node:net';
import { WebSocket, type ClientOptions } from 'ws';
import { SUBPROTOCOL } from './address.js';
import { CloseCode } from './close-codes.js';
import { Connection, type ConnectionOptions, type ConnectionOwner } from './connection.js';
import type { WsTimings } from './limits.js';
import type { Turn } from './turn.js';

export interface DialOptions extends ConnectionOptions {
  /** From `dialTls`. */
  readonly tls: ClientOptions;
  readonly timings: WsTimings;
  /**
   * Whether frames are masked with random keys. The mask keeps scripts of web pages from choosing the bytes on the wire;
   * between two nodes it protects nothing, so peers use the key zero, which costs nothing.
   */
  readonly mask: boolean;
}

/** Exactly one of the two is called, once, unless the dial is aborted. */
export interface DialEvents {
  /** The other side has accepted. The callee takes over the connection, in the same turn. */
  onAccepted(connection: Connection, reply: Exclude<HelloReply, { readonly type: 'refused' }>): void;
  onFailed(reason: string, refused: RefusalReason | undefined, cause: unknown): void;
}

/** For the logs of whatever passes connections on: who dials. Nothing is decided by it. */
function userAgent(hello: Hello): string {
  return hello.type === 'peer' ? `lol (node ${hello.identity.node})` : 'lol (client)';
}

/** One attempt to reach an address, up to the end of the handshake. */
export class Dial implements ConnectionOwner {
  /** Resolves when nothing of the attempt is left; where it succeeded, when its connection has ended. */
  readonly ended: Promise<void>;
  readonly #events: DialEvents;
  readonly #ws: WebSocket;
  readonly #timer: NodeJS.Timeout;
  #connection: Connection | undefined;
  #settled = false;

  constructor(url: URL, hello: Hello, turn: Turn, options: DialOptions, events: DialEvents) {
    this.#events = events;
    const { timings, mask, frames, closeTimeout } = options;
    const settings: ClientOptions & { closeTimeout: number } = {
      perMessageDeflate: false,
      maxPayload: frames.maxFrameBytes,
      closeTimeout,
      headers: { 'User-Agent': userAgent(hello) },
      // The key that is left as it is is zero.
      ...(mask ? {} : { generateMask: () => undefined }),
      ...options.tls,
    };
    const ws = new WebSocket(url, SUBPROTOCOL, settings);
    this.#ws = ws;
    this.#timer = setTimeout(
      () => this.#fail('the handshake took too long', undefined, undefined),
      timings.handshakeTimeout,
    );
    this.ended = new Promise((resolve) => ws.once('close', () => resolve()));
    ws.on('error', (error) => this.#fail(error.message, undefined, error));
    let socket: Socket | undefined;
    ws.once('upgrade', (response) => (socket = response.socket));
    ws.once('open', () => {
      if (socket === undefined || this.#settled) return;
      this.#connection = new Connection(ws, socket, url.host, this, turn, options);
      this.#connection.accept('helloReply');
      this.#connection.offer('hello', 'control', encodeHello(hello));
      this.#connection.flush();
    });
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
    if (refused === undefined) this.#ws.terminate();
    else this.#connection?.close(CloseCode.GoingAway, 'refused');
    this.#events.onFailed(reason, refused, cause);
  }

  /** Gives up; no event follows. The other side is told why where it can be. */
  abort(code: CloseCode, reason: string): void {
    if (this.#settled) return;
    this.#settle();
    if (this.#connection === undefined) this.#ws.terminate();
    else this.#connection.close(code, reason);
  }
}
