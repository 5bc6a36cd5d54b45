import { AbortedError, ClosedError } from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { type FakeCluster, payload, SILENCE, text } from './support/fake-cluster.js';
import { start, watch } from './support/fixture.js';

/** The leader takes calls and never answers them. */
function absorb(cluster: FakeCluster): void {
  const a = cluster.node('a');
  a.script = (request) => (request.type === 'status' ? a.play(request) : SILENCE);
}

describe('deadlines', () => {
  it('end a write that was not sent, which is not applied, and say why it waited', async () => {
    const { clock, cluster, client } = start();
    for (const node of cluster.nodes) node.listening = false;
    const write = watch(client.write(payload('x'), { timeout: 500 }));
    await clock.advance(499);
    expect(write.isOpen).to.equal(true);
    await clock.advance(10);
    expect(write.error).to.include({ code: 'DEADLINE_EXCEEDED', outcome: 'not_applied' });
    expect(write.error?.message).to.match(/nobody listens at [abc]/);
  });

  it('end a write that was sent, which is unknown, and a read, which has no effect', async () => {
    const { clock, cluster, client } = start();
    absorb(cluster);
    const write = watch(client.write(payload('x'), { timeout: 700 }));
    const read = watch(client.read(payload('x'), { timeout: 700 }));
    await clock.advance(710);
    expect(write.error).to.include({ code: 'DEADLINE_EXCEEDED', outcome: 'unknown' });
    expect(read.error).to.include({ code: 'DEADLINE_EXCEEDED', outcome: 'not_applied' });
  });

  it('leave an idempotent write unknown of which an earlier attempt may have been applied', async () => {
    const { clock, cluster, client } = start();
    absorb(cluster);
    const write = watch(client.write(payload('x'), { timeout: 2_000, idempotent: true }));
    await clock.settle();
    for (const node of cluster.nodes) node.kill();
    await clock.advance(2_010);
    expect(write.error).to.include({ code: 'DEADLINE_EXCEEDED', outcome: 'unknown' });
  });

  it('are told to the node as what is left of them', async () => {
    const { clock, cluster, client } = start({ timeout: 4_000 });
    const timeouts: (number | undefined)[] = [];
    const a = cluster.node('a');
    a.script = (request, { timeout }) => {
      if (request.type !== 'status') timeouts.push(timeout);
      return a.play(request);
    };
    cluster.depose();
    const writes = [client.write(payload('x')), client.write(payload('y'), { timeout: 90_000 })];
    await clock.advance(1_000);
    cluster.elect('a');
    await clock.advance(1_000);
    await Promise.all(writes);
    expect(timeouts[0]).to.be.within(2_000, 3_000);
    expect(timeouts[1]).to.be.within(88_000, 89_000);
    await client.read(payload('r'), { timeout: 90_000 });
    expect(timeouts[2]).to.equal(3_000);
  });

  it('of no time at all', async () => {
    const { client } = start();
    const write = watch(client.write(payload('x'), { timeout: 0 }));
    await new Promise((resolve) => setImmediate(resolve));
    expect(write.error).to.include({ code: 'DEADLINE_EXCEEDED', outcome: 'not_applied' });
  });

  it('let an answer win that came before them, however late the loop looks', async () => {
    const { clock, cluster, client } = start();
    const a = cluster.node('a');
    let answer = () => {};
    a.script = (request) => {
      if (request.type === 'status') return a.play(request);
      return new Promise((resolve) => (answer = () => resolve(a.play(request))));
    };
    const write = watch(client.write(payload('x'), { timeout: 500 }));
    await clock.settle();
    // The loop was blocked beyond the deadline: the timer comes first, and the answer is there in the same turn.
    const defer = clock.defer.bind(clock);
    let late = false;
    clock.defer = (callback) => {
      late = true;
      answer();
      defer(callback);
    };
    await clock.advance(600);
    expect(late).to.equal(true);
    expect(write.value && text(write.value.value)).to.equal('a answers x');
  });

  it('ignore whatever comes after them', async () => {
    const { clock, cluster, client } = start();
    const a = cluster.node('a');
    let answer = () => {};
    a.script = (request) => {
      if (request.type === 'status') return a.play(request);
      return new Promise((resolve) => (answer = () => resolve(a.play(request))));
    };
    const write = watch(client.write(payload('x'), { timeout: 500 }));
    await clock.advance(510);
    expect(write.error).to.include({ code: 'DEADLINE_EXCEEDED' });
    answer();
    await clock.settle();
    expect(write.value).to.equal(undefined);
  });
});

describe('aborts', () => {
  it('end a call before it begins, while it waits, and while it is under way', async () => {
    const { clock, cluster, client } = start();
    const reason = new Error('enough');
    const before = watch(client.write(payload('x'), { signal: AbortSignal.abort(reason) }));
    cluster.depose();
    const waiting = new AbortController();
    const waits = watch(client.write(payload('y'), { signal: waiting.signal }));
    await clock.settle();
    waiting.abort(reason);
    cluster.elect('a');
    absorb(cluster);
    const sent = new AbortController();
    const write = watch(client.write(payload('z'), { signal: sent.signal }));
    const read = watch(client.read(payload('r'), { signal: sent.signal }));
    await clock.advance(500);
    sent.abort(reason);
    await clock.settle();
    expect([before, waits, write, read].map(({ error }) => [error?.code, error?.outcome])).to.deep.equal([
      ['ABORTED', 'not_applied'],
      ['ABORTED', 'not_applied'],
      ['ABORTED', 'unknown'],
      ['ABORTED', 'not_applied'],
    ]);
    expect(write.error).to.be.instanceOf(AbortedError);
    expect(write.error?.cause).to.equal(reason);
    expect(cluster.node('a').writes).to.deep.equal(['z']);
  });

  it('reach the node, and leave no listener behind', async () => {
    const { clock, cluster, client } = start();
    const signals: (AbortSignal | undefined)[] = [];
    const a = cluster.node('a');
    a.script = (request, options) => {
      if (request.type !== 'status') signals.push(options.signal);
      return a.play(request);
    };
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...given: Parameters<typeof add>) => {
      listeners++;
      add(...given);
    };
    signal.removeEventListener = (...given: Parameters<typeof remove>) => {
      listeners--;
      remove(...given);
    };
    const write = client.write(payload('x'), { signal });
    expect(listeners).to.equal(1);
    await clock.settle();
    await write;
    expect(signals).to.deep.equal([signal]);
    expect(listeners).to.equal(0);
  });
});

describe('close', () => {
  it('settles every call, says what is known of it, and takes no more', async () => {
    const { clock, cluster, client } = start({ maxInFlight: 2 });
    absorb(cluster);
    const calls = [
      watch(client.write(payload('sent'))),
      watch(client.read(payload('sent'))),
      watch(client.write(payload('waits'))),
      watch(client.status('b')),
      watch(client.read(payload('local'), { level: 'local' })),
    ];
    cluster.node('b').paused = true;
    await clock.settle();
    await client.close();
    const after = [
      watch(client.write(payload('late'))),
      watch(client.status('b')),
      watch(client.watchStatus('b').next()),
    ];
    await clock.settle();
    expect(calls.slice(0, 4).map(({ error }) => [error?.code, error?.outcome])).to.deep.equal([
      ['CLOSED', 'unknown'],
      ['CLOSED', 'not_applied'],
      ['CLOSED', 'not_applied'],
      ['CLOSED', 'not_applied'],
    ]);
    for (const { error } of after) expect(error).to.be.instanceOf(ClosedError);
    for (const call of calls) expect(call.isOpen).to.equal(false);
    await client.close();
  });

  it('ends while it connects, while it looks for the leader, and while a call pauses', async () => {
    for (const listening of [true, false, 'hang'] as const) {
      const { clock, cluster, client } = start();
      cluster.depose();
      for (const node of cluster.nodes) node.listening = listening;
      const write = watch(client.write(payload('x')));
      await clock.settle();
      await client.close();
      await clock.settle();
      expect(write.error).to.include({ code: 'CLOSED', outcome: 'not_applied' });
      expect(clock.pendingTimers).to.equal(0);
    }
  });

  it('closes a connection that is made too late', async () => {
    const { clock, cluster, client } = start();
    const write = watch(client.write(payload('x')));
    expect(cluster.dialing).to.equal(3);
    await client.close();
    await clock.settle();
    expect(write.error?.code).to.equal('CLOSED');
    expect(cluster.dialing).to.equal(0);
    for (const node of cluster.nodes) expect(node.connections.size).to.equal(0);
  });

  it('is done at the end of a block', async () => {
    const { client, clock } = start();
    {
      await using inner = client;
      const write = inner.write(payload('x'));
      await clock.settle();
      await write;
    }
    const late = watch(client.write(payload('y')));
    await clock.settle();
    expect(late.error).to.be.instanceOf(ClosedError);
  });
});
