import {
  AppError,
  LeadershipLostError,
  MethodNotFoundError,
  NotLeaderError,
  OverloadedError,
  type InvokeItem,
  type RaftError,
} from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { FakeNode } from './support/fake-cluster.js';
import { payload, text } from './support/fake-cluster.js';
import { start, watch, type Fixture } from './support/fixture.js';

const LOCK = 'lol.lock.v1.Lock';

/** What each node was asked of services. */
function asked({ cluster }: Fixture): string[] {
  return cluster.nodes.flatMap(({ address, requests }) =>
    requests.filter((r) => r.type === 'invoke').map((r) => `${address} ${r.method} ${text(r.payload)}`),
  );
}

/** The node fails the calls of services with these errors, one after the other, and then answers. */
function failing(node: FakeNode, ...errors: RaftError[]): void {
  node.script = (request) => {
    const error = request.type === 'invoke' ? errors.shift() : undefined;
    if (error !== undefined) throw error;
    return node.play(request);
  };
}

function item(value: string): InvokeItem {
  return { type: 'invokeItem', bytes: payload(value) };
}

describe('calls of services', () => {
  it('go to the leader, and after it where another one leads', async () => {
    const fixture = start();
    const { clock, cluster, client } = fixture;
    expect(text(await client.call(LOCK, 'Acquire', payload('x')))).to.equal('a answers x');
    cluster.elect('c');
    const second = watch(client.call(LOCK, 'Acquire', payload('y')));
    await clock.advance(1_000);
    expect(text(second.value ?? payload(''))).to.equal('c answers y');
    expect(asked(fixture)).to.deep.equal(['a Acquire x', 'a Acquire y', 'c Acquire y']);
  });

  it('are tried again where nothing was done, and else only where they are said to be idempotent', async () => {
    for (const [error, idempotent, attempts] of [
      [new OverloadedError('busy'), false, 2],
      [new LeadershipLostError(), false, 1],
      [new LeadershipLostError(), true, 2],
      [new AppError('BUSY', 'again', { retryable: true }), false, 2],
      [new AppError('BUSY', 'again', { retryable: true, outcome: 'unknown' }), false, 1],
      [new AppError('BUSY', 'again', { retryable: true, outcome: 'unknown' }), true, 2],
      [new AppError('GONE', 'no use'), true, 1],
      [new MethodNotFoundError(LOCK, 'Acquire'), true, 1],
    ] as const) {
      const fixture = start();
      failing(fixture.cluster.node('a'), error);
      const call = watch(fixture.client.call(LOCK, 'Acquire', payload('x'), { idempotent }));
      await fixture.clock.advance(3_000);
      const what = `${error.code} ${error.outcome} ${idempotent}`;
      expect(asked(fixture), what).to.have.lengthOf(attempts);
      if (attempts === 1) expect(call.error, what).to.equal(error);
      else expect(text(call.value ?? payload('')), what).to.equal('a answers x');
    }
  });

  it('whose connection breaks are in doubt: the caller is told, unless they are idempotent', async () => {
    for (const idempotent of [false, true]) {
      const fixture = start();
      const { clock, cluster, client } = fixture;
      const a = cluster.node('a');
      a.script = (request) => (request.type === 'invoke' ? new Promise(() => undefined) : a.play(request));
      const call = watch(client.call(LOCK, 'Acquire', payload('x'), { idempotent, timeout: 60_000 }));
      await clock.settle();
      expect(asked(fixture)).to.deep.equal(['a Acquire x']);
      a.kill();
      cluster.elect('b');
      await clock.advance(3_000);
      if (idempotent) expect(text(call.value ?? payload(''))).to.equal('b answers x');
      else expect(call.error).to.include({ code: 'UNAVAILABLE', outcome: 'unknown' });
    }
  });

  it('may wait for minutes at a leader that lives', async () => {
    const { clock, cluster, client } = start();
    const a = cluster.node('a');
    let grant: () => void = () => undefined;
    a.script = (request) =>
      request.type === 'invoke' ? new Promise((resolve) => (grant = () => resolve(a.play(request)))) : a.play(request);
    const call = watch(client.call(LOCK, 'Acquire', payload('x'), { timeout: 600_000, waits: true, idempotent: true }));
    await clock.advance(500_000);
    expect(call.isOpen).to.equal(true);
    expect(a.requests).to.have.lengthOf(1);
    grant();
    await clock.settle();
    expect(text(call.value ?? payload(''))).to.equal('a answers x');
  });

  it('that wait are in nobody’s way, and bounded, with streams among them', async () => {
    const { clock, cluster, client } = start({ maxInFlight: 1, maxWaiting: 3 });
    const a = cluster.node('a');
    const grants: (() => void)[] = [];
    a.script = (request) =>
      request.type === 'invoke' && request.method === 'Acquire'
        ? new Promise((resolve) => grants.push(() => resolve(a.play(request))))
        : a.play(request);
    a.invokeStream = async function* () {
      for (let i = 0; ; i++) yield item(String(i));
    };
    const acquire = () => watch(client.call(LOCK, 'Acquire', payload('x'), { waits: true }));
    const calls = [acquire(), acquire()];
    const stream = client.stream(LOCK, 'Watch', payload(''));
    const first = watch(stream.next());
    await clock.settle();
    expect(text((first.value?.value as Uint8Array | undefined) ?? payload(''))).to.equal('0');
    const late = [acquire(), watch(client.stream(LOCK, 'Watch', payload('')).next())];
    const keep = watch(client.call(LOCK, 'KeepAlive', payload('k')));
    await clock.settle();
    for (const { error } of late) expect(error).to.include({ code: 'OVERLOADED', outcome: 'not_applied' });
    expect(text(keep.value ?? payload(''))).to.equal('a answers k');
    await stream.return();
    grants[0]?.();
    await clock.settle();
    expect(calls.map(({ isOpen }) => isOpen)).to.deep.equal([false, true]);
    for (const again of [acquire(), acquire()]) expect(again.isOpen).to.equal(true);
    await clock.settle();
    expect(grants).to.have.lengthOf(4);
  });

  it('need no leader where any node will do, nor any other than the one that is named', async () => {
    const fixture = start();
    const { clock, cluster, client } = fixture;
    for (const node of cluster.nodes)
      node.script = (r) => (r.type === 'invoke' ? answer(node, r.payload) : node.play(r));
    cluster.depose();
    expect(text(await client.call(LOCK, 'Look', payload('x'), { node: 'b' }))).to.equal('b saw x');
    for (let i = 0; i < 3; i++) await client.call(LOCK, 'Look', payload('y'), { leader: false });
    expect(asked(fixture)).to.have.lengthOf(4);
    cluster.node('b').kill();
    const gone = watch(client.call(LOCK, 'Look', payload('z'), { node: 'b' }));
    await clock.settle();
    expect(gone.error).to.include({ code: 'UNAVAILABLE', outcome: 'not_applied' });
    // A node that has no such service says nothing of the others; a doubt is the caller's.
    failing(cluster.node('a'), ...Array.from({ length: 9 }, () => new MethodNotFoundError(LOCK, 'Look')));
    const other = watch(client.call(LOCK, 'Look', payload('x'), { leader: false }));
    await clock.advance(1_000);
    expect(text(other.value ?? payload(''))).to.equal('c saw x');
    for (const node of cluster.nodes) failing(node, new LeadershipLostError());
    const doubt = watch(client.call(LOCK, 'Look', payload('x'), { leader: false }));
    await clock.advance(1_000);
    expect(doubt.error).to.be.instanceOf(LeadershipLostError);
  });
});

function answer({ address }: FakeNode, bytes: Uint8Array) {
  return { type: 'invoke' as const, value: payload(`${address} saw ${text(bytes)}`) };
}

describe('streams of services', () => {
  async function collect(stream: AsyncIterable<Uint8Array>, seen: string[]): Promise<void> {
    for await (const bytes of stream) seen.push(text(bytes));
  }

  it('come from the leader, and follow it until the first item', async () => {
    const { clock, cluster, client } = start();
    const c = cluster.node('c');
    // It believes that it leads, and its app knows better.
    let refusals = 0;
    cluster.node('a').invokeStream = async function* () {
      refusals++;
      cluster.elect('c');
      throw new NotLeaderError({ id: 'c', address: 'c' });
      yield item('never');
    };
    c.invokeStream = async function* ({ payload: request }) {
      yield item(`c ${text(request)}`);
      yield item('2');
    };
    const seen: string[] = [];
    const end = watch(collect(client.stream(LOCK, 'Watch', payload('w')), seen));
    await clock.advance(2_000);
    expect(end).to.deep.include({ isOpen: false, value: undefined });
    expect(end.error).to.equal(undefined);
    expect(seen).to.deep.equal(['c w', '2']);
    expect(refusals).to.equal(1);
  });

  it('end with the error of their node once they have begun, and the next one goes to the new leader', async () => {
    const { clock, cluster, client } = start();
    const down = new NotLeaderError({ id: 'b', address: 'b' });
    cluster.node('a').invokeStream = async function* () {
      yield item('1');
      throw down;
    };
    cluster.node('b').invokeStream = async function* () {
      yield item('b');
    };
    const seen: string[] = [];
    const end = watch(collect(client.stream(LOCK, 'Watch', payload('')), seen));
    await clock.settle();
    expect(end.error).to.equal(down);
    cluster.elect('b');
    const next = watch(collect(client.stream(LOCK, 'Watch', payload('')), seen));
    await clock.advance(1_000);
    expect(next).to.deep.include({ isOpen: false });
    expect(seen).to.deep.equal(['1', 'b']);
    expect(cluster.node('a').streams.filter(({ request }) => request.type === 'invokeStream')).to.have.lengthOf(1);
  });

  it('that fail before their first item begin again only where nothing was done, or they are idempotent', async () => {
    for (const [idempotent, attempts] of [
      [false, 1],
      [true, 2],
    ] as const) {
      const { clock, cluster, client } = start();
      let begun = 0;
      cluster.node('a').invokeStream = async function* () {
        if (++begun === 1) throw new LeadershipLostError();
        yield item('1');
      };
      const seen: string[] = [];
      const end = watch(collect(client.stream(LOCK, 'Watch', payload(''), { idempotent }), seen));
      await clock.advance(2_000);
      expect(begun, String(idempotent)).to.equal(attempts);
      if (idempotent) expect(seen).to.deep.equal(['1']);
      else expect(end.error).to.be.instanceOf(LeadershipLostError);
    }
  });

  it('do not try for ever to begin, and stop at once when they are given up or the client closes', async () => {
    for (const how of ['time', 'signal', 'close'] as const) {
      const { clock, cluster, client } = start({ timeout: 5_000 });
      cluster.node('a').invokeStream = async function* () {
        throw new OverloadedError('busy');
        yield item('never');
      };
      const controller = new AbortController();
      const end = watch(collect(client.stream(LOCK, 'Watch', payload(''), { signal: controller.signal }), []));
      await clock.advance(3_000);
      expect(end.isOpen, how).to.equal(true);
      if (how === 'signal') controller.abort();
      if (how === 'close') await client.close();
      if (how === 'time') await clock.advance(3_000);
      await clock.settle();
      expect(end.error?.code, how).to.equal({ time: 'OVERLOADED', signal: 'ABORTED', close: 'CLOSED' }[how]);
      const refused = watch(client.stream(LOCK, 'Watch', payload('')).next());
      await clock.settle();
      if (how === 'close') expect(refused.error?.code).to.equal('CLOSED');
    }
  });

  it('come from any node, or the one that is named', async () => {
    const { cluster, client } = start();
    for (const node of cluster.nodes)
      node.invokeStream = async function* () {
        yield item(node.address);
      };
    const seen: string[] = [];
    await collect(client.stream(LOCK, 'Watch', payload(''), { node: 'b' }), seen);
    await collect(client.stream(LOCK, 'Watch', payload(''), { leader: false }), seen);
    expect(seen[0]).to.equal('b');
    expect(seen).to.have.lengthOf(2);
  });
});
