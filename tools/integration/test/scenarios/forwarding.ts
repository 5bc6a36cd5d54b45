import { type GroupId, nodeId } from '@lolraft/raft-core';
import { expect } from 'chai';
import { it } from 'mocha';
import { Cluster, type Running } from '../support/cluster.js';
import { bytes, text } from '../support/journal.js';
import { failureOf } from '../support/outcome.js';
import type { Surroundings } from '../support/surroundings.js';
import { ends, until } from '../support/wait.js';

const group = 'main' as GroupId;

export function forwarding(surroundings: Surroundings): void {
  it('a node that does not lead passes writes and transfers on, for its own callers and for clients', async () => {
    await using cluster = await Cluster.start(surroundings, { forward: true });
    const leader = await cluster.leader();
    const [follower, other] = cluster.followersOf(leader) as [Running, Running];
    const first = await ends(follower.group().write(bytes('one')), 'a write at a follower');
    expect(text(first.value)).to.equal('1');
    const committed = await ends(follower.group().write(bytes('two'), { acknowledge: 'commit' }), 'another one');
    expect(committed.value).to.equal(undefined);
    expect(committed.index).to.be.above(first.index);
    const connection = await cluster.world.client().connect(cluster.world.address(follower.id));
    try {
      const write = { type: 'write', group, session: 0, sequence: 0, window: 0, payload: bytes('three') } as const;
      const answer = await ends(connection.call(write, { timeout: 10_000 }), "a client's write at a follower");
      expect(answer).to.have.property('type', 'write');
      expect(answer).to.have.property('index').that.is.above(committed.index);
      const refused = await failureOf(connection.call(write, { forwarded: true }), 'one that was passed on before');
      expect(refused).to.include({ code: 'NOT_LEADER', outcome: 'not_applied' });
    } finally {
      await connection.close();
    }
    const moved = await ends(follower.group().transferLeadership(nodeId(other.id)), 'a transfer asked of a follower');
    expect(moved.leader).to.equal(other.id);
    await until(() => cluster.findLeader() === other, 'the new leader');
    const late = await ends(leader.group().write(bytes('four')), 'a write at the former leader');
    expect(text(late.value)).to.equal('4');
    expect(await cluster.agree()).to.deep.equal(['one', 'two', 'three', 'four']);
  });

  it('a write that is passed on to a leader that dies settles, and the next leader takes the one after it', async () => {
    await using cluster = await Cluster.start(surroundings, { forward: true });
    const leader = await cluster.leader();
    const [follower] = cluster.followersOf(leader) as [Running];
    await ends(follower.group().write(bytes('one')), 'a write');
    for (const { disk } of cluster.followersOf(leader)) disk.hold('before');
    const open = failureOf(follower.group().write(bytes('lost?')), 'a write that its leader cannot finish');
    await until(() => leader.status().lastIndex > leader.status().commitIndex, 'the leader has it');
    await cluster.stop(leader.id);
    expect(await open).to.include({ outcome: 'unknown' });
    for (const { disk } of cluster.running) disk.resume();
    await until(() => cluster.findLeader() !== undefined, 'another leader');
    const node = cluster.running.find((each) => each !== cluster.findLeader()) as Running;
    await ends(node.group().write(bytes('two')), 'a write at the other node');
  });

  it('reads from leases, at the leader and elsewhere, see what was acknowledged', async () => {
    await using cluster = await Cluster.start(surroundings, { settings: { leases: true } });
    const leader = await cluster.leader();
    for (let i = 1; i <= 5; i++) {
      await ends(leader.group().write(bytes(String(i))), 'a write');
      for (const node of cluster.running) {
        const { value } = await ends(node.group().read(bytes(''), { level: 'lease' }), `a read at ${node.id}`);
        expect(JSON.parse(text(value))).to.have.length(i);
      }
    }
  });
}
