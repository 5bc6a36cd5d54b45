import {
  ChangeInProgressError,
  ConfigurationChangedError,
  InvalidArgumentError,
  LeadershipLostError,
  LearnerBehindError,
  type MemberChange,
  nodeId,
  NotLeaderError,
  type RaftError,
  RemovedError,
  TransferFailedError,
} from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { type FakeNode, payload, SILENCE, text } from './support/fake-cluster.js';
import { type Fixture, start, watch } from './support/fixture.js';

const changes: MemberChange[] = [
  { type: 'add', id: nodeId('d'), address: 'd', role: 'voter' },
  { type: 'remove', id: nodeId('c') },
];

/** `node` fails this often, and then plays its role. */
function failing(node: FakeNode, times: number, error: () => RaftError): void {
  let left = times;
  node.script = (request) => {
    if (request.type !== 'status' && left-- > 0) throw error();
    return node.play(request);
  };
}

/** What all nodes together were asked, other than their status. */
const asked = ({ cluster }: Fixture): number => cluster.nodes.reduce((sum, { requests }) => sum + requests.length, 0);

describe('changes of membership', () => {
  it('go to the leader as they are, with all the time that they may take', async () => {
    const { clock, cluster, client } = start();
    const timeouts: (number | undefined)[] = [];
    cluster.elect('b').script = (request, { timeout }, node) => {
      if (request.type === 'changeMembership') timeouts.push(timeout);
      return node.play(request);
    };
    const change = watch(client.changeMembership(changes, { expected: 7, force: true }));
    await clock.settle();
    expect(change.value).to.deep.equal({ index: 1 });
    const plain = watch(client.changeMembership(changes, { timeout: 5_000 }));
    await clock.settle();
    expect(plain.value).to.deep.equal({ index: 2 });
    expect(cluster.node('b').requests).to.deep.equal([
      { type: 'changeMembership', group: 'main', changes, expected: 7, force: true },
      { type: 'changeMembership', group: 'main', changes, expected: undefined, force: false },
    ]);
    expect(timeouts).to.deep.equal([600_000, 5_000]);
  });

  it('wait as long as the node gives signs of life, and no longer than their deadline', async () => {
    const { clock, cluster, client } = start();
    const leader = cluster.node('a');
    leader.script = (request) => (request.type === 'changeMembership' ? SILENCE : leader.play(request));
    const change = watch(client.changeMembership(changes, { timeout: 120_000 }));
    await clock.advance(119_000);
    expect(change.isOpen).to.equal(true);
    await clock.advance(1_100);
    expect(change.error).to.include({ code: 'DEADLINE_EXCEEDED', outcome: 'unknown' });
    expect(leader.requests).to.have.lengthOf(1);
  });

  it('follow the leader, and are tried again while another one is under way', async () => {
    const { clock, cluster, client } = start();
    await client.write(payload('1'));
    failing(cluster.elect('b'), 3, () => new ChangeInProgressError('another one'));
    const change = watch(client.changeMembership(changes, { expected: 7 }));
    await clock.advance(5_000);
    expect(change.value).to.deep.equal({ index: 4 });
  });

  it('are not sent again where they may have been made', async () => {
    for (const [fate, code] of [
      ['lost leadership', 'LEADERSHIP_LOST'],
      ['lost connection', 'UNAVAILABLE'],
    ] as const) {
      const fixture = start();
      const { clock, cluster, client } = fixture;
      const leader = cluster.node('a');
      leader.script = (request) => {
        if (request.type !== 'changeMembership') return leader.play(request);
        cluster.elect('b');
        if (fate === 'lost leadership') throw new LeadershipLostError();
        leader.disconnect();
        return SILENCE;
      };
      const change = watch(client.changeMembership(changes));
      await clock.advance(60_000);
      expect(change.error, fate).to.include({ code, outcome: 'unknown' });
      expect(asked(fixture), fate).to.equal(1);
    }
  });

  it('are unknown where their caller gives up', async () => {
    const { clock, cluster, client } = start();
    const leader = cluster.node('a');
    leader.script = (request) => (request.type === 'changeMembership' ? SILENCE : leader.play(request));
    const controller = new AbortController();
    const change = watch(client.changeMembership(changes, { signal: controller.signal }));
    await clock.settle();
    controller.abort();
    await clock.settle();
    expect(change.error).to.include({ code: 'ABORTED', outcome: 'unknown' });
  });

  it('are told of what is for people to decide', async () => {
    const errors = [
      () => new ConfigurationChangedError(3, 7),
      () => new LearnerBehindError('d has not been met'),
      () => new InvalidArgumentError('c is not a member'),
    ];
    for (const error of errors) {
      const fixture = start();
      failing(fixture.cluster.node('a'), 1, error);
      const change = watch(fixture.client.changeMembership(changes));
      await fixture.clock.advance(10_000);
      expect(change.error?.code).to.equal(error().code);
      expect(asked(fixture)).to.equal(1);
    }
  });
});

describe('transfers of leadership', () => {
  it('say who leads', async () => {
    const { clock, cluster, client } = start();
    const transfer = watch(client.transferLeadership(nodeId('c')));
    await clock.settle();
    expect(transfer.value).to.deep.equal({ leader: 'c', term: cluster.node('c').term });
    const next = watch(client.transferLeadership());
    await clock.settle();
    expect(next.value).to.deep.include({ leader: 'b' });
    expect(cluster.node('c').requests).to.deep.equal([
      { type: 'transferLeadership', group: 'main', target: undefined },
    ]);
  });

  it('that have failed are not tried again', async () => {
    const fixture = start();
    failing(fixture.cluster.node('a'), 1, () => new TransferFailedError('c did not take over'));
    const transfer = watch(fixture.client.transferLeadership(nodeId('c')));
    await fixture.clock.advance(5_000);
    expect(transfer.error).to.include({ code: 'TRANSFER_FAILED', outcome: 'not_applied' });
    expect(asked(fixture)).to.equal(1);
  });
});

describe('settings', () => {
  const settings = new Map<string, number | string>([['compaction.entries', Infinity]]);

  it('are those of the node that is named, or of the leader', async () => {
    const { clock, cluster, client } = start();
    const tuned = watch(client.tune(settings, { node: 'c' }));
    const read = watch(client.tune());
    await clock.settle();
    expect(tuned.value).to.deep.equal([{ name: 'compaction.entries', value: Infinity, scope: 'node' }]);
    expect(read.value).to.deep.equal([]);
    expect(cluster.node('c').requests).to.deep.equal([{ type: 'tune', group: 'main', settings }]);
    expect(cluster.node('a').requests).to.deep.equal([{ type: 'tune', group: 'main', settings: new Map() }]);
  });

  it("of the group are the leader's, whatever node is named, and may depend on a configuration", async () => {
    const { clock, cluster, client } = start();
    const leases = new Map([['group.leases', true]]);
    const tuned = watch(client.tune(leases, { node: 'c', expected: 3 }));
    const read = watch(client.getConfig('b'));
    await clock.settle();
    expect(tuned.value).to.deep.equal([{ name: 'group.leases', value: true, scope: 'node' }]);
    expect(read.value).to.deep.equal([]);
    expect(cluster.node('a').requests).to.deep.equal([{ type: 'tune', group: 'main', settings: leases, expected: 3 }]);
    expect(cluster.node('b').requests).to.deep.equal([{ type: 'tune', group: 'main', settings: new Map() }]);
    expect(cluster.node('c').requests).to.deep.equal([]);
  });

  it('of one leader are not sent to the next one', async () => {
    const fixture = start();
    const { clock, cluster, client } = fixture;
    const leader = cluster.node('a');
    leader.script = (request) => {
      if (request.type !== 'tune') return leader.play(request);
      cluster.elect('b');
      leader.disconnect();
      return SILENCE;
    };
    const tuned = watch(client.tune(settings));
    await clock.advance(5_000);
    expect(tuned.error).to.include({ code: 'UNAVAILABLE', outcome: 'unknown' });
    expect(asked(fixture)).to.equal(1);
  });
});

describe('the version of the cluster', () => {
  it('is raised at the leader', async () => {
    const { clock, cluster, client } = start();
    const raised = watch(client.raiseClusterVersion(2, { expected: 4 }));
    await clock.settle();
    expect(raised.value).to.deep.equal({ index: 1 });
    expect(cluster.node('a').requests).to.deep.equal([
      { type: 'raiseClusterVersion', group: 'main', version: 2, expected: 4 },
    ]);
  });

  it('is not asked for again where nobody knows what has become of it', async () => {
    const fixture = start();
    const { clock, cluster, client } = fixture;
    const leader = cluster.node('a');
    leader.script = (request) => {
      if (request.type !== 'raiseClusterVersion') return leader.play(request);
      cluster.elect('b');
      leader.disconnect();
      return SILENCE;
    };
    const raised = watch(client.raiseClusterVersion(2));
    await clock.advance(5_000);
    expect(raised.error).to.include({ code: 'UNAVAILABLE', outcome: 'unknown' });
    expect(asked(fixture)).to.equal(1);
  });
});

describe('a client of a cluster that changes', () => {
  it('goes elsewhere from a node that was removed', async () => {
    const { clock, cluster, client } = start();
    await client.write(payload('1'));
    cluster.elect('b');
    failing(cluster.node('a'), Infinity, () => new RemovedError('a'));
    const write = watch(client.write(payload('2')));
    await clock.settle();
    expect(write.value && text(write.value.value)).to.equal('b answers 2');
  });

  it('knows the members of now when all of those that it began with are gone', async () => {
    const { clock, cluster, client } = start();
    await client.write(payload('1'));
    for (const address of ['d', 'e', 'f']) cluster.add(address);
    cluster.members = ['d', 'e', 'f', 'a'];
    await clock.settle();
    expect(client.addresses).to.deep.equal(['a', 'b', 'c', 'd', 'e', 'f']);
    for (const address of ['a', 'b', 'c']) cluster.node(address).kill();
    cluster.elect('e');
    const write = watch(client.write(payload('2')));
    await clock.advance(2_000);
    expect(write.value && text(write.value.value)).to.equal('e answers 2');
  });

  it('hears of them again from a leader that would not tell at first, and does not ask it all the time', async () => {
    const { clock, cluster, client } = start();
    const leader = cluster.node('a');
    leader.keepsToItself = true;
    for (let i = 0; i < 5; i++) await client.write(payload('1'));
    expect(leader.streams).to.have.lengthOf(1);
    leader.keepsToItself = false;
    cluster.members = ['d', 'a'];
    await clock.advance(30_000);
    await client.write(payload('2'));
    await clock.settle();
    expect(leader.streams).to.have.lengthOf(2);
    expect(client.addresses).to.deep.equal(['a', 'b', 'c', 'd']);
  });

  it('forgets those that it has learned of and that have gone', async () => {
    const { clock, cluster, client } = start({ endpoints: ['a'] });
    await client.write(payload('1'));
    expect(client.addresses).to.deep.equal(['a', 'b', 'c']);
    cluster.members = ['a', 'c'];
    cluster.elect('c');
    await clock.settle();
    const hint = new NotLeaderError({ id: 'c', address: 'c' });
    failing(cluster.node('a'), 1, () => hint);
    const write = watch(client.write(payload('2')));
    await clock.settle();
    expect(write.value && text(write.value.value)).to.equal('c answers 2');
    expect(client.addresses).to.deep.equal(['a', 'c']);
  });
});
