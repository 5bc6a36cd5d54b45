import { once } from 'node:events';
import net from 'node:net';
import { FrameReader } from '../../src/frame-reader.js';
import { Capability, frameHead, FrameType, type Frame } from '../../src/frame.js';

export interface HelloParts {
  readonly magic?: string;
  readonly min?: number;
  readonly max?: number;
  readonly capabilities?: number;
  readonly token?: string;
}

export const ALL = Capability.snapshot | Capability.fold | Capability.digest;

export function hello({ magic = 'LOLA', min = 1, max = 1, capabilities = ALL, token = '' }: HelloParts = {}): Buffer {
  const body = Buffer.alloc(14 + token.length);
  body.write(magic, 'latin1');
  body.writeUInt16BE(min, 4);
  body.writeUInt16BE(max, 6);
  body.writeUInt32BE(capabilities, 8);
  body.writeUInt16BE(token.length, 12);
  body.write(token, 14, 'latin1');
  return body;
}

export function frame(type: number, id: number, body: Uint8Array = Buffer.alloc(0)): Buffer {
  return Buffer.concat([frameHead(type as FrameType, id, body.length), body]);
}

export function responses(...all: (string | Uint8Array)[]): Buffer {
  const parts = all.map((each) => Buffer.from(each as Uint8Array));
  const body = Buffer.alloc(4 + parts.reduce((sum, part) => sum + 4 + part.length, 0));
  body.writeUInt32BE(parts.length);
  let at = 4;
  for (const part of parts) {
    body.writeUInt32BE(part.length, at);
    part.copy(body, at + 4);
    at += 4 + part.length;
  }
  return body;
}

export function failed(text: string, index = 0): Buffer {
  const body = Buffer.alloc(8);
  body.writeBigUInt64BE(BigInt(index));
  return Buffer.concat([body, Buffer.from(text)]);
}

export function credit(bytes: number): Buffer {
  const body = Buffer.alloc(4);
  body.writeUInt32BE(bytes);
  return body;
}

/** The indexes of the commands in a frame. */
export function indexesOf({ body }: Frame): number[] {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
  const indexes: number[] = [];
  for (let at = 4; at < bytes.length; at += 28 + bytes.readUInt32BE(at + 24))
    indexes.push(Number(bytes.readBigUInt64BE(at)));
  return indexes;
}

/** The payloads of the commands in a frame, as text. */
export function payloadsOf({ body }: Frame): string[] {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
  const payloads: string[] = [];
  for (let at = 4; at < bytes.length; ) {
    const end = at + 28 + bytes.readUInt32BE(at + 24);
    payloads.push(bytes.toString('utf8', at + 28, end));
    at = end;
  }
  return payloads;
}

/** An app's end of a connection that does just what a test tells it. Pings are answered unless it is told not to. */
export class FakeApp {
  readonly socket: net.Socket;
  readonly frames: Frame[] = [];
  answersPings = true;
  isClosed = false;
  readonly #reader = new FrameReader(64 * 1024 * 1024);
  readonly #waiting = new Set<() => void>();

  private constructor(socket: net.Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => {
      for (const each of this.#reader.read(chunk)) {
        if (each.type === FrameType.ping && this.answersPings) this.send(FrameType.done, each.id);
        else this.frames.push(each);
      }
      this.#wake();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.isClosed = true;
      this.#wake();
    });
  }

  static async open(address: string): Promise<FakeApp> {
    const [kind, place = '', port] = address.split(':');
    const socket = kind === 'unix' ? net.connect(place) : net.connect(Number(port), place);
    await once(socket, 'connect');
    return new FakeApp(socket);
  }

  /** Open, and welcome. */
  static async welcomed(address: string, parts: HelloParts = {}): Promise<FakeApp> {
    const app = await FakeApp.open(address);
    app.send(FrameType.hello, 0, hello(parts));
    await app.next(FrameType.welcome);
    return app;
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.isClosed) throw new Error('the node has closed the connection');
      await this.#change();
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        resolve();
      };
      this.#waiting.add(wake);
    });
  }

  /** The first frame of this type that no test has taken yet. */
  async next(type: number): Promise<Frame> {
    const find = (): number => this.frames.findIndex((each) => each.type === type);
    await this.until(() => find() >= 0);
    return this.frames.splice(find(), 1)[0]!;
  }

  async closed(): Promise<void> {
    while (!this.isClosed) await this.#change();
  }

  send(type: number, id: number, body?: Uint8Array): void {
    this.socket.write(frame(type, id, body));
  }

  die(): void {
    this.socket.destroy();
  }
}
