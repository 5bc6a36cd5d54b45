import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { SnapshotStoreError } from '../../../src/model/errors.js';
import { ListApp, type SnapshotNode } from '../../support/snapshot-cluster.js';
import { behind, caughtUp, count, damage, holdOwn, isOfLate, messages } from '../../support/snapshot-story.js';
import { cluster, endAll, NEVER, watchDone } from '../../support/snapshot-trial.js';
import { type StoreCall } from '../../support/test-snapshots.js';

describe('snapshots from elsewhere', () => {
  afterEach(endAll);

  it('bring a node up to date that has missed what is compacted, which then follows the log again', async () => {
    const story = await behind();
    const { all, leader, late } = story;
    all.heal();
    await caughtUp(story);
    expect(late.app.installs).to.have.length(2);
    expect(count(late, `installed ${String(leader.group.status().snapshotIndex)}`)).to.equal(1);
    expect(late.snapshots.whole.size).to.equal(1);
    await all.write(leader, 'after');
    await caughtUp(story);
    expect(late.app.installs, 'one snapshot was enough').to.have.length(2);
  });

  it('travel as a tag alone where all read the same place', async () => {
    const story = await behind({}, { isShared: true });
    const { all, shared } = story;
    all.heal();
    await caughtUp(story);
    expect(messages(all, 'snapshotPull')).to.have.length(0);
    expect(shared?.paths.filter((path) => isOfLate(story, path))).to.have.length(1);
  });

  it('are recorded, so that a restart needs nobody', async () => {
    const story = await behind();
    const { all, late } = story;
    all.heal();
    await caughtUp(story);
    const { state } = late.app;
    await all.stop(late.id);
    all.cut(late.id);
    await all.start(late.id);
    await all.until('it is installed', () => late.app.installs.length === 1);
    expect(late.app.state).to.deep.equal(state);
  });

  for (const isShared of [false, true]) {
    describe(isShared ? 'by their tag' : 'by pulling', () => {
      it('that are damaged are deleted, exactly once each, and offered more and more seldom', async () => {
        // Slow enough that its progress is told: that is no reason to offer it at once again.
        const story = await behind({ fetchRate: 1e6 }, { isShared });
        const { all, leader, late, shared } = story;
        damage(leader, shared);
        const { state } = late.app;
        const place = shared ?? late.snapshots;
        place.calls.length = 0;
        // Nor can another one take its place.
        const source = shared ?? leader.snapshots;
        source.before = (call) =>
          call === 'create' ? Promise.reject(new SnapshotStoreError('no room', { retryable: true })) : undefined;
        all.heal();
        await all.clock.advance(60_000);
        const failures = count(late, 'fetch CORRUPTION');
        expect(failures, 'in a minute').to.be.within(5, 20);
        expect(late.app.state, 'its state is untouched').to.equal(state);
        expect(place.paths.filter((path) => isOfLate(story, path))).to.deep.equal([]);
        const deleted = place.calls.filter((call) => call.startsWith('delete') && isOfLate(story, call));
        expect(deleted).to.have.length(failures);
        if (isShared) expect(place.paths.filter((path) => path.includes(`/${leader.id}/`))).to.have.length(1);
      });

      it('that are damaged at their source are found out there, and replaced though nothing be new', async () => {
        const story = await behind({}, { isShared });
        const { all, leader, shared } = story;
        const { snapshotIndex, lastIndex } = leader.group.status();
        damage(leader, shared);
        all.heal();
        await all.until('it is found out', () => count(leader, 'read CORRUPTION') > 0);
        await caughtUp(story);
        const status = leader.group.status();
        expect([status.snapshotIndex, status.lastIndex]).to.deep.equal([snapshotIndex, lastIndex]);
        expect(count(leader, 'read CORRUPTION'), 'it is looked at once').to.equal(1);
      });

      it('that are gone at their source are asked for no more, and a newer one is', async () => {
        const story = await behind({}, { isShared });
        const { all, leader, late, shared } = story;
        const place = shared ?? leader.snapshots;
        for (const path of place.paths) if (path.includes(`/${leader.id}/`)) place.whole.delete(path);
        all.heal();
        await all.until('it has failed', () => count(late, 'fetch SNAPSHOT_NOT_FOUND') > 0);
        await all.write(leader, 'something new');
        await caughtUp(story);
      });

      const calls: readonly StoreCall[] = isShared
        ? ['adopt', 'open', 'read', 'list']
        : ['create', 'write', 'commit', 'open', 'read', 'list'];
      for (const call of calls) {
        it(`survive an end of the node in the middle of ${call}, and leave nothing behind`, async () => {
          const story = await behind({}, { isShared });
          const { all, leader, late, shared } = story;
          const held = holdOwn(late, call, shared);
          if (call === 'list') {
            await all.stop(late.id);
            await all.start(late.id);
          }
          all.heal();
          await all.until(`${call} is called`, () => held.waiting > 0);
          await all.stop(late.id);
          held.release();
          const place = shared ?? late.snapshots;
          expect([...place.making].filter((path) => isOfLate(story, path))).to.deep.equal([]);
          await all.start(late.id);
          await caughtUp({ all, leader, late });
          await all.clock.advance(1_000);
          expect(place.paths.filter((path) => isOfLate(story, path))).to.have.length(1);
          expect([...place.partial.keys()].filter((path) => isOfLate(story, path))).to.deep.equal([]);
        });
      }

      it('wait for the disk of the follower, and are not lost where it fails', async () => {
        const story = await behind({}, { isShared });
        const { all, late } = story;
        late.storage.before = (what, writes) =>
          what === 'write' && writes.some(({ snapshot }) => snapshot !== undefined)
            ? Promise.reject(new Error('the disk is gone'))
            : undefined;
        all.heal();
        await all.until('it has stopped', () => late.group.failure !== undefined);
        expect(late.events).to.include('stopped STORAGE_FAILED');
        expect(late.app.installs, 'nothing that is not durable').to.deep.equal([undefined]);
        await all.stop(late.id);
        late.storage.before = () => undefined;
        await all.start(late.id);
        await caughtUp(story);
        const place = story.shared ?? late.snapshots;
        expect(place.paths.filter((path) => isOfLate(story, path))).to.have.length(1);
      });
    });
  }

  it('are fetched from the new leader where it changes, one at a time', async () => {
    const story = await behind();
    const { all, leader, late, other } = story;
    await watchDone(all.clock, other.group.takeSnapshot());
    all.lose = (from, to, message) => message.type === 'snapshotChunk' && from === leader.id && to === late.id;
    all.heal();
    await all.until('it fetches', () => late.snapshots.making.size === 1);
    all.cut(leader.id);
    await all.until(
      'another leads',
      () => other.group.status().role === 'leader' || late.group.status().role === 'leader',
    );
    await caughtUp({ all, leader: other, late });
    all.heal();
    await all.clock.advance(5_000);
    expect(late.snapshots.making.size).to.equal(0);
    expect(late.app.installs).to.have.length(2);
  });

  it('go on where the source restarts in the middle', async () => {
    const story = await behind();
    const { all, leader, late, other } = story;
    let chunks = 0;
    all.lose = (_from, _to, message) => message.type === 'snapshotChunk' && ++chunks > 2;
    all.heal();
    await all.until('some of it is here', () => late.group.status().snapshot.received > 0);
    await all.stop(leader.id);
    all.lose = () => false;
    await all.start(leader.id);
    await all.leader();
    await caughtUp({ all, leader: other, late });
    const asked = messages(all, 'snapshotPull').filter(({ message }) => message.offset === 0);
    expect(asked.length, 'what was here is not fetched again').to.be.at.most(2);
  });

  it('leave no more than one behind that was begun, however many are offered and not ended', async () => {
    const story = await behind({}, { snapshotPatience: 3_000 });
    const { all, leader, late } = story;
    let chunks = 0;
    all.lose = (_from, to, message) => message.type === 'snapshotChunk' && to === late.id && ++chunks % 8 !== 1;
    late.snapshots.before = (call) =>
      call === 'suspend'
        ? new Promise((resolve) => {
            all.clock.setTimer(100, resolve);
          })
        : undefined;
    all.heal();
    for (let round = 0; round < 5; round++) {
      await all.until('it has begun', () => late.snapshots.making.size === 1);
      await all.clock.advance(10_000);
      expect(late.snapshots.partial.size).to.be.at.most(1);
      await all.write(leader, 'newer');
      await watchDone(all.clock, leader.group.takeSnapshot());
      await all.clock.advance(10_000);
    }
    const tried = new Set(late.snapshots.calls.filter((call) => call.startsWith('create')));
    expect(tried.size, 'resources that were begun').to.be.above(3);
    all.lose = () => false;
    await caughtUp(story);
    expect([late.snapshots.partial.size, late.snapshots.whole.size]).to.deep.equal([0, 1]);
  });

  it('that get on are not given up for a newer one; those that do not are', async () => {
    for (const stuck of [false, true]) {
      const story = await behind({ fetchRate: 100_000, fetchingBytes: 1e9 }, { snapshotPatience: 3_000 });
      const { all, leader, late } = story;
      const first = leader.group.status().snapshotIndex;
      all.lose = (_from, to, message) => stuck && message.type === 'snapshotChunk' && to === late.id;
      all.heal();
      await all.until('it fetches', () => late.group.status().snapshot.activity === 'fetching');
      await all.write(leader, 'newer');
      await watchDone(all.clock, leader.group.takeSnapshot());
      await all.clock.advance(4_000);
      all.lose = () => false;
      await caughtUp(story);
      const second = leader.group.status().snapshotIndex;
      expect(late.events.filter((event) => event.startsWith('installed'))).to.deep.equal([
        `installed ${String(stuck ? second : first)}`,
      ]);
      await endAll();
    }
  });

  it('S10: of many groups are fetched a bounded number at a time, and a silent source does not keep a place', async () => {
    const others = () => ({ second: new ListApp(), third: new ListApp() });
    const all = cluster(['a', 'b', 'c'], { compaction: NEVER, limits: { maxFetches: 1 }, snapshotPatience: 3_000 });
    const apps = new Map<string, ReturnType<typeof others>>();
    for (const id of ['a', 'b', 'c']) {
      const own = others();
      apps.set(id, own);
      await all.start(id, { others: own });
    }
    const leads = (name: string): SnapshotNode | undefined =>
      [...all.nodes.values()].find(({ host }) => host?.group(name).status().role === 'leader');
    const names = ['main', 'second', 'third'];
    await all.until('leaders', () => names.every((name) => leads(name) !== undefined));
    await all.clock.advance(200);
    // Who leads nothing is cut off.
    const late = [...all.nodes.values()].find((node) => names.every((name) => leads(name) !== node)) ?? all.node('c');
    all.cut(late.id);
    await all.until('others lead', () =>
      names.every((name) =>
        [...all.nodes.values()].some((node) => node !== late && node.host?.group(name).status().role === 'leader'),
      ),
    );
    await all.clock.advance(5_000);
    for (const name of names) {
      const leader = [...all.nodes.values()].find(
        (node) => node !== late && node.host?.group(name).status().role === 'leader',
      );
      if (leader?.host === undefined) throw new Error('no leader');
      const group = leader.host.group(name);
      await watchDone(all.clock, group.write(new TextEncoder().encode('x'.repeat(300_000))));
      await all.clock.advance(200);
      await watchDone(all.clock, group.takeSnapshot());
    }
    let most = 0;
    late.snapshots.before = () => {
      most = Math.max(most, late.snapshots.making.size);
      return undefined;
    };
    let silenced: string | undefined;
    all.lose = (_from, to, message) => {
      const { group } = all.sent[all.sent.length - 1] ?? {};
      if (message.type !== 'snapshotChunk' || to !== late.id) return false;
      silenced ??= group;
      return group === silenced;
    };
    all.heal();
    const installed = (name: string): boolean => (late.host?.group(name).status().snapshotIndex ?? 0) > 0;
    await all.until('the others have theirs', () => names.filter(installed).length === 2);
    expect(installed(silenced ?? '')).to.equal(false);
    all.lose = () => false;
    await all.until('all have theirs', () => names.every(installed));
    expect(most, 'at a time').to.equal(1);
  });
});
