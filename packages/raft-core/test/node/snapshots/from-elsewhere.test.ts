import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { SnapshotStoreError } from '../../../src/model/errors.js';
import type { PeerMessage } from '../../../src/model/messages.js';
import type { CompactionOptions } from '../../../src/node/snapshots/compaction-options.js';
import {
  ListApp,
  watch,
  type NodeSettings,
  type SnapshotCluster,
  type SnapshotNode,
} from '../../support/snapshot-cluster.js';
import { cluster, endAll, fail, hold, NEVER, watchDone } from '../../support/snapshot-trial.js';
import type { StoreCall, TestSnapshots } from '../../support/test-snapshots.js';

/** Three pieces: five chunks of a resource. */
const LARGE = ['x', 'y', 'z'].map((letter) => letter.repeat(200_000));

interface Story {
  readonly all: SnapshotCluster;
  readonly leader: SnapshotNode;
  /** Cut off, and without what the others have compacted. */
  readonly late: SnapshotNode;
  readonly other: SnapshotNode;
  readonly shared: TestSnapshots | undefined;
}

async function behind(
  compaction: Partial<CompactionOptions> = {},
  settings: NodeSettings & { readonly isShared?: boolean } = {},
): Promise<Story> {
  const all = cluster(['a', 'b', 'c'], { ...settings, compaction: { ...NEVER, ...compaction } });
  const shared = settings.isShared === true ? all.share() : undefined;
  const leader = await all.up();
  const [late, other] = [...all.nodes.values()].filter((node) => node !== leader);
  if (late === undefined || other === undefined) throw new Error('three nodes');
  all.cut(late.id);
  await all.write(leader, ...LARGE);
  await watchDone(all.clock, leader.group.takeSnapshot());
  await all.clock.settle();
  return { all, leader, late, other, shared };
}

/** The late one has everything that the leader has. */
async function caughtUp({ all, leader, late }: Pick<Story, 'all' | 'leader' | 'late'>): Promise<void> {
  await all.until(
    'it has caught up',
    () => late.app.state.length === leader.app.state.length && leader.app.state.length > 0,
  );
  expect(late.app.state).to.deep.equal(leader.app.state);
  expect(late.group.status().snapshot.activity).to.equal('idle');
}

const count = (node: SnapshotNode, event: string): number => node.events.filter((each) => each === event).length;
const messages = <T extends PeerMessage['type']>({ sent }: SnapshotCluster, type: T) =>
  sent.filter(
    (each): each is typeof each & { message: Extract<PeerMessage, { type: T }> } => each.message.type === type,
  );
const isOfLate = ({ late }: Story, path: string): boolean => path.includes(`/${late.id}/`);

/** Damages the resource that a node has recorded. */
function damage(node: SnapshotNode, places: TestSnapshots = node.snapshots): void {
  for (const [path, bytes] of places.whole)
    if (path.includes(`/${node.id}/`)) bytes[300_000] = (bytes[300_000] ?? 0) ^ 1;
}

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

      it('that are damaged at their source are found out there, and replaced as soon as there is anything new', async () => {
        const story = await behind({}, { isShared });
        const { all, leader, shared } = story;
        damage(leader, shared);
        all.heal();
        await all.until('it is found out', () => count(leader, 'read CORRUPTION') > 0);
        const { snapshotIndex } = leader.group.status();
        await all.write(leader, 'something new');
        await caughtUp(story);
        expect(leader.group.status().snapshotIndex).to.be.above(snapshotIndex);
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

  it('S3: an app that cannot install stops its group, and installs again from the record at a restart', async () => {
    const story = await behind();
    const { all, late } = story;
    late.app.beforeInstall = () => {
      throw new Error('half of it');
    };
    all.heal();
    await all.until('it has stopped', () => late.group.failure !== undefined);
    expect(late.group.failure?.code).to.equal('APP_FAILED');
    const asked = watch(late.group.read(new Uint8Array(0), { level: 'local' }));
    await all.clock.settle();
    expect(asked.ending).to.not.be.oneOf(['open', 'done']);
    await all.stop(late.id);
    const pulls = messages(all, 'snapshotPull').length;
    await all.start(late.id);
    await caughtUp(story);
    expect(messages(all, 'snapshotPull'), 'it is here already').to.have.length(pulls);
  });

  it('S3: are not given to an app that was let go meanwhile, before it is at rest again', async () => {
    const story = await early();
    const { all, leader, late, gate } = story;
    // The log has brought it commands to apply, once the first install has ended.
    all.cut(late.id);
    await all.write(leader, ...LARGE);
    await watchDone(all.clock, leader.group.takeSnapshot());
    all.heal();
    await all.until('it is fetched', () => late.snapshots.calls.some((call) => call.startsWith('commit')));
    await all.clock.advance(500);
    let applied: (() => void) | undefined;
    late.app.beforeApply = () =>
      new Promise((resolve) => {
        applied = resolve;
      });
    gate();
    await all.clock.advance(2_000);
    late.app.beforeApply = () => undefined;
    applied?.();
    await caughtUp(story);
    expect(late.app.violations).to.deep.equal([]);
  });

  it('rule 14: are given up where the log brings what is in them', async () => {
    const story = await behind();
    const { all, leader, late, other } = story;
    all.lose = (_from, _to, message) => message.type === 'snapshotChunk';
    all.heal();
    await all.until('it fetches', () => late.group.status().snapshot.activity === 'fetching');
    await all.stop(leader.id);
    // Its log begins at the beginning.
    expect(await all.leader()).to.equal(other);
    await all.write(other, 'by the log');
    await caughtUp({ all, leader: other, late });
    all.lose = () => false;
    await all.start(leader.id);
    await all.clock.advance(20_000);
    expect(late.app.installs, 'nothing was installed').to.deep.equal([undefined]);
    expect([late.snapshots.whole.size, late.snapshots.making.size]).to.deep.equal([0, 0]);
  });

  it('rule 14: are dropped where the log brings what is in them while the app comes to rest', async () => {
    const all = cluster(['a', 'b', 'c'], { compaction: NEVER });
    const leader = await all.up();
    const [late, other] = [...all.nodes.values()].filter((node) => node !== leader);
    if (late === undefined || other === undefined) throw new Error('three nodes');
    let go: (() => void) | undefined;
    late.app.beforeApply = () =>
      new Promise((resolve) => {
        go = resolve;
      });
    await all.write(leader, 'slow');
    await all.until('it is applied', () => go !== undefined);
    all.cut(late.id);
    await all.write(leader, ...LARGE);
    await watchDone(all.clock, leader.group.takeSnapshot());
    all.heal();
    await all.until('it is fetched', () => late.snapshots.whole.size === 1);
    await all.stop(leader.id);
    expect(await all.leader()).to.equal(other);
    await all.write(other, 'by the log');
    const { commitIndex } = other.group.status();
    await all.until('it is committed', () => late.group.status().commitIndex === commitIndex);
    late.app.beforeApply = () => undefined;
    go?.();
    await caughtUp({ all, leader: other, late });
    expect(late.app.installs, 'nothing was installed').to.deep.equal([undefined]);
    expect(late.snapshots.whole.size).to.equal(0);
  });

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

  it('are not kept waiting by an app that hangs in the middle of a snapshot of its own', async () => {
    const story = await behind();
    const { all, leader, late } = story;
    all.heal();
    await caughtUp(story);
    late.app.beforePiece = () => new Promise(() => undefined);
    await all.write(leader, 'more');
    await caughtUp(story);
    const taking = watch(late.group.takeSnapshot());
    await all.clock.settle();
    expect(late.group.status().snapshot.activity).to.equal('taking');
    all.cut(late.id);
    await all.write(leader, 'and more');
    await watchDone(all.clock, leader.group.takeSnapshot());
    all.heal();
    await caughtUp(story);
    expect(taking.value?.index, 'who waits is served by what came').to.equal(leader.group.status().snapshotIndex);
    expect(late.app.released).to.equal(1);
    expect([late.snapshots.making.size, late.snapshots.partial.size]).to.deep.equal([0, 0]);
  });

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

/** Holds the calls of a store for one node, of several that share it. */
function holdOwn(
  node: SnapshotNode,
  call: StoreCall,
  shared?: TestSnapshots,
): { readonly waiting: number; release: () => void } {
  const place = shared ?? node.snapshots;
  if (shared === undefined) return hold(node, call);
  const ends: (() => void)[] = [];
  place.before = (each, path) =>
    each === call && path.includes(`/${node.id}/`) ? new Promise((resolve) => ends.push(resolve)) : undefined;
  return {
    get waiting() {
      return ends.length;
    },
    release: () => {
      place.before = () => undefined;
      for (const end of ends) end();
    },
  };
}

/** A node that has installed its own snapshot but not told so, with commands of the log to apply after that. */
async function early(): Promise<Story & { readonly gate: () => void }> {
  const story = await behind({ trailingEntries: 2 });
  const { all, leader, late } = story;
  all.heal();
  await caughtUp(story);
  await all.stop(late.id);
  let gate: (() => void) | undefined;
  const app = new ListApp();
  const install = app.install.bind(app);
  app.install = async (snapshot) => {
    await install(snapshot);
    if (gate === undefined)
      await new Promise<void>((resolve) => {
        gate = resolve;
      });
  };
  await all.write(leader, 'small', 'and smaller');
  await all.start(late.id, { app });
  await all.until('it has the log', () => late.group.status().commitIndex === leader.group.status().commitIndex);
  expect(late.group.status().appliedIndex).to.be.below(late.group.status().commitIndex);
  late.snapshots.calls.length = 0;
  return { ...story, gate: () => gate?.() };
}
