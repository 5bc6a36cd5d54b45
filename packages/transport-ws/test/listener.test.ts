import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { WsTransportOptions } from '../src/index.js';
import { Node, until } from './support/node.js';
import { Raw } from './support/raw.js';

interface Answer {
  readonly status: number;
  readonly body: string;
}

function get(port: number, path: string, headers: Record<string, string>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

const UPGRADE = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Protocol': 'lol.v1',
};

describe('listener', () => {
  const nodes: Node[] = [];
  const sockets: Socket[] = [];

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await Promise.all(nodes.splice(0).map((node) => node.close()));
  });

  async function start(options: WsTransportOptions = {}): Promise<Node> {
    const node = await Node.start('a', options);
    nodes.push(node);
    return node;
  }

  function dial({ port }: Node): Socket & { ended: boolean } {
    const socket = Object.assign(connect(port, '127.0.0.1'), { ended: false });
    socket.on('error', () => undefined);
    socket.on('close', () => (socket.ended = true));
    socket.resume();
    sockets.push(socket);
    return socket;
  }

  it('says what it is to whoever speaks plain HTTP', async () => {
    const { port } = await start();
    const { status, body } = await get(port, '/', {});
    expect(status).to.equal(426);
    expect(body).to.include('/lol').and.include('lol.v1');
  });

  it('upgrades only to its path and subprotocol, and says what is wrong otherwise', async () => {
    const node = await start();
    const { port } = node;
    expect(await get(port, '/other', UPGRADE)).to.deep.include({ status: 404 });
    expect(await get(port, '/lol', { ...UPGRADE, 'Sec-WebSocket-Protocol': 'graphql-ws' })).to.deep.include({
      status: 400,
    });
    expect(await get(port, '/lol', { ...UPGRADE, 'Sec-WebSocket-Version': '7' })).to.deep.include({ status: 400 });
    expect(await get(port, '/lol', { ...UPGRADE, 'Sec-WebSocket-Key': 'x' })).to.deep.include({ status: 400 });
    expect(node.refused).to.have.length(4);
  });

  it('lets in no web page, unless its origin was named', async () => {
    const node = await start({ origins: ['https://admin.example'] });
    const origin = 'https://evil.example';
    expect(await get(node.port, '/lol', { ...UPGRADE, Origin: origin })).to.deep.include({ status: 403 });
    const raw = await Raw.open(node.address, { origin: 'https://admin.example' });
    expect(raw.ws.readyState).to.equal(WebSocket.OPEN);
    raw.ws.terminate();
  });

  it('survives what is no HTTP at all, and headers without end', async () => {
    const node = await start();
    const noise = dial(node);
    noise.write('\x16\x03\x01 this is not HTTP\r\n\r\n');
    const flood = dial(node);
    flood.write(`GET /lol HTTP/1.1\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`);
    await until('both are cut off', () => noise.ended && flood.ended);
    const raw = await Raw.client(node.address);
    await until('others are served', () => raw.received.length === 1);
    raw.ws.terminate();
  });

  it('cuts off whoever does not finish its handshake, at whatever stage it stops', async () => {
    const node = await start({ timings: { handshakeTimeout: 100 } });
    const silent = dial(node);
    const slow = dial(node);
    slow.write('GET /lol HTTP/1.1\r\n');
    const dribble = setInterval(() => slow.write('X: y\r\n'), 10);
    const upgraded = await Raw.open(node.address);
    const ping = setInterval(() => upgraded.ws.ping(), 10);
    await until('all are cut off', () => silent.ended && slow.ended && upgraded.ws.readyState === WebSocket.CLOSED);
    clearInterval(dribble);
    clearInterval(ping);
    expect(node.refused.filter((reason) => reason === 'the handshake took too long')).to.have.length(3);
  });

  it('bounds connections that have not said who they are: the oldest goes, and others are let in', async () => {
    const node = await start({ limits: { maxPendingConnections: 2 }, timings: { handshakeTimeout: 60_000 } });
    const first = [dial(node), dial(node)];
    await until('both are connected', () => first.every(({ readyState }) => readyState === 'open'));
    const third = dial(node);
    await until('one is cut off', () => first.some(({ ended }) => ended));
    expect(node.refused).to.deep.equal(['too many connections that have not said who they are']);
    const raw = await Raw.client(node.address);
    await until('another is let in', () => raw.received.length === 1);
    await until('it has taken the place of the other', () => first.every(({ ended }) => ended));
    expect(third.ended).to.equal(false);
    raw.ws.terminate();
  });

  it('bounds connections in all', async () => {
    const node = await start({ limits: { maxConnections: 2 } });
    const clients = [await Raw.client(node.address), await Raw.client(node.address)];
    await until('both are accepted', () => clients.every(({ received }) => received.length === 1));
    const third = await Raw.client(node.address);
    expect(await third.closed).to.deep.equal({ code: 4003, reason: 'too many connections' });
    expect(node.refused).to.deep.equal(['too many connections']);
    const peer = await Raw.peer(node.address, 'b');
    await until('a node is accepted', () => node.up.size === 1);
    peer.ws.terminate();
    for (const { ws } of clients) ws.terminate();
  });
});
