import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { ListApp, watch } from '../../support/snapshot-cluster.js';
import { behind, caughtUp, LARGE, messages, type Story } from '../../support/snapshot-story.js';
import { cluster, endAll, NEVER, watchDone } from '../../support/snapshot-trial.js';

describe('snapshots from elsewhere', () => {
  afterEach(endAll);

  it('rule 14: are installed when their record is durable, and not before', async () => {
    const all = cluster(['a', 'b', 'c'], { compaction: NEVER });
    const leader = await all.up();
    const late = [...all.nodes.values()].find((node) => node !== leader);
    if (late === undefined) throw new Error('three nodes');
    const writes: (() => void)[] = [];
    late.storage.before = (what) => (what === 'write' ? new Promise((resolve) => writes.push(resolve)) : undefined);
    await all.write(leader, 'is on its way to the disk');
    await all.until('it is written', () => writes.length === 1);
    all.cut(late.id);
    await all.write(leader, ...LARGE);
    await watchDone(all.clock, leader.group.takeSnapshot());
    all.heal();
    await all.until('it is fetched', () => late.snapshots.whole.size === 1);
    await all.clock.advance(500);
    writes[0]?.();
    await all.clock.advance(500);
    expect(writes, 'the record is being written').to.have.length(2);
    expect(late.app.installs).to.deep.equal([undefined]);
    late.storage.before = () => undefined;
    writes[1]?.();
    await caughtUp({ all, leader, late });
    expect(late.app.installs).to.have.length(2);
  });

  it('end the calls of a former leader that they cover, and whose responses nobody has', async () => {
    const all = cluster(['a', 'b', 'c'], { compaction: NEVER, limits: { maxApplyBytes: 1 } });
    const former = await all.up();
    let go: (() => void) | undefined;
    former.app.beforeApply = () =>
      new Promise((resolve) => {
        go = resolve;
      });
    const calls = ['one', 'two', 'three'].map((text) => watch(former.group.write(new TextEncoder().encode(text))));
    const { lastIndex } = former.group.status();
    await all.until('they are committed', () => former.group.status().commitIndex === lastIndex + calls.length);
    expect(go, 'the first is applied').to.not.equal(undefined);
    all.cut(former.id);
    const leader = await all.leader();
    await all.write(leader, ...LARGE);
    await watchDone(all.clock, leader.group.takeSnapshot());
    all.heal();
    await all.until('it is fetched', () => former.snapshots.whole.size === 1);
    await all.clock.advance(100);
    former.app.beforeApply = () => undefined;
    go?.();
    await caughtUp({ all, leader, late: former });
    expect(calls.map(({ ending }) => ending)).to.deep.equal(['done', 'LEADERSHIP_LOST', 'LEADERSHIP_LOST']);
  });

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
});

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
