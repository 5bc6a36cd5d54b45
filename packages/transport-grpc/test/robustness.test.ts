import { credentials, status } from '@grpc/grpc-js';
import { decodeHelloReply, encodeHello, encodePeerBatch, piecesOf } from './support/frames.js';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { connect, type Socket } from 'node:net';
import { CloseCode, GrpcClientTransport, type GrpcTransportOptions } from '../src/index.js';
import { heartbeat, identity, Node, QUERY, until } from './support/node.js';
import { Stranger } from './support/stranger.js';

const KIB = 1024;

/** A raw stream to `lol.v1.Link/Connect`. */
class Raw {
  readonly stranger: Stranger;
  readonly call: any;
  readonly frames: Buffer[] = [];
  pongs = 0;
  goodbye: { code: number; reason: string } | undefined;
  end: { code: number; details: string } | undefined;

  constructor(target: string) {
    this.stranger = new Stranger(target, credentials.createInsecure(), { 'grpc.max_send_message_length': -1 });
    this.call = this.stranger.link['connect']!();
    this.call.on('data', (message: { frame?: Buffer; pong?: object; goodbye?: { code: number; reason: string } }) => {
      if (message.pong) this.pongs++;
      else if (message.goodbye) {
        this.goodbye = message.goodbye;
        this.call.end();
      } else if (message.frame) this.frames.push(message.frame);
    });
    this.call.on('error', () => undefined);
    this.call.on('status', (end: { code: number; details: string }) => (this.end = end));
  }

  static async peer(target: string, id = 'b', options: Parameters<typeof hello>[1] = {}): Promise<Raw> {
    const raw = new Raw(target);
    raw.frame(piecesOf('hello', 'control', hello(id, options)));
    await until('the hello is answered', () => raw.frames.length === 1);
    return raw;
  }

  frame(frame: Uint8Array): void {
    this.call.write({ frame: Buffer.from(frame) });
  }

  close(): void {
    this.call.cancel();
    this.stranger.close();
  }
}

function hello(id: string, options: { cluster?: string; incarnation?: number; target?: string } = {}): Uint8Array {
  const { cluster, incarnation = 1, target } = options;
  const own = identity(id, incarnation);
  return encodeHello({
    type: 'peer',
    protocolMin: 1,
    protocolMax: 1,
    identity: cluster === undefined ? own : { ...own, cluster: cluster as typeof own.cluster },
    target: target as never,
    token: undefined,
  });
}

describe('what others send', () => {
  let node: Node;
  const raws: Raw[] = [];
  const sockets: Socket[] = [];

  const start = async (options: GrpcTransportOptions = {}): Promise<void> => {
    node = await Node.start('a', { reflection: false, ...options });
  };
  const restart = async (options: GrpcTransportOptions): Promise<void> => {
    await node.close();
    await start(options);
  };
  const open = (): Raw => {
    const raw = new Raw(node.target);
    raws.push(raw);
    return raw;
  };

  beforeEach(() => start());

  afterEach(async () => {
    for (const raw of raws.splice(0)) raw.close();
    for (const socket of sockets.splice(0)) socket.destroy();
    // Whatever was sent, the node answers others.
    const client = await new GrpcClientTransport().connect(node.address);
    expect((await client.call(QUERY)).type).to.equal('query');
    await client.close();
    await node.close();
  });

  const refusal = async (raw: Raw, code: number, text: string): Promise<void> => {
    await until('it is told goodbye', () => raw.goodbye !== undefined);
    expect(raw.goodbye?.code, raw.goodbye?.reason).to.equal(code);
    expect(raw.goodbye?.reason).to.include(text);
    await until('the stream has ended', () => raw.end !== undefined);
  };

  it('closes a stream that begins with anything but a hello', async () => {
    const noise = open();
    noise.frame(new Uint8Array(100));
    await refusal(noise, CloseCode.Protocol, 'version');
    const empty = open();
    empty.call.write({});
    await refusal(empty, CloseCode.Protocol, 'no body');
    const early = open();
    early.frame(piecesOf('peer', 'bulk', encodePeerBatch([heartbeat(1)])));
    await refusal(early, CloseCode.Protocol, 'not expected');
    await until('all three are reported', () => node.refused.length === 3);
    expect(node.rounds).to.deep.equal([]);
  });

  it('answers a ping, also before the hello, and as often as there is room', async () => {
    const raw = open();
    raw.call.write({ ping: {} });
    await until('it is answered', () => raw.pongs === 1);
  });

  it('refuses another cluster, another node, and our own id, and says why', async () => {
    for (const [id, options, reason] of [
      ['b', { cluster: 'e'.repeat(32) }, 'belongs to cluster'],
      ['b', { target: 'z' }, 'meant to reach z'],
      ['a', { incarnation: 2 }, 'two nodes run under the id a'],
    ] as const) {
      const raw = await Raw.peer(node.target, id, options);
      raws.push(raw);
      expect(decodeHelloReply(raw.frames[0]!).type).to.equal('refused');
      await refusal(raw, CloseCode.Refused, reason);
    }
    expect([...node.up]).to.deep.equal([]);
  });

  it('closes a stream with a frame over the limit, and a call that is too large', async () => {
    const raw = open();
    raw.frame(new Uint8Array(256 * KIB + 1));
    await refusal(raw, CloseCode.Protocol, 'over the limit');
    await restart({ limits: { maxMessageBytes: 2 * KIB * KIB } });
    const stranger = new Stranger(node.target, credentials.createInsecure(), { 'grpc.max_send_message_length': -1 });
    const { error } = await stranger.call('write', { group: 'main', payload: Buffer.alloc(3 * KIB * KIB) });
    stranger.close();
    expect(error?.code).to.equal(status.RESOURCE_EXHAUSTED);
  });

  it('closes a peer that sends what is no peer batch, and reports it', async () => {
    const raw = await Raw.peer(node.target);
    raws.push(raw);
    await until('it is up', () => node.up.size === 1);
    raw.frame(piecesOf('peer', 'control', encodePeerBatch([heartbeat(1)])));
    raw.frame(piecesOf('peer', 'control', new Uint8Array([1, 2, 3])));
    await refusal(raw, CloseCode.Protocol, '');
    await until('it is down', () => node.up.size === 0);
    expect(node.rounds).to.deep.equal([1]);
  });

  it('takes a goodbye, and the end of a stream without one, for the end of a peer', async () => {
    const polite = await Raw.peer(node.target);
    raws.push(polite);
    await until('it is up', () => node.up.size === 1);
    polite.call.write({ goodbye: { code: CloseCode.GoingAway, reason: 'so long' } });
    await until('the stream has ended', () => polite.end !== undefined);
    expect(node.downs).to.deep.equal(['so long']);
    const rude = await Raw.peer(node.target, 'b', { incarnation: 2 });
    raws.push(rude);
    await until('it is up again', () => node.up.size === 1);
    rude.call.end();
    await until('it is down', () => node.up.size === 0);
  });

  it('cuts off whoever does not say who it is in time: on TCP, on HTTP/2, and on a stream', async () => {
    await restart({ timings: { handshakeTimeout: 200 } });
    const silent = connect(node.port, '127.0.0.1');
    const slow = connect(node.port, '127.0.0.1');
    sockets.push(silent, slow);
    let closed = 0;
    for (const socket of sockets) {
      socket.on('error', () => undefined);
      socket.resume().once('close', () => closed++);
    }
    const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
    let sent = 0;
    const dribble = setInterval(() => slow.write(preface.charAt(sent++ % preface.length)), 20);
    const stream = open();
    try {
      await until('both sockets are cut', () => closed === 2);
      await until('the stream is cut', () => stream.end !== undefined);
    } finally {
      clearInterval(dribble);
    }
    expect(node.refused.filter((line) => line.includes('took too long'))).to.have.length.of.at.least(3);
  });

  it('notices a peer that has fallen silent, though its connection stands', async () => {
    await restart({ timings: { keepAlive: { interval: 50, timeout: 400 } } });
    const raw = await Raw.peer(node.target);
    raws.push(raw);
    await until('it is up', () => node.up.size === 1);
    // It answers no ping.
    await until('it is down', () => node.up.size === 0);
    expect(node.downs).to.deep.equal(['it was silent for too long']);
  });

  it('survives HTTP/1 and noise', async () => {
    for (const noise of ['GET / HTTP/1.1\r\nHost: a\r\n\r\n', '\0'.repeat(100)]) {
      const socket = connect(node.port, '127.0.0.1');
      sockets.push(socket);
      socket.on('error', () => undefined);
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.resume().write(noise);
      await closed;
    }
  });

  it('takes no more connections than it may', async () => {
    await restart({ limits: { maxConnections: 1, maxPendingConnections: 1 }, timings: { handshakeTimeout: 60_000 } });
    const first = connect(node.port, '127.0.0.1');
    sockets.push(first);
    first.on('error', () => undefined);
    const firstGone = new Promise((resolve) => first.resume().once('close', resolve));
    await new Promise((resolve) => first.once('connect', resolve));
    const second = connect(node.port, '127.0.0.1');
    sockets.push(second);
    await firstGone;
    expect(node.refused).to.deep.equal(['too many connections that have not said who they are']);
    second.destroy();
    const clients = new GrpcClientTransport();
    const [one, other] = [await clients.connect(node.address), await clients.connect(node.address)];
    expect((await one.call(QUERY)).type).to.equal('query');
    const error: unknown = await other.call(QUERY).catch((caught: unknown) => caught);
    expect(error).to.include({ code: 'OVERLOADED' });
    await other.close();
    await one.close();
  });

  it('gives up on one who takes the connection and says nothing, and leaves nothing behind', async () => {
    const { createServer } = await import('node:net');
    const taken = new Set<Socket>();
    const server = createServer((socket) => taken.add(socket.on('error', () => undefined).resume()));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const client = new GrpcClientTransport({ timings: { handshakeTimeout: 300 } });
    const error: unknown = await client.connect(`grpc://127.0.0.1:${String(port)}`).catch((caught: unknown) => caught);
    expect(error).to.have.property('code', 'UNAVAILABLE');
    await until('its socket is gone', () => taken.size === 1 && [...taken].every(({ closed }) => closed));
    await new Promise((resolve) => server.close(resolve));
  });

  it('is understood where it is compressed', async () => {
    let length = 0;
    node.onCallWith = async (request) => {
      if ('payload' in request) length = request.payload.length;
      return { type: 'query', index: 1, value: new Uint8Array(length) };
    };
    const client = await new GrpcClientTransport({ compression: 'gzip' }).connect(node.address);
    const response = await client.call({ ...QUERY, payload: new Uint8Array(500_000) } as typeof QUERY);
    expect(response).to.have.property('value').with.lengthOf(500_000);
    expect(length).to.equal(500_000);
    await client.close();
  });

  it('tells a client that somebody else is there, or nobody', async () => {
    const { createServer } = await import('node:http');
    const server = createServer((_request, response) => response.end('hello'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const errorAt = (address: string): Promise<unknown> =>
      new GrpcClientTransport().connect(address).then(
        () => undefined,
        (error: unknown) => error,
      );
    expect(await errorAt(`grpc://127.0.0.1:${String(port)}`)).to.have.property('code', 'PROTOCOL');
    await new Promise((resolve) => server.close(resolve));
    expect(await errorAt(`grpc://127.0.0.1:${String(port)}`)).to.have.property('code', 'UNAVAILABLE');
  });
});
