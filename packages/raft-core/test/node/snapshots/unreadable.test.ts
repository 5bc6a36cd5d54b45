import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { SnapshotStoreError } from '../../../src/model/errors.js';
import { type SnapshotNode, watch } from '../../support/snapshot-cluster.js';
import { behind, caughtUp, count, damage, messages, type Story } from '../../support/snapshot-story.js';
import { endAll, fail, watchDone } from '../../support/snapshot-trial.js';

describe('snapshots from elsewhere', () => {
  afterEach(endAll);

  describe('a node whose own cannot be read', () => {
    async function unreadable(breakIt: (late: SnapshotNode) => void): Promise<Story> {
      const story = await behind();
      const { all, late } = story;
      all.heal();
      await caughtUp(story);
      await all.stop(late.id);
      breakIt(late);
      return story;
    }

    it('has no state, asks for another, and goes on from that', async () => {
      const story = await unreadable(damage);
      const { all, late } = story;
      all.cut(late.id);
      await all.start(late.id);
      await all.clock.advance(1_000);
      expect(late.group.status().snapshot.activity).to.equal('unreadable');
      const asked = watch(late.group.read(new Uint8Array(0), { level: 'local', timeout: 500 }));
      await all.clock.advance(1_000);
      expect(asked.ending, 'it answers nothing').to.equal('DEADLINE_EXCEEDED');
      all.heal();
      await caughtUp(story);
    });

    it('asks more and more seldom where what it is offered cannot be had', async () => {
      const story = await unreadable(damage);
      const { all, late } = story;
      fail(late, 'create');
      await all.start(late.id);
      all.sent.length = 0;
      await all.clock.advance(60_000);
      const needed = messages(all, 'snapshotReply').filter(({ message }) => message.status === 'needed');
      expect(needed.length, 'in a minute').to.be.within(5, 40);
      expect(count(late, 'fetch SNAPSHOT_STORE')).to.be.within(5, 20);
      late.snapshots.before = () => undefined;
      await caughtUp(story);
    });

    it('S4: goes on with what it has of the other, though the damaged one has the same name', async () => {
      const story = await unreadable(damage);
      const { all, late } = story;
      let chunks = 0;
      all.lose = (_from, to, message) => message.type === 'snapshotChunk' && to === late.id && ++chunks > 2;
      await all.start(late.id);
      await all.until('some of it is here', () => chunks > 2);
      for (let restart = 0; restart < 3; restart++) {
        await all.stop(late.id);
        expect(late.snapshots.partial.size).to.equal(1);
        await all.start(late.id);
        await all.until(
          'it fetches',
          () => late.group.status().snapshot.activity === 'unreadable' && late.snapshots.making.size > 0,
        );
      }
      all.lose = () => false;
      await caughtUp(story);
      const pulls = messages(all, 'snapshotPull').filter(
        ({ from, message }) => from === late.id && message.offset === 0,
      );
      expect(pulls.length, 'at first, and in place of the damaged one').to.equal(2);
    });

    it('tries its own again, which may be readable soon', async () => {
      const story = await unreadable(() => undefined);
      const { all, late } = story;
      fail(late, 'open', new SnapshotStoreError('unreachable', { retryable: true }));
      all.cut(late.id);
      await all.start(late.id);
      await all.clock.advance(10_000);
      expect(late.group.status().snapshot.activity).to.equal('unreadable');
      expect(count(late, 'read SNAPSHOT_STORE'), 'after longer and longer').to.be.within(3, 5);
      late.snapshots.before = () => undefined;
      await all.until('it is installed', () => late.app.installs.length > 0);
    });

    it('gives up what it fetches where its own can be read again, and touches nothing that is still written', async () => {
      const story = await unreadable(() => undefined);
      const { all, leader, late } = story;
      const { state } = leader.app;
      let isThere = false;
      const ends: (() => void)[] = [];
      late.snapshots.before = (call) => {
        if (call === 'open' && !isThere)
          return Promise.reject(new SnapshotStoreError('unreachable', { retryable: true }));
        return call === 'write' || call === 'suspend' ? new Promise((resolve) => ends.push(resolve)) : undefined;
      };
      await all.start(late.id);
      await all.until('it fetches', () => ends.length > 0);
      isThere = true;
      await all.until('it has its own', () => late.app.installs.length > 0);
      expect(late.app.state).to.deep.equal(state);
      expect(late.snapshots.making.size, 'its writer has not ended').to.equal(1);
      await all.write(leader, 'more');
      await all.clock.advance(500);
      const others = late.snapshots.before;
      late.snapshots.before = (call, path) =>
        late.snapshots.making.has(path) && call === 'suspend' ? others(call, path) : undefined;
      await watchDone(all.clock, late.group.takeSnapshot());
      late.snapshots.before = () => undefined;
      for (const end of ends) end();
      await caughtUp(story);
      expect(late.app.installs).to.have.length(1);
      expect([late.snapshots.making.size, late.snapshots.whole.size]).to.deep.equal([0, 1]);
    });

    it('rule 20: stops where a newer build has written it', async () => {
      const story = await unreadable(({ snapshots }) => {
        for (const bytes of snapshots.whole.values()) bytes[7] = 99;
      });
      const { all, late } = story;
      await all.start(late.id);
      await all.clock.advance(1_000);
      expect(late.group.failure?.code).to.equal('UNKNOWN_ENTRY');
      expect(late.group.failure?.message).to.match(/newer build/);
    });
  });
});
