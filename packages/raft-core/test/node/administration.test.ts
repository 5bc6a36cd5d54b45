import { expect } from 'chai';
import { describe, it } from 'mocha';
import { encodeConfiguration } from '../../src/model/configuration.js';
import { EntryBatch } from '../../src/model/entry-batch.js';
import { EntryKind } from '../../src/model/entry.js';
import { RaftError } from '../../src/model/errors.js';
import { groupId, nodeId } from '../../src/model/ids.js';
import type { MemberChange } from '../../src/model/membership.js';
import type { PeerMessage } from '../../src/model/messages.js';
import { foundingConfiguration } from '../../src/node/founding.js';
import { peerIdentity } from '../support/test-transport.js';
import { ListApp, SnapshotCluster, type SnapshotNode } from '../support/snapshot-cluster.js';

const payload = new TextEncoder().encode('x');

/** How a call has ended by now: what it gave, or its code and outcome. */
function watch(call: Promise<unknown>): { ending: unknown } {
  const watched: { ending: unknown } = { ending: 'open' };
  call.then(
    (value) => {
      watched.ending = value;
    },
    (error: unknown) => {
      watched.ending = error instanceof RaftError ? `${error.code} ${error.outcome}` : error;
    },
  );
  return watched;
}

const ids = ['a', 'b', 'c'];
const remove = (id: string): MemberChange => ({ type: 'remove', id: nodeId(id) });
const learn = (id: string): MemberChange => ({ type: 'add', id: nodeId(id), address: `mem:${id}`, role: 'learner' });

async function up(): Promise<{ cluster: SnapshotCluster; leader: SnapshotNode; others: SnapshotNode[] }> {
  const cluster = new SnapshotCluster(ids);
  const leader = await cluster.up();
  const others = [...cluster.nodes.values()].filter((node) => node !== leader);
  return { cluster, leader, others };
}

/** What is lost from now on. */
function lose(cluster: SnapshotCluster, type: PeerMessage['type']): void {
  cluster.lose = (_from, _to, message) => message.type === type;
}

const other = ([first]: readonly SnapshotNode[]): SnapshotNode => {
  if (first === undefined) throw new Error('nobody else');
  return first;
};

const rolesOf = (cluster: SnapshotCluster): string[] =>
  [...cluster.nodes.values()].filter(({ host }) => host !== undefined).map(({ group }) => group.status().role);

describe('a change of membership', () => {
  it('is done when its configuration is committed, and says at which index', async () => {
    const { cluster, leader } = await up();
    await cluster.join('d');
    const call = watch(leader.group.changeMembership([learn('d')]));
    await cluster.clock.settle();
    const { configuration, index } = leader.group.consensusState.configurations.current;
    expect(configuration.learners.map(({ id }) => id)).to.deep.equal(['d']);
    expect((call.ending as { index: number }).index).to.be.at.most(index);
    await cluster.close();
  });

  it('that is refused says why', async () => {
    const { cluster, leader, others } = await up();
    const calls = [
      watch(leader.group.changeMembership([remove('x')])),
      watch(leader.group.changeMembership([learn('d')], { expected: 0 })),
      watch(other(others).group.changeMembership([learn('d')])),
    ];
    await cluster.clock.settle();
    expect(calls.map(({ ending }) => ending)).to.deep.equal([
      'INVALID_ARGUMENT not_applied',
      'CONFIGURATION_CHANGED not_applied',
      'NOT_LEADER not_applied',
    ]);
    await cluster.close();
  });

  it('that is ended before it begins leaves no trace', async () => {
    const { cluster, leader } = await up();
    const { lastIndex } = leader.group.consensusState.log;
    const calls = [
      watch(leader.group.changeMembership([learn('d')], { signal: AbortSignal.abort() })),
      watch(leader.group.changeMembership([learn('d')], { timeout: 0 })),
      watch(leader.group.transferLeadership(undefined, { signal: AbortSignal.abort() })),
      watch(leader.group.transferLeadership(undefined, { timeout: -1 })),
    ];
    await cluster.clock.settle();
    expect(calls.map(({ ending }) => ending)).to.deep.equal([
      'ABORTED not_applied',
      'DEADLINE_EXCEEDED not_applied',
      'ABORTED not_applied',
      'DEADLINE_EXCEEDED not_applied',
    ]);
    expect(leader.group.consensusState.log.lastIndex).to.equal(lastIndex);
    expect(leader.group.consensusState.leadership?.transfer).to.equal(undefined);
    await cluster.close();
  });

  it('goes on after its caller has gone', async () => {
    for (const how of ['signal', 'timeout'] as const) {
      const { cluster, leader } = await up();
      const stop = new AbortController();
      lose(cluster, 'appendReply');
      const call = watch(
        leader.group.changeMembership([learn('d')], how === 'signal' ? { signal: stop.signal } : { timeout: 100 }),
      );
      await cluster.clock.settle();
      if (how === 'signal') stop.abort();
      else await cluster.clock.advance(150);
      await cluster.clock.settle();
      expect(call.ending).to.equal(how === 'signal' ? 'ABORTED unknown' : 'DEADLINE_EXCEEDED unknown');
      cluster.lose = () => false;
      await cluster.until('d is a learner', () => leader.group.consensusState.leadership?.change === undefined);
      expect(leader.group.consensusState.configuration.learners.map(({ id }) => id)).to.deep.equal(['d']);
      await cluster.close();
    }
  });

  it('is unknown where leadership is lost on the way, and where the node closes', async () => {
    const { cluster, leader, others } = await up();
    lose(cluster, 'appendReply');
    const lost = watch(leader.group.changeMembership([learn('d')]));
    await cluster.clock.settle();
    cluster.cut(leader.id);
    await cluster.until('the leader steps down', () => leader.group.status().role !== 'leader');
    expect(lost.ending).to.equal('LEADERSHIP_LOST unknown');
    cluster.lose = () => false;
    await cluster.until('another leads', () => others.some(({ group }) => group.status().role === 'leader'));
    await cluster.clock.advance(500);
    const next = others.find(({ group }) => group.status().role === 'leader');
    lose(cluster, 'appendReply');
    const closed = watch(next?.group.changeMembership([learn('e')]) ?? Promise.reject(new Error('nobody leads')));
    await cluster.clock.settle();
    await cluster.close();
    expect(closed.ending).to.equal('CLOSED unknown');
  });

  it('that removes the leader: writes that wait are not applied, the group says why it has ended, and the others go on', async () => {
    const { cluster, leader } = await up();
    const call = watch(leader.group.changeMembership([remove(leader.id)]));
    const write = watch(leader.group.write(payload));
    await cluster.until('it has stopped', () => leader.group.failure !== undefined);
    expect(leader.group.failure?.code).to.equal('REMOVED');
    expect(leader.events).to.include('stopped REMOVED');
    expect(call.ending).to.have.property('index');
    expect(write.ending, 'it was taken on before').to.have.property('index');
    const after = [
      watch(leader.group.write(payload)),
      watch(leader.group.changeMembership([learn('d')])),
      watch(leader.group.transferLeadership()),
    ];
    await cluster.clock.settle();
    for (const { ending } of after) expect(ending).to.equal('REMOVED not_applied');
    const sent = cluster.sent.filter(({ from }) => from === leader.id).length;
    await cluster.clock.advance(5_000);
    expect(cluster.sent.filter(({ from }) => from === leader.id)).to.have.length(sent);
    expect(rolesOf(cluster).filter((role) => role === 'leader')).to.have.length(1);
    await cluster.close();
  });

  it('a member that is removed gives everything that is committed to its app before it ends', async () => {
    const { cluster, leader, others } = await up();
    const last = other(others);
    let go = (): void => undefined;
    const busy = new Promise<void>((resolve) => {
      go = resolve;
    });
    last.app.beforeApply = () => busy;
    await cluster.write(leader, 'x');
    const call = watch(leader.group.changeMembership([remove(last.id)]));
    await cluster.until('its core has stopped', () => last.group.consensusState.stopped);
    expect(call.ending).to.have.property('index');
    await cluster.clock.settle();
    expect(last.group.failure, 'x is not applied yet').to.equal(undefined);
    go();
    await cluster.until('it has stopped', () => last.group.failure !== undefined);
    expect(last.app.state.map((line) => line.split(':')[1])).to.deep.equal(['x']);
    await cluster.close();
  });

  it('a member that is removed while it fetches a snapshot ends, whatever its app waits for', async () => {
    const { cluster, leader, others } = await up();
    const last = other(others);
    cluster.cut(last.id);
    await cluster.write(leader, 'x', 'y');
    leader.group.tuneCompaction({ trailingEntries: 0 });
    const taken = watch(leader.group.takeSnapshot());
    await cluster.until('a snapshot', () => taken.ending !== 'open');
    // Chunks are lost: it asks for them again and again.
    cluster.heal();
    cluster.lose = (_from, _to, message) => message.type === 'snapshotChunk';
    await cluster.until('it fetches', () => last.group.consensusState.fetching !== undefined);
    const call = watch(leader.group.changeMembership([remove(last.id)]));
    await cluster.until('it is removed', () => call.ending !== 'open');
    cluster.lose = () => false;
    await cluster.until('it has stopped', () => last.group.failure !== undefined);
    expect(last.group.failure?.code).to.equal('REMOVED');
    await cluster.close();
  });
});

describe('a transfer of leadership', () => {
  it('is done when the target leads', async () => {
    const { cluster, leader, others } = await up();
    const target = other(others);
    const { term } = leader.group.status();
    const call = watch(leader.group.transferLeadership(target.id));
    await cluster.clock.settle();
    expect(call.ending).to.deep.equal({ leader: target.id, term: term + 1 });
    const anyone = watch(target.group.transferLeadership());
    await cluster.clock.settle();
    expect(anyone.ending).to.have.property('term', term + 2);
    await cluster.close();
  });

  it('that comes to nothing is settled after an election timeout; writes wait, and are taken then', async () => {
    const { cluster, leader, others } = await up();
    lose(cluster, 'timeoutNow');
    const call = watch(leader.group.transferLeadership(other(others).id));
    const write = watch(leader.group.write(payload));
    await cluster.clock.advance(450);
    expect([call.ending, write.ending]).to.deep.equal(['open', 'open']);
    await cluster.clock.advance(100);
    expect(call.ending).to.equal('TRANSFER_FAILED not_applied');
    await cluster.clock.settle();
    expect(write.ending).to.have.property('index');
    await cluster.close();
  });

  it('that succeeds sends the writes that wait to the next leader', async () => {
    const { cluster, leader, others } = await up();
    const call = watch(leader.group.transferLeadership(other(others).id));
    const write = watch(leader.group.write(payload));
    await cluster.clock.settle();
    expect(call.ending).to.have.property('leader', other(others).id);
    expect(write.ending).to.equal('NOT_LEADER not_applied');
    await cluster.close();
  });

  it('is settled by whoever leads next, another node or the same one again', async () => {
    for (const next of ['another', 'the same']) {
      const { cluster, leader, others } = await up();
      const [target, third] = others;
      if (target === undefined || third === undefined) throw new Error('three nodes');
      const heir = next === 'another' ? third.id : leader.id;
      cluster.lose = (from, _to, { type }) => type === 'timeoutNow' || (type === 'preVoteRequest' && from !== heir);
      const call = watch(leader.group.transferLeadership(target.id));
      await cluster.clock.settle();
      cluster.cut(leader.id);
      await cluster.until('it has stepped down', () => leader.group.status().role !== 'leader');
      expect(call.ending).to.equal('open');
      cluster.heal();
      await cluster.until('there is a leader again', () => leader.group.status().leader === heir);
      expect(call.ending, next).to.equal('TRANSFER_FAILED not_applied');
      await cluster.close();
    }
  });

  it('ends with the node', async () => {
    const { cluster, leader, others } = await up();
    lose(cluster, 'timeoutNow');
    const call = watch(leader.group.transferLeadership(other(others).id));
    await cluster.clock.settle();
    await cluster.stop(leader.id);
    expect(call.ending).to.equal('CLOSED not_applied');
    await cluster.close();
  });

  it('ends with the target', async () => {
    const { cluster, leader, others } = await up();
    lose(cluster, 'timeoutNow');
    const call = watch(leader.group.transferLeadership(other(others).id));
    await cluster.clock.settle();
    await cluster.stop(other(others).id);
    expect(call.ending).to.equal('TRANSFER_FAILED not_applied');
    const write = watch(leader.group.write(payload));
    await cluster.clock.settle();
    expect(write.ending, 'nothing waits for it any longer').to.have.property('index');
    await cluster.close();
  });
});

describe('shutdown', () => {
  it('hands over first: nobody has to wait for a timeout', async () => {
    const { cluster, leader, others } = await up();
    const { term } = leader.group.status();
    const before = cluster.clock.now();
    const down = watch(leader.host?.shutdown() ?? Promise.reject(new Error('no host')));
    await cluster.clock.settle();
    expect(down.ending).to.equal(undefined);
    expect(cluster.clock.now(), 'no time has passed').to.equal(before);
    expect(others.map(({ group }) => group.status().term)).to.deep.equal([term + 1, term + 1]);
    expect(others.filter(({ group }) => group.status().role === 'leader')).to.have.length(1);
    leader.host = undefined;
    await cluster.close();
  });

  it('has a first step of its own, after which the node goes on as a follower', async () => {
    const { cluster, leader, others } = await up();
    const under = watch(leader.group.write(payload));
    await cluster.clock.settle();
    const done = watch(leader.host?.handOver() ?? Promise.reject(new Error('no host')));
    await cluster.clock.settle();
    expect(done.ending).to.equal(undefined);
    expect(under.ending).to.have.property('index');
    expect(leader.group.failure).to.equal(undefined);
    expect(leader.group.status()).to.include({ role: 'follower' });
    expect(others.map(({ id }) => id)).to.include(leader.group.status().leader);
    await cluster.close();
  });

  it('asked twice, waits twice for the same end', async () => {
    const { cluster, leader, others } = await up();
    const { host } = leader;
    if (host === undefined) throw new Error('no host');
    lose(cluster, 'timeoutNow');
    const calls = [watch(host.shutdown()), watch(host.shutdown()), watch(host[Symbol.asyncDispose]())];
    await cluster.clock.advance(200);
    expect(calls.map(({ ending }) => ending)).to.deep.equal(['open', 'open', 'open']);
    expect(leader.group.failure, 'the transfer still has time').to.equal(undefined);
    await cluster.clock.advance(400);
    expect(calls.map(({ ending }) => ending)).to.deep.equal([undefined, undefined, undefined]);
    expect(others.every(({ group }) => group.failure === undefined)).to.equal(true);
    leader.host = undefined;
    await cluster.close();
  });

  it('does not wait where nobody could take over, and a close overtakes it', async () => {
    const { cluster, leader, others } = await up();
    for (const { id } of others) await cluster.stop(id);
    await cluster.clock.advance(450);
    const alone = watch(leader.host?.shutdown() ?? Promise.reject(new Error('no host')));
    await cluster.clock.settle();
    expect(alone.ending).to.equal(undefined);

    const second = await up();
    const { host } = second.leader;
    if (host === undefined) throw new Error('no host');
    lose(second.cluster, 'timeoutNow');
    const shutdown = watch(host.shutdown());
    const close = watch(host.close());
    await second.cluster.clock.settle();
    expect([shutdown.ending, close.ending]).to.deep.equal([undefined, undefined]);
    const again = watch(host.shutdown());
    await second.cluster.clock.settle();
    expect(again.ending).to.equal(undefined);
    second.leader.host = undefined;
    await second.cluster.close();
    expect(second.cluster.clock.timers).to.equal(0);
  });

  it('hands over to the next one where the first goes as well, and waits for nobody once all have gone', async () => {
    const { cluster, leader, others } = await up();
    const before = cluster.clock.now();
    lose(cluster, 'timeoutNow');
    const down = watch(leader.host?.shutdown() ?? Promise.reject(new Error('no host')));
    await cluster.clock.settle();
    expect(down.ending).to.equal('open');
    const asked = leader.group.consensusState.leadership?.transfer?.target;
    const next = others.find(({ id }) => id !== asked);
    cluster.lose = () => false;
    await cluster.stop(asked ?? '');
    await cluster.clock.settle();
    expect(down.ending).to.equal(undefined);
    expect(next?.group.status().role).to.equal('leader');
    expect(cluster.clock.now(), 'no time has passed').to.equal(before);
    leader.host = undefined;
    await cluster.close();

    const all = await up();
    lose(all.cluster, 'timeoutNow');
    const last = watch(all.leader.host?.shutdown() ?? Promise.reject(new Error('no host')));
    await all.cluster.clock.settle();
    for (const { id } of all.others) await all.cluster.stop(id);
    await all.cluster.clock.settle();
    expect(last.ending).to.equal(undefined);
    all.leader.host = undefined;
    await all.cluster.close();
  });

  it('lets the last word of a leader out that was removed in this very turn', async () => {
    const { cluster, leader, others } = await up();
    const before = cluster.clock.now();
    const { host } = leader;
    const closed: Promise<void>[] = [];
    host?.events.on('stopped', () => closed.push(host.close()));
    const call = watch(leader.group.changeMembership([remove(leader.id)]));
    await cluster.clock.settle();
    await Promise.all(closed);
    await cluster.clock.settle();
    expect(call.ending).to.have.property('index');
    expect(closed).to.have.lengthOf(1);
    expect(others.filter(({ group }) => group.status().role === 'leader')).to.have.lengthOf(1);
    expect(cluster.clock.now(), 'nobody waited for a timeout').to.equal(before);
    leader.host = undefined;
    await cluster.close();
  });

  it('of a follower, or of a cluster of one, is a close', async () => {
    const { cluster, others } = await up();
    const follower = other(others);
    const down = watch(follower.host?.shutdown() ?? Promise.reject(new Error('no host')));
    const single = new SnapshotCluster(['a']);
    const only = await single.up();
    const alone = watch(only.host?.shutdown() ?? Promise.reject(new Error('no host')));
    await cluster.clock.settle();
    await single.clock.settle();
    expect([down.ending, alone.ending]).to.deep.equal([undefined, undefined]);
    follower.host = undefined;
    await cluster.close();
  });
});

describe('joining', () => {
  it('a node that is added gets the log, applies it, and votes', async () => {
    const { cluster, leader } = await up();
    await cluster.write(leader, 'x', 'y');
    const d = await cluster.join('d');
    expect(d.group.status()).to.include({ role: 'follower', term: 0 });
    expect(d.group.status().membership.members, 'it founds nothing, whatever founders it was told of').to.deep.equal(
      [],
    );
    const call = watch(
      leader.group.changeMembership([{ type: 'add', id: nodeId('d'), address: 'mem:d', role: 'voter' }]),
    );
    await cluster.until('it is added', () => call.ending !== 'open');
    await cluster.clock.advance(300);
    expect(d.app.state.map((line) => line.split(':')[1])).to.deep.equal(['x', 'y']);
    expect(d.group.consensusState.configuration.voters.map(({ id }) => id)).to.include('d');
    await cluster.stop('d');
    await cluster.start('d', { initial: 'existing' });
    await cluster.clock.advance(1_000);
    expect(
      d.app.state.map((line) => line.split(':')[1]),
      'and starts again',
    ).to.deep.equal(['x', 'y']);
    await cluster.close();
  });

  it('a crash between its binding and its first write founds nothing: it joins at the next start', async () => {
    const cluster = new SnapshotCluster(ids);
    const leader = await cluster.up();
    const nodes = cluster.nodes;
    let failing = true;
    const joining = cluster.join('d').catch((error: unknown) => error);
    const d = nodes.get('d');
    if (d === undefined) throw new Error('d is there');
    d.storage.before = () => (failing ? Promise.reject(new Error('the power fails')) : undefined);
    await cluster.clock.settle();
    expect(await joining).to.be.instanceOf(Error);
    expect(d.storage.groups.size).to.equal(0);
    failing = false;
    await cluster.join('d');
    const call = watch(leader.group.changeMembership([learn('d')]));
    await cluster.until('it is added', () => call.ending !== 'open');
    await cluster.clock.advance(300);
    expect(d.group.status().term).to.equal(leader.group.status().term);
    await cluster.close();
  });

  it('S8: takes no snapshot before it knows whose state it is', async () => {
    const cluster = new SnapshotCluster(ids);
    const d = await cluster.join('d');
    const hear = async (index: number, kind: EntryKind, bytes: Uint8Array): Promise<void> => {
      const entries = EntryBatch.pack(index, 1, 0, [{ kind, session: 0, sequence: 0, payload: bytes }]);
      const prev = { prevIndex: index - 1, prevTerm: index === 1 ? 0 : 1 };
      const message: PeerMessage = { type: 'append', term: 1, ...prev, commit: index, entries };
      d.handlers?.onMessages(peerIdentity('b'), [{ group: d.group.id, message }]);
      await cluster.clock.settle();
    };
    await hear(1, EntryKind.Command, payload);
    expect(d.app.state).to.deep.equal(['1:x']);
    // The change that added it may come to nothing, so nobody is kept waiting.
    const early = watch(d.group.takeSnapshot());
    await cluster.clock.advance(1_000);
    expect(early.ending).to.equal('UNAVAILABLE not_applied');
    expect(d.group.consensusState.snapshot.index).to.equal(0);
    const configuration = foundingConfiguration(ids.map((id) => ({ id, address: `mem:${id}` })));
    await hear(2, EntryKind.Configuration, encodeConfiguration(configuration));
    const taken = watch(d.group.takeSnapshot());
    await cluster.until('it is taken', () => taken.ending !== 'open');
    expect(taken.ending).to.include({ index: 2 });
    expect(d.group.consensusState.snapshot).to.deep.include({ index: 2, configuration, configurationIndex: 2 });
    await cluster.close();
  });

  it('a directory that has lost one of its groups, votes and all, does not join with it again', async () => {
    const cluster = new SnapshotCluster(ids);
    const d = await cluster.join('d', { others: { more: new ListApp() } });
    await cluster.stop('d');
    d.storage.groups.delete(groupId('more'));
    const again = await cluster.join('d', { others: { more: new ListApp() } }).catch((error: unknown) => error);
    expect(again).to.include({ code: 'GROUP_NOT_FOUND' });
    await cluster.join('d');
    await cluster.close();
  });

  it('a directory that has joined one cluster joins no other', async () => {
    const { cluster } = await up();
    const d = await cluster.join('d');
    const { clusterId } = d.host ?? {};
    await cluster.stop('d');
    const wrong = await cluster.join('d', { cluster: { id: 'f'.repeat(32) } }).catch((error: unknown) => error);
    expect(wrong).to.include({ code: 'IDENTITY_MISMATCH' });
    expect((wrong as Error).message).to.contain(String(clusterId));
    await cluster.join('d', { cluster: { id: String(clusterId) } });
    expect(d.host?.clusterId).to.equal(clusterId);
    await cluster.close();
  });
});
