import { ProtocolError } from '@lolraft/raft-core';
import { FrameReader, FrameWriter, type FrameClass, type FrameLimits, type FrameType } from '@lolraft/raft-wire';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { CloseCode, fitReason } from './close-codes.js';
import { Silence, type KeepAliveOptions } from './silence.js';
import type { Flushable, Turn } from './turn.js';

/**
 * Unsent bytes on a socket above which no further frame is given to it: with one more frame of 256 KiB that makes at
 * most 512 KiB that a heartbeat cannot overtake.
 */
const ENOUGH_UNSENT = 256 * 1024;

/** Whoever a connection works for; changes when its handshake is complete. */
export interface ConnectionOwner {
  /**
   * A whole message. Its bytes belong to the receiver.
   * @throws {ProtocolError} where it does not decode: closes the connection.
   */
  onMessage(type: FrameType, bytes: Uint8Array): void;
  /** The turn ends: the last moment to offer what this turn has produced. */
  onFlush(): void;
  /** What waited has become less. */
  onDrain(): void;
  /** The connection is over: called once. */
  onClosed(code: number, reason: string): void;
}

export interface ConnectionOptions {
  readonly frames: FrameLimits;
  /** Milliseconds that closing may take before the connection is cut. */
  readonly closeTimeout: number;
}

const SEND_OPTIONS = { binary: true, compress: false };

/** A WebSocket that carries framed messages: queues, writes a turn's messages at its end, and notices its own death. */
export class Connection implements Flushable {
  readonly ws: WebSocket;
  readonly socket: Socket;
  readonly remote: string;
  /** Resolves when the socket is gone. */
  readonly ended: Promise<void>;
  owner: ConnectionOwner;
  readonly #turn: Turn;
  readonly #writer: FrameWriter;
  readonly #reader: FrameReader;
  readonly #silence = new Silence();
  #scheduled = false;
  #paused = false;
  #failure: { readonly code: number; readonly reason: string } | undefined;
  #farewell: { readonly code: number; readonly reason: string } | undefined;
  #cutAfter: NodeJS.Timeout | undefined;
  readonly #closeTimeout: number;

  constructor(
    ws: WebSocket,
    socket: Socket,
    remote: string,
    owner: ConnectionOwner,
    turn: Turn,
    options: ConnectionOptions,
  ) {
    this.ws = ws;
    this.socket = socket;
    this.remote = remote;
    this.owner = owner;
    this.#turn = turn;
    this.#writer = new FrameWriter(options.frames);
    this.#reader = new FrameReader([], options.frames);
    this.#closeTimeout = options.closeTimeout;
    ws.on('message', (data, isBinary) => this.#onFrame(data as Buffer, isBinary));
    // `close` follows, and reports it.
    ws.on('error', (error) => (this.#failure ??= { code: CloseCode.Protocol, reason: error.message }));
    socket.on('drain', () => this.#pump());
    // The other process has ended its side, perhaps by dying: nothing more can come of this connection.
    socket.once('end', () => ws.terminate());
    this.ended = new Promise((resolve) => {
      ws.once('close', (code, reason) => {
        clearTimeout(this.#cutAfter);
        resolve();
        const { code: ownCode, reason: ownReason } = this.#failure ?? { code, reason: reason.toString() };
        this.owner.onClosed(ownCode, ownReason === '' ? describe(ownCode) : ownReason);
      });
    });
  }

  /** What the other side may send from the next frame on. */
  accept(...types: readonly FrameType[]): void {
    this.#reader.accept(types);
  }

  /** Sees to it that `onFlush` is called, and what waits is written, at the end of this turn. */
  schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#turn.add(this);
  }

  /**
   * Queues a message, which stands for `count`, for the end of this turn. Does not bound the queue: whoever offers does.
   */
  offer(type: FrameType, cls: FrameClass, bytes: Uint8Array, count = 1): void {
    this.schedule();
    this.#writer.offer(type, cls, bytes, count);
  }

  flush(): void {
    try {
      this.owner.onFlush();
    } finally {
      // Only now: what is offered meanwhile is written below, and needs no other flush.
      this.#scheduled = false;
    }
    this.#pump();
  }

  /** Messages that wait for the socket to have room; of all classes where none is named. */
  pendingMessages(cls?: FrameClass): number {
    return this.#writer.pendingMessages(cls);
  }

  /** Bytes that wait for the socket to have room. */
  pendingBytes(cls?: FrameClass): number {
    return this.#writer.pendingBytes(cls);
  }

  get isOpen(): boolean {
    return this.ws.readyState === this.ws.OPEN;
  }

  /** Whether what is offered now may still arrive. */
  get takesMore(): boolean {
    return this.#farewell === undefined && this.isOpen;
  }

  #pump(): void {
    if (!this.isOpen) return;
    const { socket } = this;
    let wrote = false;
    while (socket.writableLength <= ENOUGH_UNSENT) {
      const frame = this.#writer.nextFrame();
      if (frame === undefined) {
        if (this.#farewell !== undefined) this.ws.close(this.#farewell.code, this.#farewell.reason);
        break;
      }
      if (!wrote) socket.cork();
      wrote = true;
      this.ws.send(frame, SEND_OPTIONS);
    }
    if (!wrote) return;
    socket.uncork();
    this.owner.onDrain();
  }

  #onFrame(data: Buffer, isBinary: boolean): void {
    if (this.#failure !== undefined) return;
    try {
      if (!isBinary) throw new ProtocolError('a text message');
      for (const { type, bytes } of this.#reader.read(data)) this.owner.onMessage(type, bytes);
    } catch (error) {
      // Whatever the bytes broke, they break no more than their own connection.
      const reason = error instanceof Error ? error.message : String(error);
      this.fail(CloseCode.Protocol, reason);
    }
  }

  /** Stops or resumes reading: what is not read stays with the other side. */
  pause(paused: boolean): void {
    if (paused === this.#paused || (paused && this.#farewell !== undefined)) return;
    this.#paused = paused;
    if (paused) this.ws.pause();
    else this.ws.resume();
  }

  /**
   * Looks whether the other side lives.
   * @param now Awake milliseconds.
   */
  tick(now: number, keepAlive: KeepAliveOptions): void {
    const { socket } = this;
    // While we do not read, what the other side takes is the only sign of its life.
    const bytes = this.#paused ? socket.bytesWritten - socket.writableLength : socket.bytesRead;
    const verdict = this.#silence.judge(now, bytes, keepAlive);
    if (verdict === 'dead') {
      this.fail(CloseCode.Silent, this.#paused ? 'it does not read' : 'it was silent for too long');
      this.ws.terminate();
    } else if (verdict === 'ping' && !this.#paused && this.isOpen) this.ws.ping();
  }

  /** Writes what waits, says why, and closes. What arrives until then is still delivered. */
  close(code: CloseCode, reason: string): void {
    if (this.#farewell !== undefined || this.#failure !== undefined) return;
    this.#farewell = { code, reason: fitReason(reason) };
    this.pause(false);
    this.#cutAfter = setTimeout(() => this.ws.terminate(), this.#closeTimeout);
    this.flush();
  }

  /** Closes because of what the other side did; nothing more is delivered. */
  fail(code: CloseCode, reason: string): void {
    if (this.#failure !== undefined) return;
    this.#failure = { code, reason };
    this.pause(false);
    this.ws.close(code, fitReason(reason));
  }
}

function describe(code: number): string {
  return code === 1006 ? 'the connection broke' : `closed with code ${String(code)}`;
}
