import type { FrameClass, FrameType } from '@lolraft/raft-wire';
import type { Channel, ChannelEvents } from './channel.js';
import { CloseCode, fitReason } from './close-codes.js';
import type { Framing } from './framing.js';
import { Silence, type KeepAliveOptions } from './silence.js';
import type { Flushable, Turn } from './turn.js';

/**
 * Unsent bytes on a channel above which no further frame is given to it: with one more frame of 256 KiB that makes at
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
  /** The other side has nothing more to say, and still listens; without it, the connection ends. */
  onHalfClosed?(): void;
  /** The connection is over: called once. */
  onClosed(code: number, reason: string): void;
}

/** Owns a connection until whoever is to have it takes it over, in the same turn. */
export const NOBODY: ConnectionOwner = {
  onMessage: () => undefined,
  onFlush: () => undefined,
  onDrain: () => undefined,
  onClosed: () => undefined,
};

export interface ConnectionOptions {
  /** Made for each connection. */
  readonly framing: () => Framing;
  /** Milliseconds that closing may take before the connection is cut. */
  readonly closeTimeout: number;
}

/** A channel that carries framed messages: queues, writes a turn's messages at its end, and notices its own death. */
export class Connection implements Flushable, ChannelEvents {
  readonly channel: Channel;
  owner: ConnectionOwner;
  readonly #turn: Turn;
  readonly #writer: Framing['writer'];
  readonly #reader: Framing['reader'];
  readonly #silence = new Silence();
  #scheduled = false;
  #paused = false;
  #failure: { readonly code: number; readonly reason: string } | undefined;
  #farewell: { readonly code: number; readonly reason: string } | undefined;
  #cutAfter: NodeJS.Timeout | undefined;
  readonly #closeTimeout: number;

  constructor(channel: Channel, owner: ConnectionOwner, turn: Turn, options: ConnectionOptions) {
    this.channel = channel;
    this.owner = owner;
    this.#turn = turn;
    const { writer, reader } = options.framing();
    this.#writer = writer;
    this.#reader = reader;
    this.#closeTimeout = options.closeTimeout;
    channel.attach(this);
  }

  get remote(): string {
    return this.channel.remote;
  }

  /** Resolves when nothing of the channel is left. */
  get ended(): Promise<void> {
    return this.channel.ended;
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
    return this.channel.isOpen;
  }

  /** Whether what is offered now may still arrive. */
  get takesMore(): boolean {
    return this.#farewell === undefined && this.isOpen;
  }

  #pump(): void {
    if (!this.isOpen) return;
    const { channel } = this;
    let wrote = false;
    while (channel.unsent <= ENOUGH_UNSENT) {
      const frame = this.#writer.nextFrame();
      if (frame === undefined) {
        if (this.#farewell !== undefined) channel.close(this.#farewell.code, this.#farewell.reason);
        break;
      }
      if (!wrote) channel.cork();
      wrote = true;
      channel.write(frame);
    }
    if (!wrote) return;
    channel.uncork();
    this.owner.onDrain();
  }

  onFrame(frame: Uint8Array): void {
    if (this.#failure !== undefined) return;
    try {
      for (const { type, bytes } of this.#reader.read(frame)) this.owner.onMessage(type, bytes);
    } catch (error) {
      // Whatever the bytes broke, they break no more than their own connection.
      this.fail(CloseCode.Protocol, error instanceof Error ? error.message : String(error));
    }
  }

  onDrain(): void {
    this.#pump();
  }

  onViolation(reason: string): void {
    this.fail(CloseCode.Protocol, reason);
  }

  onHalfClosed(): void {
    if (this.owner.onHalfClosed !== undefined) this.owner.onHalfClosed();
    else this.close(CloseCode.GoingAway, 'the other side has ended');
  }

  onClosed(code: number, reason: string): void {
    clearTimeout(this.#cutAfter);
    const { code: ownCode, reason: ownReason } = this.#failure ?? { code, reason };
    this.owner.onClosed(ownCode, ownReason === '' ? describe(ownCode) : ownReason);
  }

  /** Stops or resumes reading: what is not read stays with the other side. */
  pause(paused: boolean): void {
    if (paused === this.#paused || (paused && (this.#farewell ?? this.#failure) !== undefined)) return;
    this.#paused = paused;
    this.channel.pause(paused);
  }

  /**
   * Looks whether the other side lives.
   * @param now Awake milliseconds.
   */
  tick(now: number, keepAlive: KeepAliveOptions): void {
    const { channel } = this;
    // While we do not read, what the other side takes is the only sign of its life.
    const bytes = this.#paused ? channel.taken : channel.received;
    const verdict = this.#silence.judge(now, bytes, keepAlive);
    if (verdict === 'dead') {
      this.fail(CloseCode.Silent, this.#paused ? 'it does not read' : 'it was silent for too long');
      channel.terminate();
    } else if (!this.isOpen) return;
    else if (this.#paused) {
      // We do not hear the other side's pings, so we show unasked that we live. What is unsent says so as well.
      if (channel.unsent === 0) channel.ping();
    } else if (verdict === 'ping') channel.ping();
  }

  /** Writes what waits, says why, and closes. What arrives until then is still delivered. */
  close(code: CloseCode, reason: string): void {
    if (this.#farewell !== undefined || this.#failure !== undefined) return;
    this.#farewell = { code, reason: fitReason(reason) };
    this.pause(false);
    this.#cutAfter = setTimeout(() => this.channel.terminate(), this.#closeTimeout);
    this.flush();
  }

  /** Closes because of what the other side did; nothing more is delivered. */
  fail(code: CloseCode, reason: string): void {
    if (this.#failure !== undefined) return;
    this.#failure = { code, reason };
    this.pause(false);
    this.channel.close(code, fitReason(reason));
  }
}

function describe(code: number): string {
  return code === 1006 ? 'the connection broke' : `closed with code ${String(code)}`;
}
