import { CloseCode, securityOf, type Channel, type ChannelEvents, type ChannelSecurity } from '@lolraft/transport-kit';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';

const SEND_OPTIONS = { binary: true, compress: false };

/** A WebSocket as a channel of frames: one binary message for each. */
export class WsChannel implements Channel {
  readonly remote: string;
  readonly ended: Promise<void>;
  readonly socket: Socket;
  readonly #ws: WebSocket;
  #events: ChannelEvents | undefined;
  #error: string | undefined;

  constructor(ws: WebSocket, socket: Socket, remote: string) {
    this.#ws = ws;
    this.socket = socket;
    this.remote = remote;
    ws.on('message', (data, isBinary) => {
      if (isBinary) this.#events?.onFrame(data as Buffer);
      else this.#events?.onViolation('a text message');
    });
    // `close` follows, and reports it.
    ws.on('error', (error) => (this.#error ??= error.message));
    socket.on('drain', () => this.#events?.onDrain());
    // The other process has ended its side, perhaps by dying: nothing more can come of this connection.
    socket.once('end', () => ws.terminate());
    this.ended = new Promise((resolve) => {
      ws.once('close', (code, reason) => {
        resolve();
        if (this.#error === undefined) this.#events?.onClosed(code, reason.toString());
        else this.#events?.onClosed(CloseCode.Protocol, this.#error);
      });
    });
  }

  attach(events: ChannelEvents): void {
    this.#events = events;
  }

  get security(): ChannelSecurity | undefined {
    return securityOf(this.socket);
  }

  get isOpen(): boolean {
    return this.#ws.readyState === this.#ws.OPEN;
  }

  get unsent(): number {
    return this.socket.writableLength;
  }

  get received(): number {
    return this.socket.bytesRead;
  }

  get taken(): number {
    return this.socket.bytesWritten - this.socket.writableLength;
  }

  cork(): void {
    this.socket.cork();
  }

  uncork(): void {
    this.socket.uncork();
  }

  write(frame: Uint8Array): void {
    this.#ws.send(frame, SEND_OPTIONS);
  }

  ping(): void {
    this.#ws.ping();
  }

  pause(paused: boolean): void {
    if (paused) this.#ws.pause();
    else this.#ws.resume();
  }

  close(code: number, reason: string): void {
    this.#ws.close(code, reason);
  }

  terminate(): void {
    this.#ws.terminate();
  }
}
