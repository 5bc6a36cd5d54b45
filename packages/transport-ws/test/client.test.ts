import { DEFAULT_GROUP, type RaftError, type WriteRequest } from '@lolraft/raft-core';
import { encodeServerFrame } from '@lolraft/raft-wire';
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { createServer } from 'node:http';
import { connect, createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { WsClientTransport, type WsClientTransportOptions } from '../src/index.js';
import { Node, until } from './support/node.js';
import { Proxy } from './support/proxy.js';
import { queryRequest } from './support/raw.js';

const KIB = 1024;

describe('client', () => {
  const closing: (() => unknown)[] = [];

  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function start(): Promise<Node> {
    const node = await Node.start('a');
    closing.push(() => node.close());
    return node;
  }

  async function listen(server: Server): Promise<string> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => new Promise((resolve) => server.close(resolve)));
    return `ws://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  }

  async function failure(promise: Promise<unknown>): Promise<RaftError> {
    return promise.then(
      () => expect.fail('it succeeded'),
      (error: unknown) => error as RaftError,
    );
  }

  const write = (bytes: number): WriteRequest => ({
    ...queryRequest(new Uint8Array(bytes)),
    type: 'write',
    window: 0,
    session: 0,
    sequence: 0,
  });

  it('refuses what is no address', async () => {
    expect((await failure(new WsClientTransport().connect('http://127.0.0.1:1'))).code).to.equal('INVALID_ARGUMENT');
  });

  it('tells who is not there from who is somebody else', async () => {
    const client = new WsClientTransport();
    const web = await listen(createServer((_request, response) => response.writeHead(404).end('not here')));
    expect((await failure(client.connect(web))).code).to.equal('PROTOCOL');
    const noise = await listen(
      createTcpServer((socket) =>
        socket
          .on('error', () => undefined)
          .resume()
          .end('220 smtp\r\n'),
      ),
    );
    expect((await failure(client.connect(noise))).code).to.equal('PROTOCOL');
    const hangup = await listen(createTcpServer((socket) => socket.destroy()));
    expect((await failure(client.connect(hangup))).code).to.equal('UNAVAILABLE');
  });

  it('gives up on a node that takes too long, or when its caller does', async () => {
    const sockets: { destroy(): void }[] = [];
    const mute = await listen(createTcpServer((socket) => sockets.push(socket)));
    closing.push(() => sockets.forEach((socket) => socket.destroy()));
    const late = await failure(new WsClientTransport({ timings: { handshakeTimeout: 50 } }).connect(mute));
    expect([late.code, late.outcome]).to.deep.equal(['UNAVAILABLE', 'not_applied']);
    const controller = new AbortController();
    const connecting = failure(new WsClientTransport().connect(mute, { signal: controller.signal }));
    await until('it has begun', () => sockets.length === 2);
    controller.abort();
    expect((await connecting).code).to.equal('ABORTED');
  });

  it('notices a node that has fallen silent', async () => {
    const node = await start();
    const proxy = await Proxy.start(node.port);
    closing.push(() => proxy.close());
    const options: WsClientTransportOptions = { timings: { keepAlive: { interval: 30, timeout: 150 } } };
    const connection = await new WsClientTransport(options).connect(proxy.address);
    await connection.call(queryRequest());
    proxy.freeze();
    const [query, written, taken] = await Promise.all([
      failure(connection.call(queryRequest())),
      failure(connection.call(write(1))),
      failure(connection.call({ type: 'takeSnapshot', group: DEFAULT_GROUP })),
    ]);
    expect([query.code, query.outcome]).to.deep.equal(['UNAVAILABLE', 'not_applied']);
    expect([written.code, written.outcome]).to.deep.equal(['UNAVAILABLE', 'unknown']);
    expect([taken.code, taken.outcome]).to.deep.equal(['UNAVAILABLE', 'unknown']);
    await connection.closed;
  });

  it('bounds what waits for a node that does not read, and knows of it that it was never sent', async () => {
    const node = await start();
    const proxy = await Proxy.start(node.port);
    closing.push(() => proxy.close());
    const options: WsClientTransportOptions = { limits: { maxQueuedBytes: 1024 * KIB } };
    const connection = await new WsClientTransport(options).connect(proxy.address);
    proxy.freeze();
    const errors: RaftError[] = [];
    let asked = 0;
    // More than all sockets on the way can hold.
    while (errors.length === 0) {
      for (let i = 0; i < 10; i++) {
        asked++;
        connection.call(write(100 * KIB)).catch((error: unknown) => errors.push(error as RaftError));
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(new Set(errors.map(({ code }) => code))).to.deep.equal(new Set(['OVERLOADED']));
    const refused = errors.splice(0).length;
    proxy.cut();
    await connection.closed;
    await until('all have ended', () => errors.length === asked - refused);
    const outcomes = errors.map(({ outcome }) => outcome);
    const firstUnsent = outcomes.indexOf('not_applied');
    expect(firstUnsent, 'some were sent, and some were not').to.be.greaterThan(0);
    expect(new Set(outcomes.slice(firstUnsent))).to.deep.equal(new Set(['not_applied']));
    // What waited is within the bound.
    expect(outcomes.length - firstUnsent).to.be.at.most(11);
  });

  it('closes a connection on which it is told what it has not asked', async () => {
    const node = await start();
    const connection = await new WsClientTransport().connect(node.address);
    node.onCallWith = () => new Promise(() => undefined);
    const call = failure(connection.call(queryRequest()));
    const broken = await failure(
      connection.call({ ...write(1) }, { timeout: 20 }).finally(() => {
        // Nothing can make a sound node say what follows; so the answer of another kind comes from its handler.
        node.onCallWith = async () => ({ type: 'write', index: 1, value: new Uint8Array() });
      }),
    );
    expect(broken.code).to.equal('DEADLINE_EXCEEDED');
    const wrong = await failure(connection.call(queryRequest()));
    expect([wrong.code, (await call).code]).to.deep.equal(['UNAVAILABLE', 'UNAVAILABLE']);
    expect(wrong.message).to.include('another kind');
    await connection.closed;
  });

  it('sends the calls of one turn in one frame', async () => {
    const node = await start();
    const bytes: number[] = [];
    const counting = await listen(
      createTcpServer((near) => {
        const far = connect(node.port, '127.0.0.1');
        near.on('data', (chunk: Buffer) => bytes.push(chunk.length));
        near.on('error', () => far.destroy());
        far.on('error', () => near.destroy());
        near.pipe(far).pipe(near);
      }),
    );
    const connection = await new WsClientTransport().connect(counting);
    await connection.call(queryRequest());
    const before = bytes.length;
    await Promise.all(Array.from({ length: 100 }, () => connection.call(queryRequest())));
    expect(bytes.length - before).to.equal(1);
    expect(encodeServerFrame([]).length).to.equal(0);
    await connection.close();
  });
});
