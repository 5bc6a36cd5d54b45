import {
  AppFailedError,
  ClosedError,
  EntryTooLargeError,
  GroupNotFoundError,
  InvalidArgumentError,
  LeadershipLostError,
  OverloadedError,
  RaftError,
  type ServiceRequest,
  StorageFailedError,
  StorageFullError,
} from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Answer } from '../src/index.js';
import { decide } from '../src/retry.js';
import { type FakeNode, payload, SILENCE, text } from './support/fake-cluster.js';
import { type Settled, start, watch } from './support/fixture.js';

const said = ({ value }: Settled<Answer>) => value && text(value.value);

/** Fails the first `times` calls that are no status requests. */
function failing(node: FakeNode, error: () => RaftError, times = Infinity): void {
  let left = times;
  node.script = (request: ServiceRequest) => {
    if (request.type === 'status' || left-- <= 0) return node.play(request);
    throw error();
  };
}

describe('what is tried again', () => {
  it('a refusal of a leader that remains the leader, after a pause', async () => {
    for (const refusal of [new OverloadedError('test'), new StorageFullError('test')]) {
      const { clock, cluster, client } = start();
      failing(cluster.node('a'), () => refusal, 3);
      const write = watch(client.write(payload('x')));
      await clock.settle();
      expect(cluster.node('a').writes).to.have.lengthOf(1);
      const asked = cluster.node('a').statusRequests;
      await clock.advance(500);
      expect(said(write)).to.equal('a answers x');
      expect(cluster.node('a').writes).to.have.lengthOf(4);
      expect(cluster.node('a').statusRequests).to.equal(asked);
    }
  });

  it('not a refusal that will always be the same', async () => {
    for (const refusal of [
      new InvalidArgumentError('test'),
      new EntryTooLargeError(2, 1),
      new RaftError('PERMISSION_DENIED', 'test'),
    ]) {
      const { clock, cluster, client } = start();
      failing(cluster.node('a'), () => refusal);
      const calls = [watch(client.write(payload('x'))), watch(client.read(payload('x')))];
      await clock.settle();
      expect(calls.map(({ error }) => error)).to.deep.equal([refusal, refusal]);
      expect(cluster.node('a').requests).to.have.lengthOf(2);
    }
  });

  it('not a write whose outcome is unknown', async () => {
    for (const failure of [new LeadershipLostError(), new StorageFailedError('test'), new AppFailedError(7, 'test')]) {
      const { clock, cluster, client } = start();
      failing(cluster.node('a'), () => failure, 1);
      const write = watch(client.write(payload('x')));
      await clock.advance(2_000);
      expect(write.error).to.equal(failure);
      expect(cluster.nodes.flatMap((node) => node.writes)).to.deep.equal(['x']);
    }
  });

  it('a write whose outcome is unknown, where its caller says that it is idempotent', async () => {
    const { clock, cluster, client } = start();
    failing(cluster.node('a'), () => new LeadershipLostError(), 1);
    const write = watch(client.write(payload('x'), { idempotent: true }));
    await clock.settle();
    expect(said(write)).to.equal('a answers x');
    expect(cluster.node('a').writes).to.deep.equal(['x', 'x']);
  });

  it('a read, whatever happened', async () => {
    for (const failure of [new LeadershipLostError(), new StorageFailedError('test'), new OverloadedError('test')]) {
      const { clock, cluster, client } = start();
      failing(cluster.node('a'), () => failure, 1);
      const read = watch(client.read(payload('x')));
      await clock.advance(100);
      expect(said(read)).to.equal('a answers x');
    }
  });

  it('on a broken connection: a read and an idempotent write, but not another write', async () => {
    const { clock, cluster, client } = start();
    await client.write(payload('warm'));
    await clock.settle();
    const a = cluster.node('a');
    a.script = () => SILENCE;
    const write = watch(client.write(payload('w')));
    const idempotent = watch(client.write(payload('i'), { idempotent: true }));
    const read = watch(client.read(payload('r')));
    await clock.settle();
    a.kill();
    cluster.elect('b', [cluster.node('b'), cluster.node('c')]);
    await clock.advance(100);
    expect(write.error).to.include({ code: 'UNAVAILABLE', outcome: 'unknown' });
    expect(write.error?.message).to.equal('a: the connection broke');
    expect([said(idempotent), said(read)]).to.deep.equal(['b answers i', 'b answers r']);
    expect(cluster.node('b').writes).to.deep.equal(['i']);
  });

  it('a call to a node that closes or has failed, which left no trace, at the next leader', async () => {
    for (const failure of [new ClosedError('the node'), new RaftError('STORAGE_FAILED', 'test')]) {
      const { clock, cluster, client } = start();
      await client.write(payload('warm'));
      await clock.settle();
      failing(cluster.node('a'), () => failure);
      cluster.elect('b');
      const write = watch(client.write(payload('x')));
      await clock.settle();
      expect(said(write)).to.equal('b answers x');
    }
  });

  it('not again and again at a node that leads on and fails on', async () => {
    const { clock, cluster, client } = start();
    failing(cluster.node('a'), () => new RaftError('APP_FAILED', 'the query failed'));
    const read = watch(client.read(payload('x')));
    await clock.settle();
    expect(read.error).to.include({ code: 'APP_FAILED' });
    expect(cluster.node('a').requests).to.have.lengthOf(2);
  });

  it('not where no node will ever answer', async () => {
    const { clock, cluster, client } = start();
    for (const node of cluster.nodes) {
      node.script = () => {
        throw new GroupNotFoundError('main');
      };
    }
    const write = watch(client.write(payload('x')));
    await clock.settle();
    expect(write.error).to.include({ code: 'GROUP_NOT_FOUND', outcome: 'not_applied' });
  });

  it('where one node lacks the group, but another has it', async () => {
    const { clock, cluster, client } = start({ endpoints: ['b', 'a'] });
    cluster.node('b').script = () => {
      throw new GroupNotFoundError('main');
    };
    const write = watch(client.write(payload('x')));
    await clock.settle();
    expect(said(write)).to.equal('a answers x');
  });

  it('in its place before later calls', async () => {
    const { clock, cluster, client } = start();
    await client.write(payload('warm'));
    await clock.settle();
    cluster.depose();
    const first = client.write(payload('1'));
    await clock.advance(5);
    const others = ['2', '3'].map((i) => client.write(payload(i)));
    await clock.advance(50);
    cluster.elect('b');
    await clock.advance(1_000);
    await Promise.all([first, ...others]);
    expect(cluster.node('b').writes).to.deep.equal(['1', '2', '3']);
  });

  it('an error of a transport that is none of ours counts as unknown', async () => {
    const { clock, cluster, client } = start();
    const a = cluster.node('a');
    a.script = (request) => {
      if (request.type === 'status') return a.play(request);
      throw new TypeError('a bug');
    };
    const write = watch(client.write(payload('x')));
    await clock.settle();
    expect(write.error).to.include({ code: 'INTERNAL', outcome: 'unknown' });
    expect(write.error?.message).to.include('a bug');
  });
});

describe('the decision', () => {
  it('looks elsewhere where a node cannot serve any more, be it removed from the cluster', () => {
    const codes = ['CLOSED', 'STORAGE_FAILED', 'STORE_REFUSED', 'REMOVED'] as const;
    for (const code of codes)
      expect(decide(new RaftError(code, '', { outcome: 'not_applied' }), false), code).to.equal('elsewhere');
    expect(decide(new RaftError('INVALID_ARGUMENT', ''), true)).to.equal('fail');
  });

  it('never repeats what may have been applied', () => {
    const codes = ['NOT_LEADER', 'OVERLOADED', 'UNAVAILABLE', 'CLOSED', 'INTERNAL', 'DEADLINE_EXCEEDED'] as const;
    for (const code of codes) {
      for (const retryable of [true, false]) {
        expect(decide(new RaftError(code, '', { outcome: 'unknown', retryable }), false)).to.equal('fail');
      }
    }
  });
});
