import {
  InvalidArgumentError,
  LeadershipLostError,
  OverloadedError,
  RaftError,
  type ServiceRequest,
  SessionExpiredError,
  StorageFailedError,
} from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Answer } from '../src/index.js';
import type { RaftClientOptions } from '../src/index.js';
import { type FakeCluster, type FakeNode, payload, SILENCE, text } from './support/fake-cluster.js';
import { type Fixture, type Settled, start as startAny, watch } from './support/fixture.js';

const start = (options: Partial<RaftClientOptions> = {}): Fixture => startAny({ session: true, ...options });
const said = ({ value }: Settled<Answer>): string | undefined => value && text(value.value);
const asked = (cluster: FakeCluster, type: ServiceRequest['type']) =>
  cluster.nodes.flatMap((node) => node.requests.filter((request) => request.type === type));
const operations = (cluster: FakeCluster): string[] =>
  asked(cluster, 'session').map((request) => (request.type === 'session' ? request.operation : ''));
const writes = (cluster: FakeCluster): string[] =>
  asked(cluster, 'write').map((r) => (r.type === 'write' ? `${text(r.payload)} ${r.sequence}/${r.window}` : ''));

/** Does what it is asked, and fails all the same: the answer is lost. */
function losing(node: FakeNode, error: () => RaftError, times = Infinity): void {
  let left = times;
  node.script = (request) => {
    const answer = node.play(request);
    if (request.type !== 'write' || left-- <= 0) return answer;
    throw error();
  };
}

describe('a client with a session', () => {
  it('opens one with the first write, and no sooner', async () => {
    const { clock, cluster, client } = start();
    await client.read(payload('r'));
    expect(operations(cluster)).to.deep.equal([]);
    const all = ['x', 'y', 'z'].map((name) => watch(client.write(payload(name))));
    await clock.settle();
    expect(all.map(said)).to.deep.equal(['a answers x', 'a answers y', 'a answers z']);
    expect(operations(cluster)).to.deep.equal(['open']);
    expect(writes(cluster)).to.deep.equal(['x 1/1', 'y 2/2', 'z 3/3']);
    await client.write(payload('later'));
    expect(writes(cluster).at(-1)).to.equal('later 4/1');
  });

  it('needs none for a write that is idempotent, or where it is told so', async () => {
    const { cluster, client } = start();
    await client.write(payload('x'), { idempotent: true });
    const without = start({ session: false });
    await without.client.write(payload('x'));
    expect([...operations(cluster), ...operations(without.cluster)]).to.deep.equal([]);
  });

  it('C1: sends a write again whose answer is lost, and it is applied once', async () => {
    for (const failure of [new LeadershipLostError(), new StorageFailedError('test')]) {
      const { clock, cluster, client } = start();
      losing(cluster.node('a'), () => failure, 1);
      const write = watch(client.write(payload('x')));
      await clock.advance(100);
      expect(said(write)).to.equal('a answers x');
      expect(writes(cluster)).to.deep.equal(['x 1/1', 'x 1/1']);
      expect(cluster.applied).to.deep.equal(['x']);
    }
  });

  it('C1: sends it to the next leader where the connection breaks', async () => {
    const { clock, cluster, client } = start();
    const first = ['x', 'y'].map((name) => watch(client.write(payload(name))));
    await clock.settle();
    const a = cluster.node('a');
    a.script = (request) => (request.type === 'write' ? (a.play(request), SILENCE) : a.play(request));
    const lost = ['v', 'w'].map((name) => watch(client.write(payload(name))));
    await clock.settle();
    a.kill();
    cluster.elect('b', [cluster.node('b'), cluster.node('c')]);
    await clock.advance(100);
    // The answers are those of the first time.
    expect([...first, ...lost].map(said)).to.deep.equal(['x', 'y', 'v', 'w'].map((name) => `a answers ${name}`));
    expect(cluster.applied).to.deep.equal(['x', 'y', 'v', 'w']);
  });

  it('C1: gives up a paused leader, and sends it to the next one', async () => {
    const { clock, cluster, client } = start();
    await client.write(payload('warm'));
    const a = cluster.node('a');
    a.script = (request) => {
      const answer = a.play(request);
      if (request.type === 'write') a.paused = true;
      return a.paused ? SILENCE : answer;
    };
    const write = watch(client.write(payload('x'), { timeout: 8_000 }));
    await clock.settle();
    cluster.elect('b', [cluster.node('b'), cluster.node('c')]);
    await clock.advance(4_000);
    expect(said(write)).to.equal('a answers x');
    expect(cluster.applied).to.deep.equal(['warm', 'x']);
  });

  it('a write that is given up is not waited for by the others, and is never applied later', async () => {
    const { clock, cluster, client } = start();
    const a = cluster.node('a');
    await client.write(payload('warm'));
    const held: ServiceRequest[] = [];
    a.script = (request) => {
      if (request.type !== 'write' || text(request.payload) !== 'x') return a.play(request);
      held.push(request);
      return SILENCE;
    };
    const x = watch(client.write(payload('x'), { timeout: 100 }));
    await clock.advance(50);
    const y = watch(client.write(payload('y')));
    await clock.advance(200);
    expect(x.error).to.include({ code: 'DEADLINE_EXCEEDED', outcome: 'unknown' });
    expect(said(y)).to.equal('a answers y');
    await client.write(payload('z'));
    expect(writes(cluster)).to.deep.equal(['warm 1/1', 'x 2/1', 'y 3/2', 'z 4/1']);
    expect(() => a.play(held[0] as ServiceRequest))
      .to.throw(RaftError)
      .with.property('code', 'SEQUENCE_FORGOTTEN');
    expect(cluster.applied).to.deep.equal(['warm', 'y', 'z']);
  });

  it('keeps within the window that the cluster allows', async () => {
    const { clock, cluster, client } = start();
    cluster.limit({ sessionWindow: 3 });
    const a = cluster.node('a');
    let isOpen = false;
    a.script = async (request) => {
      while (request.type === 'write' && !isOpen) await cluster.changed();
      return a.play(request);
    };
    const all = Array.from({ length: 10 }, (_, i) => watch(client.write(payload(String(i)))));
    await clock.settle();
    expect(writes(cluster)).to.deep.equal(['0 1/1', '1 2/2', '2 3/3']);
    isOpen = true;
    cluster.change();
    await clock.settle();
    expect(all.map(said)).to.deep.equal(all.map((_, i) => `a answers ${i}`));
    expect(cluster.applied).to.have.lengthOf(10);
  });

  it('keeps it while nothing is written, and tells what is settled', async () => {
    const { clock, cluster, client } = start();
    await client.write(payload('x'));
    for (let i = 0; i < 10; i++) {
      cluster.time += 20_000;
      await clock.advance(20_000);
    }
    const keeps = asked(cluster, 'session').filter((r) => r.type === 'session' && r.operation === 'keep');
    expect(keeps).to.have.lengthOf.within(8, 10);
    expect(keeps.at(-1)).to.include({ acknowledged: 1 });
    expect(cluster.sessions.bytes).to.equal(0);
    await client.write(payload('y'));
    expect(operations(cluster).filter((operation) => operation === 'open')).to.have.lengthOf(1);
  });

  it('C2: a session that is gone: what is in doubt ends as unknown, with a typed error, and the rest goes on in another', async () => {
    const { clock, cluster, client } = start();
    await client.write(payload('warm'));
    const a = cluster.node('a');
    // It is applied, its answer is lost, and so is the session before it is sent again.
    a.script = (request) => {
      const answer = a.play(request);
      if (request.type !== 'write' || text(request.payload) !== 'doubt') return answer;
      a.script = undefined;
      cluster.time += 100_000;
      throw new LeadershipLostError();
    };
    const doubt = watch(client.write(payload('doubt')));
    await clock.settle();
    const fresh = watch(client.write(payload('fresh')));
    await clock.advance(200);
    expect(doubt.error).to.be.instanceOf(SessionExpiredError).and.to.include({ outcome: 'unknown' });
    expect(said(fresh)).to.equal('a answers fresh');
    expect(cluster.applied).to.deep.equal(['warm', 'doubt', 'fresh']);
    expect(operations(cluster)).to.deep.equal(['open', 'open']);
  });

  it('a session that is gone and nothing is in doubt: its caller does not notice', async () => {
    const { cluster, client } = start();
    await client.write(payload('x'));
    cluster.time += 100_000;
    const all = await Promise.all(['y', 'z'].map((name) => client.write(payload(name))));
    expect(all.map(({ value }) => text(value))).to.deep.equal(['a answers y', 'a answers z']);
    expect(cluster.applied).to.deep.equal(['x', 'y', 'z']);
  });

  it('finds out by keeping it that it is gone', async () => {
    const { clock, cluster, client } = start();
    await client.write(payload('x'));
    cluster.time += 100_000;
    await clock.advance(61_000);
    expect(operations(cluster)).to.deep.equal(['open', 'keep']);
    await client.write(payload('y'));
    expect(operations(cluster)).to.deep.equal(['open', 'keep', 'open']);
  });

  it('rule 15: passes on that a response is not kept any more', async () => {
    const { clock, cluster, client } = start();
    cluster.limit({ maxSessionResponses: 0 });
    losing(cluster.node('a'), () => new LeadershipLostError(), 1);
    const write = watch(client.write(payload('x')));
    await clock.advance(100);
    expect(write.error).to.include({ code: 'RESPONSE_EVICTED', index: 2 });
    expect(cluster.applied).to.deep.equal(['x']);
  });

  it('waits where there are too many sessions, until its writes are late', async () => {
    const { clock, cluster, client } = start();
    cluster.limit({ maxSessions: 1 });
    const other = startAny({ session: true }, cluster);
    await other.client.write(payload('first'));
    const late = watch(client.write(payload('late'), { timeout: 500 }));
    await clock.advance(600);
    expect(late.error).to.include({ code: 'DEADLINE_EXCEEDED', outcome: 'not_applied' });
    expect(late.error?.message).to.match(/1 sessions are open/);
    const write = watch(client.write(payload('x')));
    await clock.advance(100);
    expect(write.isOpen).to.equal(true);
    await other.client.close();
    await clock.advance(2_000);
    expect(said(write)).to.equal('a answers x');
  });

  it('tells all that wait where none can be opened', async () => {
    const { clock, cluster, client } = start();
    const a = cluster.node('a');
    a.script = (request) => {
      if (request.type === 'session') throw new RaftError('PERMISSION_DENIED', 'read only');
      return a.play(request);
    };
    const all = ['x', 'y'].map((name) => watch(client.write(payload(name))));
    await clock.settle();
    for (const { error } of all) expect(error).to.include({ code: 'PERMISSION_DENIED', outcome: 'not_applied' });
    expect(writes(cluster)).to.deep.equal([]);
  });

  it('opens one although the client has as many calls as it may', async () => {
    const { clock, cluster, client } = start({ maxPending: 2 });
    const all = ['x', 'y', 'z'].map((name) => watch(client.write(payload(name))));
    await clock.settle();
    expect(all.map(said)).to.deep.equal(['a answers x', 'a answers y', undefined]);
    expect(all[2]?.error).to.be.instanceOf(OverloadedError);
    expect(operations(cluster)).to.deep.equal(['open']);
  });

  it('goes on after a refusal, in the same place', async () => {
    const { clock, cluster, client } = start();
    const a = cluster.node('a');
    let refused = 0;
    a.script = (request) => {
      if (request.type === 'write' && text(request.payload) === 'bad') throw new InvalidArgumentError('test');
      if (request.type === 'write' && refused++ < 3) throw new OverloadedError('test');
      return a.play(request);
    };
    const bad = watch(client.write(payload('bad')));
    const good = watch(client.write(payload('good')));
    await clock.advance(1_000);
    expect(bad.error).to.be.instanceOf(InvalidArgumentError);
    expect(said(good)).to.equal('a answers good');
    await client.write(payload('next'));
    expect(writes(cluster).at(-1)).to.equal('next 3/1');
  });

  it('closes it at the end, and does not wait long for a leader that says nothing', async () => {
    const { clock, cluster, client } = start();
    await client.write(payload('x'));
    await client.close();
    expect(operations(cluster)).to.deep.equal(['open', 'close']);
    expect(cluster.sessions.size).to.equal(0);

    const silent = start();
    await silent.client.write(payload('x'));
    silent.cluster.node('a').script = () => SILENCE;
    const closing = watch(silent.client.close());
    await silent.clock.advance(499);
    expect(closing.isOpen).to.equal(true);
    await silent.clock.advance(2);
    expect(closing.isOpen).to.equal(false);
    await clock.settle();
  });
});
