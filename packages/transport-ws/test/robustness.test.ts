import {
  DEFAULT_GROUP,
  type QueryResponse,
  type RaftError,
  type ServiceResponse,
  type StreamItem,
  type WriteRequest,
} from '@lolraft/raft-core';
import { decodeServerFrame, encodeHello, encodePeerBatch, PROTOCOL_MAX, PROTOCOL_MIN } from '@lolraft/raft-wire';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { CloseCode, WsClientTransport, type WsTransportOptions } from '../src/index.js';
import { chunk, heartbeat, identity, Node, until } from './support/node.js';
import { query, queryRequest, Raw } from './support/raw.js';

const KIB = 1024;

const codeOf = (error: unknown): string => (error as RaftError).code;

describe('what others send', () => {
  let node: Node;
  /** A client that has done nothing wrong, and must not notice the others. */
  let bystander: Raw;

  async function start(options: WsTransportOptions = {}): Promise<void> {
    node = await Node.start('a', options);
    bystander = await Raw.client(node.address);
    await until('the bystander is accepted', () => bystander.received.length === 1);
  }

  beforeEach(() => start());

  afterEach(async () => {
    const before = bystander.received.length;
    bystander.ask(query(1_000_000));
    await until('the bystander is answered', () => bystander.received.length > before);
    bystander.ws.terminate();
    await node.close();
  });

  async function again(options: WsTransportOptions): Promise<void> {
    bystander.ws.terminate();
    await node.close();
    await start(options);
  }

  async function refusal(raw: Raw, code: number, text: string): Promise<void> {
    const { code: got, reason } = await raw.closed;
    expect(got, reason).to.equal(code);
    expect(reason).to.include(text);
  }

  it('closes a connection that begins with anything but a hello', async () => {
    const noise = await Raw.open(node.address);
    noise.ws.send(new Uint8Array(100));
    await refusal(noise, CloseCode.Protocol, 'version');
    const text = await Raw.open(node.address);
    text.ws.send('hello');
    await refusal(text, CloseCode.Protocol, 'text');
    const early = await Raw.open(node.address);
    early.send('peer', 'bulk', encodePeerBatch([heartbeat(1)]));
    await refusal(early, CloseCode.Protocol, 'not expected');
    await until('all three are reported', () => node.refused.length === 3);
  });

  it('closes a connection whose hello is damaged, or comes twice', async () => {
    const damaged = await Raw.open(node.address);
    damaged.send('hello', 'control', new Uint8Array([0xff, 0xff, 0xff]));
    await refusal(damaged, CloseCode.Protocol, '');
    const twice = await Raw.client(node.address);
    twice.send('hello', 'control', encodeHello({ type: 'client', protocolMin: 1, protocolMax: 1 }));
    await refusal(twice, CloseCode.Protocol, 'not expected');
  });

  it('refuses a protocol that it does not speak, and says so', async () => {
    const raw = await Raw.open(node.address);
    const hello = { type: 'client', protocolMin: PROTOCOL_MAX + 1, protocolMax: PROTOCOL_MAX + 2 } as const;
    raw.send('hello', 'control', encodeHello(hello));
    await refusal(raw, CloseCode.Refused, 'no common protocol version');
    expect(raw.received.map(({ type }) => type)).to.deep.equal(['helloReply']);
    expect(PROTOCOL_MIN).to.equal(1);
  });

  it('refuses a peer under our own id', async () => {
    const raw = await Raw.peer(node.address, 'a', {}, 2);
    await refusal(raw, CloseCode.Refused, 'two nodes run under the id a');
    const ourselves = await Raw.peer(node.address, 'a', {}, identity('a').incarnation);
    await refusal(ourselves, CloseCode.Refused, 'itself');
  });

  it('closes a connection with a frame over the limit, before the frame is there', async () => {
    const raw = await Raw.client(node.address);
    raw.ws.send(new Uint8Array(256 * KIB + 1));
    await refusal(raw, CloseCode.TooLarge, '');
  });

  it('closes a peer that sends what is no peer batch, and reports it', async () => {
    const raw = await Raw.peer(node.address, 'b');
    await until('it is up', () => node.ups.length === 1);
    raw.send('peer', 'control', encodePeerBatch([heartbeat(1)]));
    raw.send('peer', 'control', new Uint8Array([1, 2, 3]));
    await refusal(raw, CloseCode.Protocol, '');
    await until('it is down', () => node.downs.length === 1);
    expect(node.rounds).to.deep.equal([1]);
    const client = await Raw.client(node.address);
    client.send('peer', 'control', encodePeerBatch([heartbeat(2)]));
    await refusal(client, CloseCode.Protocol, 'not expected');
    expect(node.rounds).to.deep.equal([1]);
  });

  it('delivers a damaged chunk of a snapshot to whoever asked for it, and keeps the connection', async () => {
    const raw = await Raw.peer(node.address, 'b');
    await until('it is up', () => node.ups.length === 1);
    raw.send('peer', 'background', encodePeerBatch([chunk(7, 100, 12345)]));
    raw.send('peer', 'control', encodePeerBatch([heartbeat(1)]));
    await until('both have arrived', () => node.rounds.length === 1);
    expect(node.chunks).to.deep.equal([7]);
    expect(node.downs).to.deep.equal([]);
    raw.ws.terminate();
    await until('it is down', () => node.downs.length === 1);
  });

  it('ends a stream whose item is larger than a connection carries, and nothing else', async () => {
    await again({ limits: { maxMessageBytes: 2 * KIB * KIB } });
    let ended = false;
    node.onStreamWith = async function* () {
      try {
        for (const length of [1000, 3 * KIB * KIB, 1000]) {
          const bytes = new Uint8Array(length);
          yield { type: 'snapshotPart', index: 1, size: 4 * KIB * KIB, offset: 0, bytes };
        }
      } finally {
        ended = true;
      }
    };
    const connection = await new WsClientTransport().connect(node.address);
    const seen: StreamItem[] = [];
    const read = async (): Promise<void> => {
      for await (const item of connection.stream({ type: 'readSnapshot', group: DEFAULT_GROUP })) seen.push(item);
    };
    const code = await read().then(() => 'fine', codeOf);
    expect([code, seen.length]).to.deep.equal(['OVERLOADED', 1]);
    await until('the source is put away', () => ended);
    expect((await connection.call(queryRequest())).type).to.equal('query');
    await connection.close();
  });

  it('closes a client that uses the id of an open call again', async () => {
    node.onCallWith = (_request, { signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    const raw = await Raw.client(node.address);
    raw.ask(query(1), query(1));
    await refusal(raw, CloseCode.Protocol, 'call 1 is open already');
    node.onCallWith = async () => ({ type: 'query', index: 1, value: new Uint8Array() });
  });

  it('refuses calls over the bounds of a connection as overloaded', async () => {
    await again({ limits: { maxCalls: 10, maxCallBytes: 100 * KIB } });
    const answers: (() => void)[] = [];
    node.onCallWith = () =>
      new Promise((resolve) => answers.push(() => resolve({ type: 'query', index: 1, value: new Uint8Array() })));
    const connection = await new WsClientTransport().connect(node.address);
    const codes: string[] = [];
    const ask = (count: number, bytes: number): Promise<unknown>[] =>
      Array.from({ length: count }, () => {
        return connection
          .call(queryRequest(new Uint8Array(bytes)))
          .catch((error: unknown) => codes.push(codeOf(error)));
      });
    const many = ask(15, 10);
    await until('those over the bound are refused', () => codes.length === 5);
    for (const answer of answers.splice(0)) answer();
    await Promise.all(many);
    const large = ask(4, 40 * KIB);
    await until('those over the bound of bytes are refused', () => codes.length === 7);
    for (const answer of answers.splice(0)) answer();
    await Promise.all(large);
    expect(new Set(codes)).to.deep.equal(new Set(['OVERLOADED']));
    node.onCallWith = async () => ({ type: 'query', index: 1, value: new Uint8Array() });
    await connection.close();
  });

  it('does not have a node wait for a client that asks for much at once, and answers that client in the order of its calls', async () => {
    const peer = await Node.start('b');
    peer.setPeers(['a', node.address]);
    await until('the peer is there', () => node.up.has(peer.id));
    const total = 600;
    let seenAfter: number | undefined;
    node.onCallWith = async (): Promise<QueryResponse> => {
      if (node.calls === 1) peer.transport.send(node.id, [heartbeat(7)]);
      if (node.rounds.length > 0) seenAfter ??= node.calls;
      const end = performance.now() + 0.3;
      while (performance.now() < end);
      return { type: 'query', index: 1, value: new Uint8Array() };
    };
    const raw = await Raw.client(node.address);
    raw.ask(...Array.from({ length: total }, (_, i) => query(i + 1)));
    const answered = (): number[] =>
      raw.received.flatMap(({ type, bytes }) =>
        type === 'server' ? decodeServerFrame(bytes).map(({ id }) => id) : [],
      );
    await until('all are answered', () => answered().length === total, 20_000);
    expect(seenAfter, 'calls before the heartbeat came').to.be.within(2, total - 1);
    expect(answered()).to.deep.equal(Array.from({ length: total }, (_, i) => i + 1));
    raw.ws.terminate();
    await peer.close();
  }).timeout(30_000);

  it('stays bounded where a client asks and never reads', async () => {
    await again({ limits: { maxUnreadBytes: 256 * KIB, maxAnswerBytes: 1024 * KIB } });
    const value = new Uint8Array(64 * KIB);
    node.onCallWith = async (): Promise<QueryResponse> => ({ type: 'query', index: 1, value });
    const raw = await Raw.client(node.address);
    await until('it is accepted', () => raw.received.length === 1);
    raw.ws.pause();
    const total = 20_000;
    let sent = 0;
    // In frames of their own, so that there is something to stop reading; 4 KiB each, more than sockets buffer.
    const more = async (): Promise<void> => {
      while (sent < total && raw.ws.bufferedAmount < 1024 * KIB) raw.ask(query(++sent, new Uint8Array(4 * KIB)));
      await new Promise((resolve) => setImmediate(resolve));
    };
    let quiet = 0;
    let calls = 0;
    // Stopped reading: no call for many turns, although many wait.
    while (quiet < 2000 && sent < total) {
      await more();
      quiet = node.calls === calls ? quiet + 1 : 0;
      calls = node.calls;
    }
    expect(sent, 'all were taken').to.be.below(total);
    expect(node.calls).to.be.below(sent);
    raw.ws.resume();
    const answered = (): number =>
      raw.received.reduce((sum, { type, bytes }) => sum + (type === 'server' ? decodeServerFrame(bytes).length : 0), 0);
    await until('all that were sent are answered', () => raw.received.length > 1 && node.calls === sent, 20_000);
    await until('every answer has arrived', () => answered() === sent, 20_000);
    raw.ws.terminate();
  }).timeout(60_000);

  it('answers as overloaded what would be too much to keep for a client', async () => {
    await again({ limits: { maxAnswerBytes: 100 * KIB } });
    const value = new Uint8Array(60 * KIB);
    node.onCallWith = async (request): Promise<ServiceResponse> =>
      ({ type: request.type, index: 1, value }) as ServiceResponse;
    const connection = await new WsClientTransport().connect(node.address);
    const write: WriteRequest = { ...queryRequest(), type: 'write', session: 0, sequence: 0, window: 0 };
    const outcomes = await Promise.all(
      [queryRequest(), queryRequest(), write].map((each) =>
        connection.call(each).then(
          () => 'fine',
          (error: unknown) => `${codeOf(error)} ${(error as RaftError).outcome}`,
        ),
      ),
    );
    expect(outcomes).to.deep.equal(['fine', 'OVERLOADED not_applied', 'UNAVAILABLE unknown']);
    await connection.close();
  });

  it('fails only the call that cannot be sent, or whose answer cannot', async () => {
    const connection = await new WsClientTransport().connect(node.address);
    node.onCallWith = async (request): Promise<QueryResponse> => {
      const bad = 'payload' in request && request.payload[0] === 7;
      return { type: 'query', index: bad ? -1 : 1, value: new Uint8Array() };
    };
    const request = queryRequest();
    const cursed = queryRequest(new Uint8Array([7]));
    const codes = await Promise.all([
      connection.call(request).then(({ type }) => type),
      connection.call(request, { credential: 'with\nnewline' }).catch(codeOf),
      connection.call(cursed).catch(codeOf),
      connection.call(request).then(({ type }) => type),
    ]);
    expect(codes[0]).to.equal('query');
    expect(codes[1]).to.equal('INVALID_ARGUMENT');
    expect(codes[3]).to.equal('query');
    expect(codes[2]).to.be.oneOf(['INTERNAL', 'INVALID_ARGUMENT']);
    await connection.close();
  });
});
