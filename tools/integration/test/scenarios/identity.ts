import { IdentityMismatchError } from '@lolraft/raft-core';
import { expect } from 'chai';
import { it } from 'mocha';
import { Cluster, type Running } from '../support/cluster.js';
import { bytes } from '../support/journal.js';
import { failureOf } from '../support/outcome.js';
import type { Surroundings } from '../support/surroundings.js';
import { ends, until } from '../support/wait.js';

/** All members are bound to their stores, and every node knows it. */
async function bound(cluster: Cluster): Promise<void> {
  await until(
    () =>
      cluster.running.every((node) =>
        node.group().consensusState.configuration.voters.every((voter) => voter.store !== undefined),
      ),
    'every store is bound',
  );
  await cluster.agree();
}

export function identity(surroundings: Surroundings): void {
  it('a wiped voter is refused under its old identity, and the others go on', async () => {
    await using cluster = await Cluster.start(surroundings);
    const leader = await cluster.leader();
    await leader.group().write(bytes('before'));
    await bound(cluster);
    const [victim] = cluster.followersOf(leader);
    const id = victim?.id ?? '';
    await cluster.stop(id);
    await cluster.world.wipe(id);
    const wiped = await cluster.start(id);
    await until(() => wiped.group().failure !== undefined, 'the wiped node stops');
    expect(wiped.group().failure).to.include({ code: 'STORE_REFUSED' });
    expect(wiped.group().failure?.message).to.match(/membership change/);
    await leader.group().write(bytes('after'));
    expect(wiped.journal().entries).to.deep.equal([]);
    expect(leader.status().role).to.equal('leader');
  });

  it('a wiped voter never makes the quorum', async () => {
    await using cluster = await Cluster.start(surroundings);
    const leader = await cluster.leader();
    await leader.group().write(bytes('before'));
    await bound(cluster);
    const [victim, other] = cluster.followersOf(leader);
    await cluster.stop(victim?.id ?? '');
    await cluster.stop(other?.id ?? '');
    await cluster.world.wipe(victim?.id ?? '');
    await cluster.start(victim?.id ?? '');
    const error = await failureOf(leader.group().write(bytes('lonely')), 'a write with a wiped voter');
    // On a busy machine the leader may know by then that it is alone.
    expect(error.code).to.be.oneOf(['LEADERSHIP_LOST', 'NOT_LEADER']);
    await cluster.start(other?.id ?? '');
    await until(() => cluster.running.some((node) => node.status().role === 'leader'), 'a leader');
    const next = cluster.running.find((node) => node.status().role === 'leader') as Running;
    await ends(next.group().write(bytes('whole')), 'a write with two good voters');
    expect(next.journal().entries[0]).to.equal('before');
    expect(next.journal().entries.at(-1)).to.equal('whole');
  });

  it("another node's disk is refused at start", async () => {
    await using cluster = await Cluster.start(surroundings);
    await (await cluster.leader()).group().write(bytes('one'));
    await cluster.stop('n1');
    await cluster.stop('n2');
    await cluster.world.swap('n1', 'n2');
    const error = await failureOf(cluster.start('n2'), 'start on the disk of n1');
    expect(error).to.be.instanceOf(IdentityMismatchError);
    expect(error.message).to.include('n1').and.include('n2');
  });

  it("another cluster's disk is refused at start", async () => {
    const world = await surroundings.create(['n1']);
    const fixed: Surroundings = { ...surroundings, create: async () => world };
    const blue = await Cluster.start(fixed, { nodes: ['n1'], token: 'blue' });
    await (await blue.leader()).group().write(bytes('one'));
    await blue.stopAll();
    const error = await failureOf(Cluster.start(fixed, { nodes: ['n1'], token: 'green' }), 'start under another token');
    expect(error).to.be.instanceOf(IdentityMismatchError);
    await world.remove();
  });
}
