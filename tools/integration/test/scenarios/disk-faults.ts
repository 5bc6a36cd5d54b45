import { expect } from 'chai';
import { it } from 'mocha';
import { Cluster, type Running } from '../support/cluster.js';
import { bytes, text } from '../support/journal.js';
import { failureOf, settled } from '../support/outcome.js';
import type { Surroundings } from '../support/surroundings.js';
import { until } from '../support/wait.js';
import { Writer } from '../support/writer.js';

const isFull = ({ host }: Running): boolean => host.group('main').consensusState.diskFull;

export function diskFaults(surroundings: Surroundings): void {
  for (const who of ['leader', 'follower'] as const) {
    it(`a failed write of a ${who} stops all its groups; the others go on and nothing acknowledged is lost`, async () => {
      await using cluster = await Cluster.start(surroundings, { groups: ['red', 'green'] });
      const writer = new Writer(cluster);
      await writer.more(20);
      const leader = await cluster.leader('red');
      const victim = who === 'leader' ? leader : (cluster.followersOf(leader)[0] as typeof leader);
      victim.disk.failWrite(1, 'after');
      await until(
        () => ['red', 'green'].every((group) => victim.group(group).failure !== undefined),
        'both groups stop',
      );
      for (const group of ['red', 'green']) {
        expect(victim.group(group).failure?.code).to.equal('STORAGE_FAILED');
        expect(await failureOf(victim.group(group).write(bytes('x')), 'write')).to.include({
          code: 'STORAGE_FAILED',
          outcome: 'not_applied',
        });
        expect(await failureOf(victim.group(group).read(bytes('')), 'read')).to.include({ code: 'STORAGE_FAILED' });
      }
      await writer.more(20);
      // As an operator would: the disk is well again, and the node starts from what it holds.
      await cluster.stop(victim.id);
      await cluster.start(victim.id);
      await writer.more(20);
      await writer.stop();
      writer.check(await cluster.agree('red'));
    });
  }

  it('a write that fails never counts as written', async () => {
    await using cluster = await Cluster.start(surroundings);
    const leader = await cluster.leader();
    await leader.group().write(bytes('first'));
    // Only the leader itself has the entry in memory, and its disk fails.
    for (const { disk } of cluster.followersOf(leader)) disk.hold('before');
    leader.disk.failWrite(1, 'before');
    const error = await failureOf(leader.group().write(bytes('never safe')), 'write');
    expect(error).to.include({ code: 'STORAGE_FAILED', outcome: 'unknown' });
    for (const { disk } of cluster.followersOf(leader)) disk.resume();
  });

  it('a full disk of the leader: writes are refused until another node, with room, has taken over', async () => {
    await using cluster = await Cluster.start(surroundings);
    const writer = new Writer(cluster);
    await writer.more(20);
    const leader = await cluster.leader();
    const full = new Promise<boolean>((resolve) => leader.host.events.on('diskFull', (event) => resolve(event.full)));
    leader.disk.full = true;
    expect(await full).to.equal(true);
    await writer.more(20);
    await until(() => cluster.findLeader() !== undefined && cluster.findLeader() !== leader, 'one with room leads');
    expect(leader.group().failure).to.equal(undefined);
    leader.disk.full = false;
    await writer.more(20);
    await writer.stop();
    writer.check(await cluster.agree());
  });

  it('no disk has room: STORAGE_FULL at once, reads go on under the same leader, and writes resume when there is room', async () => {
    await using cluster = await Cluster.start(surroundings);
    const leader = await cluster.leader();
    const { index } = await leader.group().write(bytes('first'));
    // Else whoever has more of what is committed on its disk than the leader is given the leadership, rightly.
    await until(
      () => cluster.running.every((node) => node.status().durableIndex >= index),
      'all have it on their disks',
    );
    const { term } = leader.status();
    const full = new Promise<void>((resolve) => leader.host.events.on('diskFull', () => resolve()));
    for (const { disk } of cluster.running) disk.full = true;
    const taken = settled(leader.group().write(bytes('taken')), 'the write that finds the disk full');
    await full;
    const refused = await failureOf(leader.group().write(bytes('refused')), 'write to a full disk');
    expect(refused).to.include({ code: 'STORAGE_FULL', outcome: 'not_applied', retryable: true });
    // Nobody would lead better, but nobody is kept waiting either.
    expect(await taken)
      .to.have.property('error')
      .that.includes({ code: 'STORAGE_FULL', outcome: 'unknown' });
    expect(leader.status()).to.include({ role: 'leader', term });
    const { value } = await leader.group().read(bytes(''));
    expect(JSON.parse(text(value))).to.deep.equal(['first']);
    // The leader's first, for the same reason.
    leader.disk.full = false;
    await until(() => !isFull(leader), 'the disk of the leader has room');
    for (const { disk } of cluster.running) disk.full = false;
    await leader.group().write(bytes('room'));
    expect(leader.status()).to.include({ role: 'leader', term });
    const entries = await cluster.agree();
    expect([entries[0], entries.at(-1)]).to.deep.equal(['first', 'room']);
    expect(entries).not.to.include('refused');
  });

  it('a disk that hangs makes a leader step down; what it had taken ends as unknown', async () => {
    await using cluster = await Cluster.start(surroundings);
    const leader = await cluster.leader();
    await leader.group().write(bytes('first'));
    leader.disk.hold('before');
    const write = leader
      .group()
      .write(bytes('hangs'))
      .then(
        () => 'applied',
        (error: unknown) => error,
      );
    await until(() => cluster.findLeader() !== undefined && cluster.findLeader() !== leader, 'another leader');
    const outcome = await write;
    // The followers may have made it a majority without the leader's disk.
    if (outcome !== 'applied') expect(outcome).to.include({ code: 'LEADERSHIP_LOST', outcome: 'unknown' });
    await (await cluster.leader()).group().write(bytes('next'));
    leader.disk.resume();
    expect((await cluster.agree()).at(-1)).to.equal('next');
  });
}
