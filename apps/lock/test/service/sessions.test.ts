import { NotLeaderError } from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { encodeCommand } from '../../src/index.js';
import { Cluster, sessionOf, sid } from './support/cluster.js';

const lastIndex = ({ group }: { group: { consensusState: { log: { lastIndex: number } } } }): number =>
  group.consensusState.log.lastIndex;

describe('sessions of the lock service', () => {
  it('live by signs of life, which are no entries of the log, and end without them', async () => {
    await using cluster = await Cluster.start(3);
    const leader = await cluster.leader();
    await cluster.open(leader, 1, 3_000);
    await cluster.open(leader, 2, 3_000);
    const before = lastIndex(leader);
    for (let i = 0; i < 10; i++) {
      await cluster.clock.advance(1_000);
      expect(await cluster.keep(leader, 1, 3)).to.deep.equal([3_000, 0]);
    }
    // One entry: the end of the other one.
    expect(lastIndex(leader)).to.equal(before + 1);
    expect([leader.app.session(sid(1)), leader.app.session(sid(2))].map((one) => one !== undefined)).to.deep.equal([
      true,
      false,
    ]);
    expect(leader.service.tally).to.include({ expiredSessions: 1, keepAlives: 20 });
  });

  it('live by commands as well', async () => {
    await using cluster = await Cluster.start(1);
    const leader = await cluster.leader();
    await cluster.open(leader, 1, 3_000);
    for (let i = 1; i <= 5; i++) {
      await cluster.clock.advance(2_000);
      await cluster.done(cluster.acquire(leader, 1, i, `lock ${i}`));
    }
    await cluster.clock.advance(2_500);
    expect(leader.app.session(sid(1))).not.to.equal(undefined);
    await cluster.clock.advance(1_000);
    expect(leader.app.session(sid(1))).to.equal(undefined);
  });

  it('frees what they hold when they end, for who waits', async () => {
    await using cluster = await Cluster.start(1);
    const leader = await cluster.leader();
    await cluster.open(leader, 1, 2_000);
    await cluster.open(leader, 2, 600_000);
    await cluster.done(cluster.acquire(leader, 1, 1, 'a'));
    const next = cluster.acquire(leader, 2, 1, 'a', { waitOpen: true });
    expect((await cluster.done(next)).token).to.be.above(0);
  });

  it('do not live on by what the service does for them', async () => {
    await using cluster = await Cluster.start(1);
    const leader = await cluster.leader();
    await cluster.open(leader, 1, 600_000);
    await cluster.done(cluster.acquire(leader, 1, 1, 'a'));
    await cluster.open(leader, 2, 3_000);
    const waits = cluster.acquire(leader, 2, 1, 'a', { waitFor: 2_000 });
    await cluster.clock.advance(2_500);
    expect(await cluster.done(waits)).to.include({ busy: true });
    expect(leader.app.session(sid(2))).not.to.equal(undefined);
    await cluster.clock.advance(1_000);
    expect(leader.app.session(sid(2))).to.equal(undefined);
  });

  it('are forgotten with their node, also where nobody closes the service', async () => {
    const cluster = await Cluster.start(1);
    const leader = await cluster.leader();
    await cluster.open(leader, 1, 3_000);
    const closed = leader.host.close();
    await cluster.clock.advance(1_000);
    await closed;
    expect(leader.service.status().keepsSessions).to.equal(false);
    expect(cluster.clock.pendingTimers).to.equal(0);
  });

  it('are told by a node that does not lead where the leader is', async () => {
    await using cluster = await Cluster.start(3);
    const leader = await cluster.leader();
    const error = await cluster.fails(
      cluster.call(cluster.others(leader)[0]!, 'KeepAlive', { sessions: [sessionOf(1)] }),
    );
    expect(error instanceof NotLeaderError && error.leader?.id).to.equal(leader.id);
  });

  it('have their whole time under the next leader', async () => {
    await using cluster = await Cluster.start(3);
    const first = await cluster.leader();
    await cluster.open(first, 1, 5_000);
    await cluster.clock.advance(4_000);
    const handed = first.group.transferLeadership();
    const second = await cluster.leader(first);
    await cluster.done(handed);
    await cluster.clock.advance(4_500);
    expect(second.app.session(sid(1))).not.to.equal(undefined);
    await cluster.clock.advance(1_500);
    expect(second.app.session(sid(1))).to.equal(undefined);
  });

  it('do not end by a deposed leader that does not know it', async () => {
    await using cluster = await Cluster.start(3);
    const first = await cluster.leader();
    await cluster.open(first, 1, 1_000);
    const term = first.group.consensusState.term;
    cluster.isolate(first);
    // Decided here, while it still believes that it leads; it can never be committed.
    const { epoch } = first.app.session(sid(1))!;
    void first.group
      .write(encodeCommand({ type: 'expireSessions', term, sessions: [{ session: sid(1), epoch }] }))
      .catch(() => undefined);
    const second = await cluster.leader(first);
    for (let i = 0; i < 20; i++) {
      expect(await cluster.keep(second, 1)).to.deep.equal([1_000]);
      await cluster.clock.advance(400);
    }
    cluster.network.heal();
    await cluster.clock.until(() => first.group.consensusState.role !== 'leader', 'the first one knows');
    for (let i = 0; i < 20; i++) {
      expect(await cluster.keep(second, 1)).to.deep.equal([1_000]);
      await cluster.clock.advance(400);
    }
    for (const { app } of cluster.nodes.values()) expect(app.session(sid(1))).not.to.equal(undefined);
  });

  it('are not answered by a deposed leader', async () => {
    await using cluster = await Cluster.start(3);
    const first = await cluster.leader();
    await cluster.open(first, 1, 600_000);
    cluster.isolate(first);
    const kept = cluster.call(first, 'KeepAlive', { sessions: [sessionOf(1)] });
    await cluster.leader(first);
    const error = await cluster.fails(kept, 'a sign of life', 60_000);
    expect(error.code).to.be.oneOf(['NOT_LEADER', 'DEADLINE_EXCEEDED']);
  });

  it('do not end by what their leader decided in a former term of its own', async () => {
    await using cluster = await Cluster.start(3);
    const first = await cluster.leader();
    await cluster.open(first, 1, 600_000);
    const former = first.group.consensusState.term;
    const { epoch } = first.app.session(sid(1))!;
    const handed = first.group.transferLeadership();
    const second = await cluster.leader(first);
    await cluster.done(handed);
    const back = second.group.transferLeadership(first.id);
    await cluster.clock.until(() => cluster.find() === first, 'the first one leads again');
    await cluster.done(back);
    const late = first.group.write(
      encodeCommand({ type: 'expireSessions', term: former, sessions: [{ session: sid(1), epoch }] }),
    );
    await cluster.done(late);
    expect(await cluster.keep(first, 1)).to.deep.equal([600_000]);
  });

  it('share one read among all the signs of life of a turn', async () => {
    await using cluster = await Cluster.start(3);
    const leader = await cluster.leader();
    await cluster.open(leader, 1, 600_000);
    const before = leader.service.status().confirmations;
    const calls = Array.from({ length: 500 }, () => cluster.call(leader, 'KeepAlive', { sessions: [sessionOf(1)] }));
    await cluster.done(Promise.all(calls));
    expect(leader.service.status().confirmations).to.equal(before + 1);
  });
});
