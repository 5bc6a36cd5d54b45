import { expect } from 'chai';
import { it } from 'mocha';
import { Cluster, type Running } from '../support/cluster.js';
import { bytes } from '../support/journal.js';
import { resources } from '../support/resources.js';
import type { Surroundings } from '../support/surroundings.js';
import { until } from '../support/wait.js';

export function lifecycle(surroundings: Surroundings): void {
  it('close leaves nothing behind, a hundred times over', async function () {
    this.timeout(60_000);
    // Mocha's own timer runs from the first await on.
    await Promise.resolve();
    const before = resources();
    const world = await surroundings.create(['n1', 'n2']);
    const fixed: Surroundings = { ...surroundings, create: async () => ({ ...world, remove: async () => {} }) };
    for (let i = 0; i < 50; i++) {
      const cluster = await Cluster.start(fixed, { nodes: ['n1', 'n2'] });
      await cluster.remove();
    }
    await world.remove();
    await until(() => resources().length <= before.length, `only ${before.join(', ')} is left`);
    expect(resources()).to.deep.equal(before);
  });

  it('close is idempotent, and works in the middle of everything', async () => {
    const cluster = await Cluster.start(surroundings);
    const leader = await cluster.leader();
    const writes = Array.from({ length: 100 }, (_, i) =>
      leader
        .group()
        .write(bytes(`w${i}`))
        .catch(() => undefined),
    );
    await Promise.all(cluster.running.flatMap(({ host }) => [host.close(), host.close()]));
    await Promise.all(writes);
    await cluster.remove();
  });

  it('a start that fails closes what it was given', async () => {
    // Mocha's own timer runs from the first await on.
    await Promise.resolve();
    const before = resources();
    const world = await surroundings.create(['n1']);
    const fixed: Surroundings = { ...surroundings, create: async () => world };
    const first = await Cluster.start(fixed, { nodes: ['n1'] });
    await first.stopAll();
    const failure = await Cluster.start(fixed, { nodes: ['n1'], token: 'another' }).catch((error: unknown) => error);
    expect(failure).to.have.property('code', 'IDENTITY_MISMATCH');
    // Were it still open, its lock or its address would be taken.
    const again = await Cluster.start(fixed, { nodes: ['n1'] });
    await again.remove();
    await until(() => resources().length <= before.length, 'nothing is left');
  });

  it('events tell the story: roles, leaders, peers, configurations', async () => {
    await using cluster = await Cluster.start(surroundings);
    const leader = await cluster.leader();
    const watcher = cluster.followersOf(leader)[0] as Running;
    const states: { role: string; leader: string | undefined; term: number }[] = [];
    const down: string[] = [];
    const up: string[] = [];
    const { events } = watcher.host;
    events.on('state', ({ role, leader: who, term }) => states.push({ role, leader: who, term }));
    events.on('peerDown', ({ peer }) => down.push(peer));
    const end = events.on('peerUp', ({ peer }) => up.push(peer));
    await cluster.stop(leader.id);
    const next = await cluster.leader();
    await until(() => down.includes(leader.id), 'the peer is reported down');
    await until(() => states.at(-1)?.leader === next.id, 'the new leader is reported');
    expect(states.at(-1)?.term).to.equal(next.status().term);
    await cluster.start(leader.id);
    await until(() => up.includes(leader.id), 'the peer is reported up');
    end();
    const seen = up.length;
    await cluster.stop(leader.id);
    await cluster.start(leader.id);
    await until(() => watcher.status().peers.every((peer) => peer.connected), 'connected again');
    expect(up.length, 'nothing after the end of a subscription').to.equal(seen);
  });
}
