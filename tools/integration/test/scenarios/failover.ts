import { expect } from 'chai';
import { it } from 'mocha';
import { Cluster } from '../support/cluster.js';
import { bytes } from '../support/journal.js';
import { failureOf, settled } from '../support/outcome.js';
import { StoppableClock } from '../support/stoppable-clock.js';
import type { Surroundings } from '../support/surroundings.js';
import { ends, until } from '../support/wait.js';
import { Writer } from '../support/writer.js';

export function failover(surroundings: Surroundings): void {
  it('the leader goes, the next one serves, the old one comes back: nothing acknowledged is lost', async () => {
    await using cluster = await Cluster.start(surroundings);
    const writer = new Writer(cluster);
    await writer.more(50);
    const first = await cluster.leader();
    await cluster.stop(first.id);
    await writer.more(50);
    const second = await cluster.leader();
    expect(second.id).not.to.equal(first.id);
    await cluster.start(first.id);
    await writer.more(50);
    await writer.stop();
    writer.check(await cluster.agree());
    expect(cluster.running.length).to.equal(3);
  });

  it('in an idle cluster too, the closed connection of the leader is enough: nobody waits for a timeout', async () => {
    const clock = new StoppableClock();
    await using cluster = await Cluster.start(surroundings, { clock, consensus: { closedConnectionSpread: 0 } });
    const leader = await cluster.leader();
    await leader.group().write(bytes('one'));
    await cluster.agree();
    const asked = cluster
      .followersOf(leader)
      .map(
        ({ host }) =>
          new Promise((resolve) => host.events.on('state', ({ role }) => role === 'preCandidate' && resolve(role))),
      );
    // By the nodes' time, no timeout can pass from here on.
    clock.stop();
    await cluster.stop(leader.id);
    await ends(Promise.race(asked), 'a follower asks for votes');
    // Votes that were split are asked for again after a while.
    clock.goOn();
    await cluster.leader();
  });

  it('all nodes stop and come back with everything', async () => {
    await using cluster = await Cluster.start(surroundings);
    for (let round = 0; round < 2; round++) {
      const leader = await cluster.leader();
      await Promise.all(Array.from({ length: 20 }, (_, i) => leader.group().write(bytes(`${round}-${i}`))));
      await cluster.stopAll();
      await cluster.startAll();
    }
    await (await cluster.leader()).group().write(bytes('end'));
    const expected = [0, 1].flatMap((round) => Array.from({ length: 20 }, (_, i) => `${round}-${i}`));
    expect(await cluster.agree()).to.deep.equal([...expected, 'end']);
  });

  it('a node that was away gets what it missed', async () => {
    // Smaller than what is written, so that the entries come from the disk.
    await using cluster = await Cluster.start(surroundings, { consensus: { logCacheBytes: 64 * 1024 } });
    const leader = await cluster.leader();
    const [away] = cluster.followersOf(leader);
    await cluster.stop(away?.id ?? '');
    const payload = new Uint8Array(1000).fill(7);
    await Promise.all(Array.from({ length: 400 }, () => leader.group().write(payload)));
    await cluster.start(away?.id ?? '');
    expect(await cluster.agree()).to.have.length(400);
  });

  it('every open call settles when the leader closes, and says what is known', async () => {
    await using cluster = await Cluster.start(surroundings);
    const leader = await cluster.leader();
    const others = cluster.followersOf(leader);
    // Followers cannot acknowledge, so these stay open.
    for (const { disk } of others) disk.hold('before');
    const writes = Array.from({ length: 20 }, (_, i) => settled(leader.group().write(bytes(`w${i}`)), `write ${i}`));
    await until(() => leader.status().lastIndex >= 20, 'appended');
    const queued = settled(leader.group().write(bytes('queued')), 'queued write');
    const read = failureOf(leader.group().read(bytes('')), 'linearizable read');
    const waiting = others[0]?.group().read(bytes(''), { level: { type: 'local', minIndex: 1_000_000 } });
    const local = failureOf(waiting ?? Promise.resolve(), 'local read');
    await cluster.stop(leader.id);
    for (const write of await Promise.all(writes)) {
      expect(write).to.have.property('error').that.includes({ code: 'CLOSED', outcome: 'unknown' });
    }
    expect(await queued)
      .to.have.property('error')
      .that.includes({ code: 'CLOSED', outcome: 'not_applied' });
    expect(await read).to.include({ code: 'CLOSED', outcome: 'not_applied' });
    for (const { disk } of others) disk.resume();
    await cluster.stop(others[0]?.id ?? '');
    expect(await local).to.include({ code: 'CLOSED', outcome: 'not_applied' });
    expect(await failureOf(leader.group().write(bytes('late')), 'late write')).to.include({ code: 'CLOSED' });
  });

  it('a leader without a quorum steps down, and its open writes end as unknown', async () => {
    await using cluster = await Cluster.start(surroundings);
    const leader = await cluster.leader();
    const others = cluster.followersOf(leader);
    for (const { id } of others) await cluster.stop(id);
    const read = failureOf(leader.group().read(bytes('')), 'linearizable read');
    const write = failureOf(leader.group().write(bytes('lonely')), 'write without a quorum');
    expect(await write).to.include({ code: 'LEADERSHIP_LOST', outcome: 'unknown', retryable: true });
    expect(await read).to.include({ code: 'NOT_LEADER', outcome: 'not_applied', retryable: true });
    expect(leader.status().role).not.to.equal('leader');
    expect(await failureOf(leader.group().write(bytes('x')), 'write')).to.include({
      code: 'NOT_LEADER',
      retryable: true,
    });
    for (const { id } of others) await cluster.start(id);
    await (await cluster.leader()).group().write(bytes('again'));
    expect((await cluster.agree()).at(-1)).to.equal('again');
  });

  it('a follower refuses writes, and says who leads; it answers reads, also linearizable ones', async () => {
    await using cluster = await Cluster.start(surroundings);
    const leader = await cluster.leader();
    await leader.group().write(bytes('one'));
    await cluster.agree();
    for (const follower of cluster.followersOf(leader)) {
      const error = await failureOf(follower.group().write(bytes('x')), 'write at a follower');
      expect(error).to.include({ code: 'NOT_LEADER', outcome: 'not_applied', retryable: true });
      expect(error)
        .to.have.property('leader')
        .that.deep.equals({ id: leader.id, address: cluster.world.address(leader.id) });
      const { value } = await follower.group().read(bytes(''), { level: 'local' });
      expect(JSON.parse(new TextDecoder().decode(value))).to.deep.equal(['one']);
    }
    for (const word of ['two', 'three', 'four']) {
      await leader.group().write(bytes(word));
      for (const follower of cluster.followersOf(leader)) {
        const { value } = await ends(follower.group().read(bytes('')), 'read at a follower');
        expect(JSON.parse(new TextDecoder().decode(value)), 'what was acknowledged before it began').to.include(word);
      }
    }
  });
}
