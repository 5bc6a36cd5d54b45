import { connect, type Socket } from 'node:net';
import {
  DEFAULT_FRAME_BYTES,
  DEFAULT_WINDOW,
  Flag,
  frame,
  FRAME_HEADER_BYTES,
  FrameParser,
  FrameType,
  PREFACE,
  Setting,
  settingsFrame,
  windowUpdateFrame,
  writeFrameHeader,
  type Frame,
} from './http2-frames.js';
import type { MessageWriter } from './protobuf.js';
import { RequestHeaders } from './request-headers.js';

const GRPC_PREFIX_BYTES = 5;
const OUR_STREAM_WINDOW = 16 * 1024 * 1024;
const OUR_CONNECTION_WINDOW = 0x7fff_ffff;

interface Call {
  readonly stream: number;
  readonly resolve: (message: Uint8Array) => void;
  readonly reject: (error: Error) => void;
  readonly received: Buffer[];
  /** Bytes that the server lets this call still send. */
  window: number;
  /** What is still to be sent, from `sent` on. */
  readonly body: Buffer;
  sent: number;
}

/**
 * One HTTP/2 connection that carries unary gRPC calls, any number at a time, and writes what one turn of the event loop
 * produces at its end. node:http2 costs about ten times the CPU, which on a small machine would be the server's.
 *
 * It does not decode header blocks: a gRPC server sends a message with an answer of status "OK" only, so an answer that
 * ends without one is a failure.
 */
export class GrpcConnection {
  readonly #socket: Socket;
  readonly #parser = new FrameParser();
  readonly #headers: RequestHeaders;
  readonly #calls = new Map<number, Call>();
  /** Calls with more to send than the windows allow, oldest first. */
  #blocked: Call[] = [];
  #nextStream = 1;
  #window = DEFAULT_WINDOW;
  #streamWindow = DEFAULT_WINDOW;
  #unacknowledged = 0;
  #out: Buffer[] = [];
  #failure: Error | undefined;
  readonly #flush = (): void => {
    const out = this.#out;
    this.#out = [];
    if (!this.#socket.destroyed) this.#socket.write(out.length === 1 ? (out[0] as Buffer) : Buffer.concat(out));
  };

  private constructor(socket: Socket, address: string) {
    this.#socket = socket;
    this.#headers = new RequestHeaders(address);
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      try {
        this.#parser.push(chunk, (received) => {
          this.#onFrame(received);
        });
      } catch (error) {
        this.#fail(error instanceof Error ? error : new Error(String(error)));
      }
    });
    socket.on('error', (error) => {
      this.#fail(error);
    });
    socket.on('close', () => {
      this.#fail(new Error('the connection has closed'));
    });
    this.#write(
      Buffer.concat([
        PREFACE,
        settingsFrame([
          [Setting.EnablePush, 0],
          [Setting.HeaderTableSize, 0],
          [Setting.InitialWindowSize, OUR_STREAM_WINDOW],
        ]),
        windowUpdateFrame(0, OUR_CONNECTION_WINDOW - DEFAULT_WINDOW),
      ]),
    );
  }

  /** `address` is host:port, without TLS. */
  static async open(address: string): Promise<GrpcConnection> {
    const [host, port] = [address.slice(0, address.lastIndexOf(':')), address.slice(address.lastIndexOf(':') + 1)];
    const socket = connect(Number(port), host);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new GrpcConnection(socket, address);
  }

  #write(bytes: Buffer): void {
    if (this.#out.length === 0) setImmediate(this.#flush);
    this.#out.push(bytes);
  }

  /** @throws {Error} where the server refuses the call, or the connection breaks. */
  unary(path: string, message: MessageWriter): Promise<Uint8Array> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      const stream = this.#nextStream;
      this.#nextStream += 2;
      const window = this.#streamWindow;
      const call: Call = { stream, resolve, reject, received: [], window, body: withPrefix(message), sent: 0 };
      this.#calls.set(stream, call);
      this.#write(frame(FrameType.Headers, Flag.EndHeaders, stream, this.#headers.block(path)));
      if (this.#blocked.length > 0 || !this.#send(call)) this.#blocked.push(call);
    });
  }

  /** Sends what the windows allow; false where there is more. */
  #send(call: Call): boolean {
    const { body } = call;
    while (call.sent < body.length) {
      const size = Math.min(body.length - call.sent, DEFAULT_FRAME_BYTES, this.#window, call.window);
      if (size <= 0) return false;
      const end = call.sent + size;
      const bytes = Buffer.allocUnsafe(FRAME_HEADER_BYTES + size);
      writeFrameHeader(bytes, 0, size, FrameType.Data, end === body.length ? Flag.EndStream : 0, call.stream);
      body.copy(bytes, FRAME_HEADER_BYTES, call.sent, end);
      this.#write(bytes);
      call.sent = end;
      call.window -= size;
      this.#window -= size;
    }
    return true;
  }

  #sendBlocked(): void {
    if (this.#blocked.length > 0) this.#blocked = this.#blocked.filter((call) => !this.#send(call));
  }

  #onFrame({ type, flags, stream, payload }: Frame): void {
    switch (type) {
      case FrameType.Data:
        this.#onData(stream, flags, payload);
        return;
      case FrameType.Headers:
        if ((flags & Flag.EndStream) !== 0) this.#onEnd(stream);
        return;
      case FrameType.Reset:
        this.#settle(stream)?.reject(new Error(`the server has reset the call (code ${payload.readUInt32BE(0)})`));
        return;
      case FrameType.Settings:
        if ((flags & Flag.Ack) === 0) this.#onSettings(payload);
        return;
      case FrameType.Ping:
        if ((flags & Flag.Ack) === 0) this.#write(frame(FrameType.Ping, Flag.Ack, 0, payload));
        return;
      case FrameType.GoAway:
        this.#fail(new Error(`the server ends the connection (code ${payload.readUInt32BE(4)})`));
        return;
      case FrameType.WindowUpdate: {
        const increment = payload.readUInt32BE(0) & 0x7fff_ffff;
        const call = this.#calls.get(stream);
        if (stream === 0) this.#window += increment;
        else if (call !== undefined) call.window += increment;
        this.#sendBlocked();
        return;
      }
    }
  }

  #onSettings(payload: Buffer): void {
    for (let at = 0; at + 6 <= payload.length; at += 6) {
      if (payload.readUInt16BE(at) !== Setting.InitialWindowSize) continue;
      const window = payload.readUInt32BE(at + 2);
      for (const call of this.#calls.values()) call.window += window - this.#streamWindow;
      this.#streamWindow = window;
    }
    this.#write(frame(FrameType.Settings, Flag.Ack, 0, new Uint8Array(0)));
    this.#sendBlocked();
  }

  #onData(stream: number, flags: number, payload: Buffer): void {
    this.#unacknowledged += payload.length;
    if (this.#unacknowledged > OUR_CONNECTION_WINDOW / 2) {
      this.#write(windowUpdateFrame(0, this.#unacknowledged));
      this.#unacknowledged = 0;
    }
    if ((flags & Flag.Padded) !== 0) throw new Error('padding was not expected');
    this.#calls.get(stream)?.received.push(payload);
    if ((flags & Flag.EndStream) !== 0) this.#onEnd(stream);
  }

  #onEnd(stream: number): void {
    const call = this.#settle(stream);
    if (call === undefined) return;
    const { received } = call;
    const all = received.length === 1 ? (received[0] as Buffer) : Buffer.concat(received);
    if (all.length < GRPC_PREFIX_BYTES) call.reject(new Error('the server has refused the call'));
    else if (all[0] !== 0 || all.readUInt32BE(1) !== all.length - GRPC_PREFIX_BYTES) {
      call.reject(new Error('an answer is not one uncompressed message'));
    } else call.resolve(all.subarray(GRPC_PREFIX_BYTES));
  }

  #settle(stream: number): Call | undefined {
    const call = this.#calls.get(stream);
    this.#calls.delete(stream);
    if (call !== undefined && call.sent < call.body.length) this.#blocked = this.#blocked.filter((c) => c !== call);
    return call;
  }

  #fail(error: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    this.#blocked = [];
    for (const call of calls) call.reject(error);
    this.#socket.destroy();
  }

  async close(): Promise<void> {
    if (this.#socket.destroyed) return;
    const closed = new Promise((resolve) => this.#socket.once('close', resolve));
    this.#socket.destroy();
    await closed;
  }
}

/** A message with gRPC's prefix: a byte for "not compressed", and the length. */
function withPrefix(message: MessageWriter): Buffer {
  const bytes = Buffer.allocUnsafe(GRPC_PREFIX_BYTES + message.length);
  bytes[0] = 0;
  bytes.writeUInt32BE(message.length, 1);
  message.writeTo(bytes, GRPC_PREFIX_BYTES);
  return bytes;
}
