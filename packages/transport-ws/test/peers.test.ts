import { EntryBatch, EntryKind, type PeerEnvelope } from '@lolraft/raft-core';
import { encodePeerBatch } from '@lolraft/raft-wire';
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { TimingOptions, WsTransportOptions } from '../src/index.js';
import { Child } from './support/child.js';
import { chunk, heartbeat, Node, until } from './support/node.js';
import { Proxy } from './support/proxy.js';
import { Raw } from './support/raw.js';

/** Fast enough that a test can wait for everything that takes its time. */
const QUICK: TimingOptions = { keepAlive: { interval: 50, timeout: 300 }, reconnect: { first: 5, cap: 20 } };

function sockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
}

describe('peers', () => {
  const nodes: Node[] = [];
  const others: { close(): unknown }[] = [];

  afterEach(async () => {
    await Promise.all(nodes.splice(0).map((node) => node.close()));
    await Promise.all(others.splice(0).map((other) => other.close()));
  });

  async function start(id: string, options: WsTransportOptions = { timings: QUICK }, incarnation = 1): Promise<Node> {
    const node = await Node.start(id, options, incarnation);
    nodes.push(node);
    return node;
  }

  async function proxy(target: Node): Promise<Proxy> {
    const between = await Proxy.start(target.port);
    others.push(between);
    return between;
  }

  async function child(id: string, env?: Readonly<Record<string, string>>): Promise<Child> {
    const started = await Child.start(id, env);
    others.push({ close: () => started.kill() });
    return started;
  }

  it('are sent a few MiB of a snapshot at a time, whatever else may wait', async () => {
    const [a, b] = [await start('a'), await start('b')];
    a.setPeers([b.id, b.address]);
    await until('both are up', () => a.up.has(b.id) && b.up.has(a.id));
    const length = 128 * 1024;
    const offsets = Array.from({ length: 100 }, (_, i) => i * length);
    const taken = offsets.filter((offset) => a.transport.send(b.id, [chunk(offset, length)]));
    expect(taken.length * length).to.be.within(3 * 1024 * 1024, 4 * 1024 * 1024);
    expect(a.transport.send(b.id, [heartbeat(1)])).to.equal(true);
    await until('what was taken has arrived', () => b.chunks.length === taken.length && b.rounds.length === 1);
    expect(b.chunks).to.deep.equal(taken);
    await until('the others are counted', () => a.dropped === offsets.length - taken.length);
  });

  it('that dial each other keep exactly one connection, and stay up', async () => {
    const before = sockets();
    for (let round = 0; round < 50; round++) {
      const [a, b] = [await start(`a${String(round)}`), await start(`b${String(round)}`)];
      a.setPeers([b.id, b.address]);
      b.setPeers([a.id, a.address]);
      await until('both are up', () => a.up.has(b.id) && b.up.has(a.id));
      // Both ends of the connection are in this process.
      await until('one connection is left', () => sockets() === before + 2);
      for (let i = 0; i < 3; i++) {
        expect(a.transport.send(b.id, [heartbeat(i)])).to.equal(true);
        expect(b.transport.send(a.id, [heartbeat(i)])).to.equal(true);
        await until('both hear each other', () => a.rounds.length === i + 1 && b.rounds.length === i + 1);
      }
      expect(sockets()).to.equal(before + 2);
      for (const node of [a, b]) expect([node.ups.length, node.downs.length, node.dropped]).to.deep.equal([1, 0, 0]);
      await Promise.all([a.close(), b.close()]);
      await until('nothing is left', () => sockets() === before);
    }
  }).timeout(30_000);

  it('that dial each other over a link of which one direction is dead find the other', async () => {
    const [a, b] = [await start('a'), await start('b')];
    const dead = await Proxy.start(1);
    others.push(dead);
    a.setPeers([b.id, dead.address]);
    b.setPeers([a.id, a.address]);
    await until('both are up', () => a.up.has(b.id) && b.up.has(a.id));
  });

  it('come back a thousand times, and leave nothing behind', async () => {
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc') as () => void;
    const timings: TimingOptions = { ...QUICK, reconnect: { first: 1, cap: 2 } };
    const [a, b] = [await start('a', { timings }), await start('b')];
    const between = await proxy(b);
    a.setPeers([b.id, between.address]);
    await until('both are up', () => a.up.has(b.id) && b.up.has(a.id));
    const once = async (): Promise<void> => {
      const seen = [a.ups.length, b.ups.length] as const;
      between.cut();
      await until('they are up again', () => a.ups.length > seen[0] && b.ups.length > seen[1] && a.up.has(b.id));
    };
    const settle = (): Promise<void> => until('old sockets are gone', () => sockets() === 4);
    for (let i = 0; i < 100; i++) await once();
    await settle();
    gc();
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < 900; i++) await once();
    await settle();
    gc();
    const grown = process.memoryUsage().heapUsed - before;
    expect(grown, 'bytes of heap after 900 more').to.be.below(2 * 1024 * 1024);
    expect(a.ups.length).to.be.at.least(1001);
    expect(a.transport.send(b.id, [heartbeat(1)])).to.equal(true);
    await until('it arrives', () => b.rounds.length === 1);
  }).timeout(60_000);

  it('whose cable is cut are found out, and reached again once it is mended', async () => {
    const [a, b] = [await start('a'), await start('b')];
    const between = await proxy(b);
    a.setPeers([b.id, between.address]);
    await until('both are up', () => a.up.has(b.id) && b.up.has(a.id));
    between.freeze();
    await until('both have noticed', () => a.downs.length > 0 && b.downs.length > 0);
    expect(a.downs[0]).to.include('silent');
    await until('they are up again', () => a.up.has(b.id) && b.up.has(a.id));
  });

  it('that do not read do not keep us from closing, nor do clients', async () => {
    const timings: TimingOptions = { closeTimeout: 100 };
    const [a, b] = [await start('a', { timings }), await start('b', { timings })];
    const [toA, toB] = [await proxy(a), await proxy(b)];
    a.setPeers([b.id, toB.address]);
    await until('both are up', () => a.up.has(b.id) && b.up.has(a.id));
    const client = await Raw.client(toA.address);
    await until('the client is accepted', () => client.received.length === 1);
    toA.freeze();
    toB.freeze();
    // More than sockets hold, so that the close frame cannot leave.
    const payload = new Uint8Array(1024 * 1024);
    const entries = EntryBatch.pack(1, 1, 0, [{ kind: EntryKind.Command, session: 0, sequence: 0, payload }]);
    const { group } = heartbeat(0);
    for (let i = 0; i < 32; i++) {
      a.transport.send(b.id, [
        { group, message: { type: 'append', term: 1, prevIndex: 0, prevTerm: 0, commit: 0, entries } },
      ]);
    }
    await a.close();
    client.ws.terminate();
  });

  it('that are idle are kept up by pings', async () => {
    const a = await start('a');
    const raw = await Raw.peer(a.address, 'b');
    let pings = 0;
    raw.ws.on('ping', () => pings++);
    await until('it was pinged for longer than it may be silent', () => pings > 10);
    expect([a.ups.length, a.downs.length]).to.deep.equal([1, 0]);
    raw.ws.terminate();
  });

  it('that say nothing, not even to a ping, are closed', async () => {
    const a = await start('a');
    const raw = await Raw.peer(a.address, 'b', { autoPong: false });
    await until('it is up', () => a.up.size === 1);
    await until('it is found out', () => a.up.size === 0);
    await raw.closed;
    expect(a.downs).to.deep.equal(['it was silent for too long']);
  });

  it('are not held to be dead because we were not awake', async () => {
    const [a, b] = [await start('a'), await start('b')];
    a.setPeers([b.id, b.address]);
    await until('both are up', () => a.up.has(b.id) && b.up.has(a.id));
    // Three time-outs in which nothing in this process runs.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 900);
    expect(a.transport.send(b.id, [heartbeat(1)])).to.equal(true);
    await until('it arrives', () => b.rounds.length === 1);
    expect([...a.downs, ...b.downs]).to.deep.equal([]);
  });

  it('that are killed are down at once; those that are stopped, when they have been silent for too long', async () => {
    const a = await start('a');
    const killed = await child('killed');
    const stopped = await child('stopped');
    a.setPeers(['killed', killed.address], ['stopped', stopped.address]);
    await until('both are up', () => a.up.size === 2);
    killed.process.kill('SIGKILL');
    await until('its death is seen', () => a.up.size === 1);
    expect(a.downs[0], 'not by its silence').to.equal('the connection broke');
    stopped.process.kill('SIGSTOP');
    await until('its silence is noticed', () => a.up.size === 0);
    expect(a.downs.at(-1)).to.include('silent');
    stopped.process.kill('SIGCONT');
    await until('it is up again', () => a.up.size === 1);
  }).timeout(20_000);

  it('are asked rarely where they refuse us, and quickly where they are not there yet', async () => {
    const timings: TimingOptions = { ...QUICK, reconnect: { first: 1, cap: 60_000 } };
    const a = await start('a', { timings });
    const b = await start('b');
    const between = await proxy(b);
    // Another node answers there: the next try is drawn from a minute.
    a.setPeers(['c', between.address]);
    await until('it was refused', () => a.refused.length > 0);
    const other = await start('d');
    const gone = await Proxy.start(1);
    other.setPeers(['e', gone.address]);
    await gone.close();
    await until('another has been asked often', () => other.refused.length > 20);
    expect(between.connections).to.be.at.most(2);
  });

  it('that are no longer wanted are left once the connection is idle', async () => {
    const timings: TimingOptions = { ...QUICK, idleTimeout: 200 };
    const [a, b] = [await start('a', { timings }), await start('b', { timings })];
    a.setPeers([b.id, b.address]);
    await until('both are up', () => a.up.has(b.id) && b.up.has(a.id));
    a.setPeers();
    const since = performance.now();
    for (let i = 0; performance.now() - since < 500; i++) {
      expect(b.transport.send(a.id, [heartbeat(i)])).to.equal(true);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(a.up.has(b.id), 'still up while it is used').to.equal(true);
    await until('it is left', () => !a.up.has(b.id) && !b.up.has(a.id));
    expect(b.downs).to.deep.equal(['no longer needed']);
  });

  it('are dialled anew when their address changes', async () => {
    const [a, b] = [await start('a'), await start('b')];
    const [first, second] = [await proxy(b), await proxy(b)];
    a.setPeers([b.id, first.address]);
    await until('it is up', () => a.ups.length === 1);
    a.setPeers([b.id, second.address]);
    await until('it is up again', () => a.ups.length === 2 && a.up.has(b.id));
    expect([first.connections, second.connections]).to.deep.equal([1, 1]);
    a.setPeers([b.id, second.address]);
    a.setPeers([b.id, second.address]);
    a.setPeers([b.id, 'not an address']);
    await until('the bad address is reported', () => a.refused.some((reason) => reason.includes('not an address')));
  });

  it('that had dialled us are dialled where they have moved to, and stay up', async () => {
    for (const [id, other] of [
      ['a', 'b'],
      ['d', 'c'],
    ] as const) {
      const [a, b] = [await start(id), await start(other)];
      b.setPeers([a.id, a.address]);
      await until('it is up', () => a.up.has(b.id) && b.up.has(a.id));
      const [first, second] = [await proxy(b), await proxy(b)];
      a.setPeers([b.id, first.address]);
      a.setPeers([b.id, first.address]);
      await until('both hear each other', () => {
        a.transport.send(b.id, [heartbeat(1)]);
        return b.rounds.length > 0;
      });
      expect(first.connections, 'it is connected already').to.equal(0);
      a.setPeers([b.id, second.address]);
      await until('it is dialled there', () => second.connections === 1);
      b.rounds.length = 0;
      await until('they hear each other still', () => {
        a.transport.send(b.id, [heartbeat(2)]);
        b.transport.send(a.id, [heartbeat(2)]);
        return b.rounds.includes(2) && a.rounds.includes(2);
      });
      expect([a.downs, b.downs]).to.deep.equal([[], []]);
    }
  });

  it('under one id with two incarnations do not fight: the newer one has it, the other asks rarely', async () => {
    const a = await start('a');
    const timings: TimingOptions = { ...QUICK, reconnect: { first: 1, cap: 60_000 } };
    const [b1, b2] = [await start('b', { timings }, 1), await start('b', { timings }, 2)];
    b1.setPeers([a.id, a.address]);
    await until('the first is up', () => a.up.size === 1);
    b2.setPeers([a.id, a.address]);
    await until('the second has replaced it', () => a.ups.at(-1)?.incarnation === 2 && b1.up.size === 0);
    expect(b1.refused.some((reason) => reason.includes('replaced'))).to.equal(true);
    expect(a.ups.map(({ incarnation }) => incarnation)).to.deep.equal([1, 2]);
  });

  it('whose connection is replaced by a newer one of the same process go down and up', async () => {
    const a = await start('a');
    const first = await Raw.peer(a.address, 'b');
    await until('it is up', () => a.ups.length === 1);
    const second = await Raw.peer(a.address, 'b');
    await until('it is up again', () => a.ups.length === 2);
    expect((await first.closed).reason).to.include('replaced');
    expect(a.downs).to.deep.equal(['it has opened a newer connection']);
    second.send('peer', 'control', encodePeerBatch([heartbeat(5)]));
    await until('it is heard', () => a.rounds.length === 1);
    second.ws.terminate();
  });

  it('have their traffic counted at both ends, over connections that come and go', async () => {
    const [a, b] = [await start('a'), await start('b')];
    expect(a.transport.traffic().get(b.id)).to.equal(undefined);
    a.setPeers([b.id, b.address]);
    b.setPeers([a.id, a.address]);
    for (let round = 1; round <= 3; round++) {
      await until('both are up', () => a.up.has(b.id) && b.up.has(a.id));
      expect(a.transport.send(b.id, [heartbeat(round), chunk(0, 1000)])).to.equal(true);
      await until('it has arrived', () => b.rounds.length === round && b.chunks.length === round);
      const sent = a.transport.traffic().get(b.id);
      const received = b.transport.traffic().get(a.id);
      expect(sent).to.include({ messagesSent: 2 * round, messagesReceived: 0, bytesReceived: 0 });
      expect(sent?.bytesSent).to.be.within(1000 * round, 1400 * round);
      expect(received).to.include({ messagesReceived: 2 * round, bytesReceived: sent?.bytesSent, messagesSent: 0 });
      if (round === 3) break;
      const downs = a.downs.length;
      // Peers still, so that what is counted of them is kept.
      b.setPeers([a.id, 'ws://127.0.0.1:1']);
      a.setPeers([b.id, 'ws://127.0.0.1:1']);
      await until('it is gone', () => a.downs.length > downs && !b.up.has(a.id));
      a.setPeers([b.id, b.address]);
      b.setPeers([a.id, a.address]);
    }
  });

  it('get the messages of one turn together, in one frame for each class', async () => {
    const a = await start('a');
    const raw = await Raw.peer(a.address, 'b');
    await until('it is up', () => a.up.size === 1 && raw.received.length === 1);
    let frames = 0;
    raw.ws.on('message', () => frames++);
    const append: PeerEnvelope = {
      group: heartbeat(0).group,
      message: { type: 'append', term: 1, prevIndex: 0, prevTerm: 0, commit: 0, entries: undefined },
    };
    for (let i = 0; i < 100; i++) a.transport.send('b' as never, [heartbeat(i), append]);
    await until('all have arrived', () => raw.received.length === 3);
    expect(frames).to.equal(2);
    raw.ws.terminate();
  });

  it('whose handler throws end their process, with the error, rather than go on in silence', async () => {
    const a = await start('a');
    const broken = await child('broken', { THROW: '1' });
    const exit = broken.exit();
    a.setPeers(['broken', broken.address]);
    await until('it is up', () => a.up.size === 1);
    a.transport.send('broken' as never, [heartbeat(1)]);
    const { code, errors } = await exit;
    expect(code).to.not.equal(0);
    expect(errors).to.include('a bug in a handler');
  });
});
