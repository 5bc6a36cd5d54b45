import { DEFAULT_GROUP, type QueryRequest } from '@lolraft/raft-core';
import {
  encodeClientFrame,
  encodeHello,
  FrameReader,
  FrameWriter,
  type ClientMessage,
  type FrameClass,
  type FrameType,
  type ReceivedMessage,
} from '@lolraft/raft-wire';
import { WebSocket, type ClientOptions } from 'ws';
import { identity } from './node.js';

/** The other end of a connection, by hand: says whatever a test wants it to say. */
export class Raw {
  readonly ws: WebSocket;
  readonly received: ReceivedMessage[] = [];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly #writer = new FrameWriter();
  readonly #reader = new FrameReader(['helloReply', 'server', 'peer', 'hello']);

  private constructor(ws: WebSocket) {
    this.ws = ws;
    ws.on('error', () => undefined);
    ws.on('message', (data) => this.received.push(...this.#reader.read(data as Buffer)));
    this.closed = new Promise((resolve) =>
      ws.once('close', (code, reason) => resolve({ code, reason: reason.toString() })),
    );
  }

  /** Opens the WebSocket and says nothing. */
  static async open(address: string, options: ClientOptions = {}): Promise<Raw> {
    const ws = new WebSocket(`${address}/lol`, 'lol.v1', { perMessageDeflate: false, ...options });
    const raw = new Raw(ws);
    await new Promise<void>((resolve, reject) => {
      ws.once('open', () => resolve());
      ws.once('error', reject);
    });
    return raw;
  }

  static async client(address: string): Promise<Raw> {
    const raw = await Raw.open(address);
    raw.send('hello', 'control', encodeHello({ type: 'client', protocolMin: 1, protocolMax: 1 }));
    return raw;
  }

  static async peer(address: string, id: string, options: ClientOptions = {}, incarnation = 1): Promise<Raw> {
    const raw = await Raw.open(address, options);
    raw.send(
      'hello',
      'control',
      encodeHello({
        type: 'peer',
        protocolMin: 1,
        protocolMax: 1,
        identity: identity(id, incarnation),
        target: undefined,
        token: undefined,
      }),
    );
    return raw;
  }

  send(type: FrameType, cls: FrameClass, bytes: Uint8Array): void {
    this.#writer.offer(type, cls, bytes);
    for (let frame = this.#writer.nextFrame(); frame !== undefined; frame = this.#writer.nextFrame()) {
      this.ws.send(frame);
    }
  }

  ask(...messages: readonly ClientMessage[]): void {
    this.send('client', 'service', encodeClientFrame(messages));
  }
}

export function queryRequest(payload: Uint8Array = new Uint8Array(1)): QueryRequest {
  return { type: 'query', group: DEFAULT_GROUP, level: { type: 'linearizable' }, payload };
}

/** A call of a client that asks for nothing in particular. */
export function query(id: number, payload?: Uint8Array): ClientMessage {
  const request = queryRequest(payload);
  return { type: 'call', id, timeout: undefined, traceparent: undefined, credential: undefined, request };
}
