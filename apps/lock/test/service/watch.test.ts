import { decodeMessage, encodeMessage, proto } from '@lolraft/lock-client';
import { RaftError } from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { Cluster, contextOf, type Node, sessionOf, sid } from './support/cluster.js';

type Event = proto.WatchEvent;

/** One stream of a node's service, read as a transport does. */
class Reader {
  readonly #cluster: Cluster;
  readonly #iterator: AsyncIterator<Uint8Array>;
  readonly controller = new AbortController();

  constructor(cluster: Cluster, node: Node, request: proto.WatchRequest.$Properties) {
    this.#cluster = cluster;
    const method = node.service.mounted.methods.Watch;
    if (method?.kind !== 'stream') throw new Error('Watch is no stream');
    this.#iterator = method
      .handle(encodeMessage(proto.WatchRequest, request), contextOf(this.controller.signal))
      [Symbol.asyncIterator]();
  }

  async next(): Promise<Event> {
    const result = await this.#cluster.done(this.#iterator.next(), 'the next event');
    if (result.done === true) throw new Error('it has ended');
    return decodeMessage('an event', proto.WatchEvent, result.value);
  }

  async ends(): Promise<unknown> {
    try {
      return (await this.#cluster.done(this.#iterator.next(), 'the end')).done;
    } catch (error) {
      return error;
    }
  }

  async return(): Promise<void> {
    await this.#cluster.done(this.#iterator.return!(), 'it returns');
  }
}

const hold = (event: Event): unknown => event.state?.object?.holders?.map(({ owner }) => owner);

describe('Watch', () => {
  it('tells the state and then what happens, at any node, in order', async () => {
    await using cluster = await Cluster.start(3);
    const leader = await cluster.leader();
    for (const n of [1, 2]) await cluster.open(leader, n, 600_000);
    const { token } = await cluster.done(cluster.acquire(leader, 1, 1, 'a'));
    for (const node of cluster.nodes.values()) {
      const reader = new Reader(cluster, node, { name: 'a' });
      const state = await reader.next();
      expect([hold(state), state.state?.object?.object?.holds]).to.deep.equal([['owner 1'], 1]);
      expect(state.index).to.be.at.least(token!);
      await reader.return();
      expect(node.service.status().watches).to.equal(0);
    }
    const reader = new Reader(cluster, cluster.others(leader)[0]!, { name: 'a' });
    await reader.next();
    void cluster.acquire(leader, 2, 1, 'a', { waitOpen: true });
    await cluster.clock.until(() => leader.service.status().waitingRequests === 1, 'the second one waits');
    await cluster.ask(leader, 'Release', { session: sessionOf(1), request: 1 });
    const released = await reader.next();
    expect(released.released).to.include({ name: 'a', token, cause: proto.Released.Cause.RELEASED });
    const granted = await reader.next();
    expect(granted.granted?.token).to.be.above(token!);
    expect(granted.index).to.equal(released.index);
    expect(granted.granted?.requests).to.deep.equal([1]);
    // What happens to other objects is not told.
    await cluster.done(cluster.acquire(leader, 1, 2, 'b'));
    await cluster.ask(leader, 'CloseSession', { session: sessionOf(2) });
    expect((await reader.next()).released).to.include({ cause: proto.Released.Cause.SESSION_ENDED });
    await reader.return();
  });

  it('tells who leads an election', async () => {
    await using cluster = await Cluster.start(1);
    const leader = await cluster.leader();
    await cluster.open(leader, 1, 600_000);
    const reader = new Reader(cluster, leader, { name: 'e' });
    expect((await reader.next()).state?.object?.object ?? undefined).to.equal(undefined);
    const want = { election: { value: Buffer.from('here') } };
    const { token } = await cluster.done(cluster.acquire(leader, 1, 1, 'e', { want }));
    expect((await reader.next()).granted).to.include({ token });
    const { elected } = await reader.next();
    expect(Buffer.from(elected!.leader!.value!).toString()).to.equal('here');
    await cluster.ask(leader, 'CloseSession', { session: sessionOf(1) });
    expect((await reader.next()).released).to.include({ token });
    expect((await reader.next()).elected?.leader ?? undefined).to.equal(undefined);
    await reader.return();
  });

  it('tells of a session until its end, and ends with it', async () => {
    await using cluster = await Cluster.start(1);
    const leader = await cluster.leader();
    await cluster.open(leader, 1, 2_000);
    const reader = new Reader(cluster, leader, { session: sessionOf(1) });
    expect((await reader.next()).state?.session).to.include({ owner: 'owner 1', ttl: 2_000 });
    const { token } = await cluster.done(cluster.acquire(leader, 1, 1, 'a'));
    expect((await reader.next()).granted).to.include({ token });
    expect((await reader.next()).released).to.include({ token });
    expect((await reader.next()).sessionEnded).to.include({ expired: true });
    expect(await reader.ends()).to.equal(true);
    const late = new Reader(cluster, leader, { session: sessionOf(1) });
    expect((await late.next()).state?.session ?? undefined).to.equal(undefined);
    expect(await late.ends()).to.equal(true);
    expect(leader.service.status().watches).to.equal(0);
  });

  it('gives a slow reader the state instead of what it has missed', async () => {
    await using cluster = await Cluster.start(1, { maxWatchEvents: 8 });
    const leader = await cluster.leader();
    await cluster.open(leader, 1, 600_000);
    const reader = new Reader(cluster, leader, { name: 'a' });
    expect(hold(await reader.next())).to.deep.equal([]);
    for (let n = 1; n <= 20; n++) {
      await cluster.done(cluster.acquire(leader, 1, n, 'a'));
      if (n < 20) await cluster.ask(leader, 'Release', { session: sessionOf(1), request: n });
    }
    const caughtUp = await reader.next();
    expect(hold(caughtUp)).to.deep.equal(['owner 1']);
    expect(leader.service.tally.skippedStates).to.equal(1);
    await cluster.ask(leader, 'Release', { session: sessionOf(1), request: 20 });
    const next = await reader.next();
    expect(next.released?.requests).to.deep.equal([20]);
    expect(next.index).to.be.above(caughtUp.index);
    await reader.return();
  });

  it('begins again with the state where that was replaced', async () => {
    await using cluster = await Cluster.start(1);
    const leader = await cluster.leader();
    await cluster.open(leader, 1, 600_000);
    await cluster.done(cluster.acquire(leader, 1, 1, 'a'));
    const reader = new Reader(cluster, leader, { name: 'a' });
    await reader.next();
    const pieces = [...(leader.app.snapshot().read() as Iterable<Uint8Array>)].map((piece) => piece.slice());
    await leader.app.install({
      index: 99,
      term: 1,
      time: 0,
      read: async function* () {
        yield* pieces;
      },
    });
    const again = await reader.next();
    expect([hold(again), again.index]).to.deep.equal([['owner 1'], 99]);
    expect(leader.app.session(sid(1))).not.to.equal(undefined);
    await reader.return();
  });

  it('bounds how many watch, ends with its caller and its node, and knows what it is asked', async () => {
    await using cluster = await Cluster.start(1, { maxWatches: 2 });
    const leader = await cluster.leader();
    const first = new Reader(cluster, leader, { name: 'a' });
    const second = new Reader(cluster, leader, { name: 'a' });
    await first.next();
    await second.next();
    const third = await new Reader(cluster, leader, { name: 'a' }).ends();
    expect(third).to.include({ code: 'OVERLOADED' });
    first.controller.abort();
    expect(await first.ends()).to.be.instanceOf(Error);
    expect(leader.service.status().watches).to.equal(1);
    expect(await new Reader(cluster, leader, {}).ends()).to.include({ code: 'INVALID_ARGUMENT' });
    const end = second.ends();
    leader.service.close();
    const error = await end;
    expect(error).to.be.instanceOf(RaftError).and.include({ code: 'CLOSED' });
    expect(leader.service.status().watches).to.equal(0);
  });
});
