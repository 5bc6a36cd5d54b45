import { securityOf, type Channel, type ChannelEvents, type ChannelSecurity } from '@lolraft/transport-kit';
import type { Socket } from 'node:net';
import type { Language } from './language.js';

/** What the two sides of a bidirectional stream have in common. */
export interface BytesStream {
  write(bytes: Uint8Array, callback: (error?: Error | null) => void): boolean;
  on(event: 'data', listener: (bytes: Uint8Array) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  pause(): unknown;
  resume(): unknown;
}

/** What they have not. */
export interface StreamSide {
  readonly remote: string;
  /** Below the stream; undefined where it has gone already. */
  readonly socket: Socket | undefined;
  readonly ended: Promise<void>;
  /** Writes what is unsent, and ends the own direction, or the whole stream where nothing is to come any more. */
  end(code: number, reason: string): void;
  /** The other side's last words have come, or it has ended its direction. */
  leave(): void;
  terminate(): void;
}

/** A bidirectional stream of gRPC as a channel of frames. */
export class StreamChannel implements Channel {
  readonly remote: string;
  readonly ended: Promise<void>;
  readonly #stream: BytesStream;
  readonly #side: StreamSide;
  readonly #language: Language;
  #events: ChannelEvents | undefined;
  #state: 'open' | 'closing' | 'over' = 'open';
  #unsent = 0;
  #taken = 0;
  #received = 0;
  /** What the other side's goodbye said. */
  #farewell: { readonly code: number; readonly reason: string } | undefined;

  constructor(stream: BytesStream, side: StreamSide, language: Language) {
    this.#stream = stream;
    this.#side = side;
    this.#language = language;
    this.remote = side.remote;
    this.ended = side.ended;
    stream.on('data', (bytes) => this.#onData(bytes));
    stream.on('end', () => this.#onEnd());
  }

  attach(events: ChannelEvents): void {
    this.#events = events;
  }

  get security(): ChannelSecurity | undefined {
    const { socket } = this.#side;
    return socket === undefined ? undefined : securityOf(socket);
  }

  get isOpen(): boolean {
    return this.#state === 'open' && this.#farewell === undefined;
  }

  get unsent(): number {
    return this.#unsent;
  }

  get received(): number {
    return this.#side.socket?.bytesRead ?? this.#received;
  }

  get taken(): number {
    return this.#taken;
  }

  // HTTP/2 gathers what one turn has written by itself.
  cork(): void {}
  uncork(): void {}

  write(frame: Uint8Array): void {
    this.#write(this.#language.frame(frame));
  }

  #write(message: Uint8Array): void {
    const { length } = message;
    this.#unsent += length;
    // Called when the bytes have left for the socket: the windows of HTTP/2 are in it.
    this.#stream.write(message, () => {
      this.#unsent -= length;
      this.#taken += length;
      if (this.isOpen) this.#events?.onDrain();
    });
  }

  ping(): void {
    if (this.isOpen) this.#write(this.#language.ping);
  }

  pause(paused: boolean): void {
    if (paused) this.#stream.pause();
    else this.#stream.resume();
  }

  #onData(bytes: Uint8Array): void {
    this.#received += bytes.length;
    if (this.#state === 'over') return;
    try {
      const message = this.#language.read(bytes);
      if (message.type === 'frame') this.#events?.onFrame(message.frame);
      else if (message.type === 'ping') this.#answer();
      else if (message.type === 'goodbye') {
        this.#farewell = message;
        this.#side.leave();
      }
    } catch (error) {
      this.#events?.onViolation(error instanceof Error ? error.message : String(error));
    }
  }

  /** One pong on its way answers any number of pings. */
  #answer(): void {
    if (this.isOpen && this.#unsent === 0) this.#write(this.#language.pong);
  }

  #onEnd(): void {
    if (this.#state === 'over') return;
    if (this.#state === 'closing' || this.#farewell !== undefined) this.#side.leave();
    else this.#events?.onHalfClosed();
  }

  close(code: number, reason: string): void {
    if (this.#state !== 'open') return;
    this.#state = 'closing';
    const goodbye = this.#farewell === undefined ? this.#language.goodbye(code, reason) : undefined;
    if (goodbye !== undefined) this.#write(goodbye);
    this.#side.end(code, reason);
  }

  terminate(): void {
    this.#side.terminate();
  }

  /** The stream is over; reasons of its status count where no goodbye has given one. */
  over(reason: string): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    const { code, reason: said } = this.#farewell ?? { code: ABNORMAL, reason };
    this.#events?.onClosed(code, said);
  }
}

/** As a WebSocket that breaks (RFC 6455 section 7.1.5). */
const ABNORMAL = 1006;
