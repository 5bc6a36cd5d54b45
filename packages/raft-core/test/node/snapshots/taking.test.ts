import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { StorageFullError } from '../../../src/model/errors.js';
import type { AppliedCommand } from '../../../src/ports/app.js';
import {
  FoldingApp,
  type ListApp,
  type SnapshotCluster,
  type SnapshotNode,
  watch,
} from '../../support/snapshot-cluster.js';
import { alone, cluster, endAll, fail, hold, NEVER, taken, watchDone } from '../../support/snapshot-trial.js';

describe('taking snapshots', () => {
  afterEach(endAll);

  it('when the log has grown by so many entries, and what it covers goes', async () => {
    const { node, write, applied } = await alone({ entries: 5 });
    await write('a', 'b');
    expect(taken(node)).to.deep.equal([]);
    await write('c', 'd', 'e', 'f', 'g', 'h', 'i', 'j');
    expect(taken(node)).to.deep.equal(['taken 5', 'taken 10'].slice(0, Math.floor((applied + 10) / 5)));
    expect(node.log).to.equal(`11-${String(applied + 10)}`);
  });

  it('when the log has grown by so many bytes', async () => {
    const { node, write } = await alone({ bytes: 200_000 });
    await write('x'.repeat(90_000));
    expect(taken(node)).to.have.length(0);
    await write('x'.repeat(120_000));
    expect(taken(node)).to.have.length(1);
  });

  it('but not before it has grown by a share of the last one', async () => {
    const { node, write } = await alone({ entries: 1, growth: 1 });
    await write('x'.repeat(300_000));
    const before = taken(node).length;
    await write('y'.repeat(70_000));
    expect(taken(node), 'a log of 70,000 bytes, a snapshot of 300,000').to.have.length(before);
    await write('y'.repeat(300_000));
    expect(taken(node)).to.have.length(before + 1);
  });

  it('after a time, where anything was applied since', async () => {
    const { node, clock, write } = await alone({ interval: 10_000 });
    await write('a');
    await clock.advance(9_000);
    expect(taken(node)).to.have.length(0);
    await clock.advance(2_000);
    expect(taken(node)).to.have.length(1);
    await clock.advance(60_000);
    expect(taken(node), 'nothing is new').to.have.length(1);
    await write('b');
    await clock.settle();
    expect(taken(node), 'it is overdue').to.have.length(2);
  });

  it('when the app wishes', async () => {
    const { node, write } = await alone();
    await write('a');
    node.app.wishes = true;
    await write('b');
    node.app.wishes = false;
    await write('c');
    expect(taken(node)).to.have.length(1);
  });

  it('by hand, of everything that is applied; and once where all of it is there', async () => {
    const { node, clock, write, applied } = await alone();
    await write('a', 'b');
    const calls = [watch(node.group.takeSnapshot()), watch(node.group.takeSnapshot())];
    await clock.settle();
    expect(calls.map(({ value }) => value?.index)).to.deep.equal([applied + 2, applied + 2]);
    const again = watch(node.group.takeSnapshot());
    await clock.settle();
    expect(again.value).to.deep.equal(calls[0]?.value);
    expect(taken(node)).to.have.length(1);
    expect(node.app.released).to.equal(1);
  });

  it('by hand while one is taken of less: waits for one of all', async () => {
    const { node, clock, write, applied } = await alone();
    await write('a');
    const held = hold(node, 'commit');
    const first = watch(node.group.takeSnapshot());
    await clock.settle();
    await write('b');
    const second = watch(node.group.takeSnapshot());
    await clock.settle();
    expect([first.ending, second.ending, held.waiting]).to.deep.equal(['open', 'open', 1]);
    held.release();
    await clock.settle();
    await clock.advance(1);
    expect([first.value?.index, second.value?.index]).to.deep.equal([applied + 1, applied + 2]);
  });

  /** Has one follower apply what is not on its disk, whose writes `hinder` sees from then on. */
  async function aheadOfItsDisk(
    hinder: SnapshotNode['storage']['before'],
  ): Promise<{ all: SnapshotCluster; behind: SnapshotNode; appliedIndex: number }> {
    const all = cluster(['a', 'b', 'c'], { compaction: NEVER });
    const leader = await all.up();
    const behind = [...all.nodes.values()].find((node) => node !== leader) ?? leader;
    await all.until('it is settled', () => behind.log === leader.log);
    behind.storage.before = hinder;
    await all.write(leader, 'a', 'b');
    const { appliedIndex } = leader.group.status();
    await all.until('it has applied what it has not stored', () => behind.group.status().appliedIndex === appliedIndex);
    expect(behind.group.status().durableIndex).to.be.below(appliedIndex);
    return { all, behind, appliedIndex };
  }

  it('of entries that are not on the own disk yet: their record comes after them', async () => {
    const begun: string[] = [];
    let resume = (): void => undefined;
    const hanging = new Promise<void>((resolve) => (resume = resolve));
    const { all, behind, appliedIndex } = await aheadOfItsDisk((what, writes) => {
      if (what !== 'write') return undefined;
      for (const { entries = [], snapshot } of writes)
        begun.push([...entries.map(({ lastIndex }) => lastIndex), snapshot && `record ${snapshot.index}`].join(' '));
      return hanging;
    });
    const call = watch(behind.group.takeSnapshot());
    await all.clock.advance(100);
    expect([call.ending, begun.filter((write) => write.includes('record'))]).to.deep.equal(['open', []]);
    resume();
    await all.until('it is recorded', () => call.ending !== 'open');
    expect(call.value?.index).to.equal(appliedIndex);
    expect(behind.group.failure).to.equal(undefined);
    const record = begun.findIndex((write) => write.includes('record'));
    expect(begun.slice(0, record + 1).join(' ')).to.match(new RegExp(`\\b${appliedIndex}\\b.*record ${appliedIndex}`));
  });

  it('of entries that the own disk has no room for: their record waits too, though it needs none', async () => {
    const records: number[] = [];
    let isFull = true;
    const { all, behind, appliedIndex } = await aheadOfItsDisk((what, writes) => {
      if (what !== 'write') return undefined;
      if (isFull && writes.some(({ entries = [] }) => entries.length > 0)) throw new StorageFullError('no room');
      for (const { snapshot } of writes) if (snapshot !== undefined) records.push(snapshot.index);
      return undefined;
    });
    const call = watch(behind.group.takeSnapshot());
    // Several tries of the disk, each of which writes what makes room.
    await all.clock.advance(2_000);
    expect([call.ending, records]).to.deep.equal(['open', []]);
    isFull = false;
    await all.until('it is recorded', () => call.ending !== 'open');
    expect([call.value?.index, records]).to.deep.equal([appliedIndex, [appliedIndex]]);
    expect(behind.group.failure).to.equal(undefined);
  });

  it('removes nothing from the log that is still read', async () => {
    const all = cluster(['a', 'b', 'c'], { compaction: NEVER, logCacheBytes: 1 });
    const leader = await all.up();
    const late = [...all.nodes.values()].find((node) => node !== leader)?.id ?? '';
    all.cut(late);
    await all.write(leader, 'x'.repeat(100_000), 'y');
    const [begin = ''] = leader.log.split('-');
    const reads: (() => void)[] = [];
    leader.storage.before = (what) => (what === 'read' ? new Promise((resolve) => reads.push(resolve)) : undefined);
    all.heal();
    await all.until('it reads for who is late', () => reads.length > 0);
    await watchDone(all.clock, leader.group.takeSnapshot());
    await all.clock.advance(200);
    expect(leader.log.startsWith(`${begin}-`), leader.log).to.equal(true);
    leader.storage.before = () => undefined;
    for (const read of reads) read();
    await all.until('it is removed', () => !leader.log.startsWith(`${begin}-`));
  });

  it('with other thresholds, from the moment when they are set', async () => {
    const { node, clock, write } = await alone();
    await write('a', 'b', 'c', 'd');
    expect(() => {
      node.group.tuneCompaction({ entries: 0 });
    }).to.throw(/entries/);
    node.group.tuneCompaction({ entries: 3 });
    await clock.settle();
    expect(taken(node), 'it is due at once').to.have.length(1);
    node.group.tuneCompaction({ entries: 1e9, interval: 1_000 });
    await write('e');
    await clock.advance(1_500);
    expect(taken(node)).to.have.length(2);
  });

  it('starts again from the newest, with what came after it', async () => {
    const { cluster, node, write } = await alone({ entries: 4, trailingEntries: 2, trailingBytes: 1e9 });
    await write(...'a b c d e f g'.split(' '));
    const { state } = node.app;
    const { snapshots } = node;
    await cluster.stop('a');
    expect(snapshots.paths).to.have.length(1);
    await cluster.start('a');
    await cluster.leader();
    expect(node.app.installs).to.have.length(1);
    expect(node.app.state).to.deep.equal(state);
    await write('h');
    expect(node.app.state).to.have.length(8);
  });

  describe('that fails', () => {
    for (const call of ['create', 'write', 'commit'] as const) {
      it(`at ${call} tries again after longer and longer, and leaves nothing behind`, async () => {
        const { node, clock, write } = await alone({ entries: 3, retryMin: 1_000, retryMax: 4_000 });
        fail(node, call);
        await write('a', 'b', 'c');
        const tries = (): number => node.events.filter((event) => event === 'take SNAPSHOT_STORE').length;
        expect(tries()).to.equal(1);
        for (const [wait, count] of [
          [900, 1],
          [200, 2],
          [1_800, 2],
          [300, 3],
          [3_700, 3],
          [500, 4],
          [3_500, 4],
          [800, 5],
        ] as const) {
          await clock.advance(wait);
          expect(tries(), `after ${String(wait)}`).to.equal(count);
        }
        expect(node.group.status().snapshot).to.deep.include({ activity: 'idle', failure: 'no room' });
        if (call !== 'commit') expect(node.snapshots.partial.size).to.equal(0);
        expect([node.snapshots.making.size, node.app.released]).to.deep.equal([0, 5]);
        node.snapshots.before = () => undefined;
        await clock.advance(5_000);
        expect(taken(node)).to.have.length(1);
        expect(node.group.status().snapshot?.failure).to.equal(undefined);
        expect(node.snapshots.partial.size, 'what was left').to.equal(0);
        expect(node.snapshots.whole.size).to.equal(1);
      });
    }

    it('fails who waits for it by hand, and tries at once when it is asked again', async () => {
      const { node, clock, write } = await alone();
      await write('a');
      fail(node, 'create');
      const first = watch(node.group.takeSnapshot());
      await clock.settle();
      expect(first.ending).to.equal('SNAPSHOT_STORE');
      node.snapshots.before = () => undefined;
      const second = watch(node.group.takeSnapshot());
      await clock.settle();
      expect(second.ending).to.equal('done');
    });

    const broken = new Error('broken');
    const apps: readonly (readonly [string, (app: ListApp) => void])[] = [
      [
        'snapshot()',
        (app) => {
          app.snapshot = () => {
            throw broken;
          };
        },
      ],
      [
        'read()',
        (app) => {
          app.snapshot = () => ({
            read: () => {
              throw broken;
            },
          });
        },
      ],
      [
        'the iteration',
        (app) => {
          app.beforePiece = () => {
            throw broken;
          };
        },
      ],
      [
        'release()',
        (app) => {
          app.snapshot = () => ({
            read: () => [],
            release: () => {
              throw broken;
            },
          });
        },
      ],
      [
        'wantsSnapshot()',
        (app) => {
          app.wantsSnapshot = () => {
            throw broken;
          };
        },
      ],
    ];
    for (const [what, breakApp] of apps) {
      it(`in the app, from ${what}, harms nothing else`, async () => {
        const { node, clock, write } = await alone({ entries: 4 });
        breakApp(node.app);
        await write(...'a b c d e f'.split(' '));
        await clock.advance(100);
        expect(node.group.failure).to.equal(undefined);
        expect(node.events).to.include('take Error: broken');
        expect(node.events.length, 'it backs off').to.be.below(4);
        expect(node.app.state).to.have.length(6);
        expect([node.snapshots.making.size, node.snapshots.partial.size]).to.deep.equal([0, 0]);
      });
    }
  });

  describe('what is kept', () => {
    it('is the newest, and as many before it as are asked for', async () => {
      for (const keep of [1, 3]) {
        const { node, write } = await alone({ entries: 1, keep });
        await write(...'a b c d e f'.split(' '));
        expect(node.snapshots.whole.size).to.equal(keep);
        expect([...node.snapshots.partial.keys()]).to.deep.equal([]);
      }
    });

    it('is fewer at once when that is set', async () => {
      const { node, clock, write } = await alone({ entries: 1, keep: 4 });
      await write(...'a b c d e f'.split(' '));
      node.group.tuneCompaction({ keep: 2 });
      await clock.settle();
      expect(node.snapshots.whole.size).to.equal(2);
    });

    it('is counted over restarts, by what the names say of their age', async () => {
      const { cluster, clock, node, write } = await alone({ entries: 1, keep: 3 });
      await write(...'a b c d e'.split(' '));
      const before = node.snapshots.paths;
      expect(before).to.have.length(3);
      for (let restart = 0; restart < 3; restart++) {
        await cluster.stop('a');
        await cluster.start('a', { compaction: { ...NEVER, keep: 3 } });
        await cluster.leader();
        expect(node.snapshots.paths).to.deep.equal(before);
      }
      await write('f');
      await watchDone(clock, node.group.takeSnapshot());
      await clock.settle();
      expect(node.snapshots.paths, 'the oldest goes').to.have.length(3).and.include.members(before.slice(1));
      await cluster.stop('a');
      await cluster.start('a', { compaction: { ...NEVER, keep: 2 } });
      await cluster.leader();
      expect(node.snapshots.paths).to.have.length(2).and.include(before[2]);
    });

    it('at a start is nothing that is newer than what is recorded, nor as new: that was never recorded', async () => {
      const { cluster, node, write } = await alone({ entries: 1, keep: 5 });
      await write('a');
      await cluster.stop('a');
      const before = node.snapshots.paths;
      const recorded = before[before.length - 1] ?? '';
      const [, index = ''] = /(\d+)-\d+-[0-9a-f]{32}$/.exec(recorded) ?? [];
      const twin = recorded.replace(/[0-9a-f]{32}$/, 'f'.repeat(32));
      const newer = recorded.replace(/\d+-(\d+-[0-9a-f]{32})$/, `${String(Number(index) + 1)}-$1`);
      const strange = `${recorded}x`;
      for (const path of [twin, newer, strange]) node.snapshots.whole.set(path, new Uint8Array(3));
      await cluster.start('a', { compaction: { ...NEVER, keep: 5 } });
      await cluster.leader();
      expect(node.snapshots.paths).to.deep.equal(before);
    });

    it('at a start is what is recorded: whole orphans go at once, half ones with the next snapshot', async () => {
      const { cluster, clock, node, write } = await alone({ entries: 1 });
      await write('a', 'b');
      await cluster.stop('a');
      const [recorded = ''] = node.snapshots.paths;
      const orphan = recorded.replace(/[0-9a-f]{32}$/, 'f'.repeat(32));
      const half = recorded.replace(/[0-9a-f]{32}$/, 'e'.repeat(32));
      const foreign = recorded.replace('/a/', '/b/');
      node.snapshots.whole.set(orphan, new Uint8Array(3));
      node.snapshots.whole.set(foreign, new Uint8Array(3));
      node.snapshots.partial.set(half, new Uint8Array(3));
      await cluster.start('a', { compaction: NEVER });
      await cluster.leader();
      expect(node.snapshots.paths.sort()).to.deep.equal([recorded, foreign].sort());
      expect([...node.snapshots.partial.keys()], 'it may be gone on with').to.deep.equal([half]);
      await write('c');
      const call = watch(node.group.takeSnapshot());
      await clock.settle();
      await clock.advance(10);
      expect(call.ending).to.equal('done');
      expect(node.snapshots.partial.size).to.equal(0);
      expect(node.snapshots.paths.filter((path) => path !== foreign)).to.have.length(1);
    });

    it('is what a reader reads, for as long as it reads and no longer', async () => {
      const { node, clock, write } = await alone({ pinLimit: 5_000 });
      await write('x'.repeat(500_000));
      await watchDone(clock, node.group.takeSnapshot());
      const first = node.snapshots.paths[0] ?? '';
      const reading = node.group.readSnapshot(new AbortController().signal)[Symbol.asyncIterator]();
      await watchDone(clock, reading.next());
      await write('b');
      await watchDone(clock, node.group.takeSnapshot());
      await clock.advance(4_000);
      expect(node.snapshots.paths).to.include(first).and.have.length(2);
      await watchDone(clock, reading.next());
      await clock.advance(4_000);
      expect(node.snapshots.paths, 'it is read on').to.include(first);
      await clock.advance(2_000);
      expect(node.snapshots.paths).to.not.include(first);
      expect(node.snapshots.paths).to.have.length(1);
      await reading.return?.();
      expect(clock.timers, 'heartbeats and deadlines, no pin').to.be.at.most(1);
    });
  });

  describe('that is read by a caller', () => {
    function spoil(node: SnapshotNode, what: 'damaged' | 'gone'): void {
      for (const [path, bytes] of node.snapshots.whole) {
        if (what === 'gone') node.snapshots.whole.delete(path);
        else bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
      }
    }

    /** @returns how many bytes it has. */
    async function readAll(node: SnapshotNode): Promise<number> {
      let size = 0;
      for await (const { bytes } of node.group.readSnapshot(new AbortController().signal)) size += bytes.length;
      return size;
    }

    for (const [what, code] of [
      ['damaged', 'CORRUPTION'],
      ['gone', 'SNAPSHOT_NOT_FOUND'],
    ] as const) {
      it(`and turns out to be ${what} is replaced at once by another of the same state`, async () => {
        const { node, clock, write } = await alone();
        await write('x'.repeat(500_000));
        await watchDone(clock, node.group.takeSnapshot());
        spoil(node, what);
        const { snapshotIndex } = node.group.status();
        const first = watch(readAll(node));
        await clock.settle();
        expect(first.ending).to.equal(code);
        expect(taken(node)).to.have.length(2);
        const second = watch(readAll(node));
        await clock.settle();
        expect(second.value).to.equal(node.group.status().snapshot.size);
        expect(node.group.status().snapshotIndex).to.equal(snapshotIndex);
        await clock.advance(61_000);
        expect(node.snapshots.paths, 'the damaged one goes, once nobody reads it').to.have.length(1);
        await write('y');
        await watchDone(clock, node.group.takeSnapshot());
        expect(taken(node), 'and no more than that').to.have.length(3);
      });

      it(`and turns out to be ${what} answers no call for a snapshot any more`, async () => {
        const { cluster: only, node, clock, write } = await alone();
        await write('x');
        await watchDone(clock, node.group.takeSnapshot());
        const { snapshotIndex } = node.group.status();
        spoil(node, what);
        fail(node, 'create');
        const read = watch(readAll(node));
        await clock.settle();
        expect(read.ending).to.equal(code);
        const held = hold(node, 'commit');
        const call = watch(node.group.takeSnapshot());
        await clock.settle();
        expect([call.ending, held.waiting]).to.deep.equal(['open', 1]);
        held.release();
        await clock.settle();
        expect(call.value).to.deep.include({ index: snapshotIndex });
        const { state } = node.app;
        await only.stop(node.id);
        await only.start(node.id);
        await only.until('the new one is installed', () => node.app.installs.length === 1);
        expect(node.app.state).to.deep.equal(state);
      });
    }
  });

  describe('by fold', () => {
    it('gives the bytes that a copy gives, from the commands that apply saw', async () => {
      const texts = Array.from({ length: 30 }, (_, i) => `command ${String(i)}`);
      const found: Buffer[] = [];
      for (const method of ['copy', 'fold'] as const) {
        const app = new FoldingApp();
        const applied: string[] = [];
        const apply = app.apply.bind(app);
        app.apply = (commands: readonly AppliedCommand[]) => {
          for (const { index, payload } of commands)
            applied.push(`${String(index)}:${new TextDecoder().decode(payload)}`);
          return apply(commands);
        };
        const settings = { app, limits: { maxReadBytes: 300 }, logCacheBytes: 400 };
        const { node, clock, write } = await alone({ method, entries: 7 }, settings);
        await write(...texts);
        await watchDone(clock, node.group.takeSnapshot());
        expect(taken(node).length).to.be.above(3);
        found.push(Buffer.from([...node.snapshots.whole.values()][0] ?? []));
        if (method === 'copy') continue;
        expect(app.commands).to.deep.equal(applied);
        expect(app.views, 'no copy was taken').to.equal(0);
        expect(app.released).to.equal(taken(node).length);
      }
      expect(found[0]?.equals(found[1] ?? Buffer.alloc(0)), 'digest(fold) = digest(copy)').to.equal(true);
    });

    it('goes on beside apply, and sees nothing of what comes meanwhile', async () => {
      const app = new FoldingApp();
      const { node, clock, write, applied } = await alone({ method: 'fold' }, { app });
      await write('a', 'b');
      let go: (() => void) | undefined;
      app.beforePiece = () =>
        new Promise((resolve) => {
          go ??= resolve;
        });
      const call = watch(node.group.takeSnapshot());
      await clock.settle();
      await write('c', 'd');
      app.beforePiece = () => undefined;
      go?.();
      await clock.settle();
      expect(call.value?.index).to.equal(applied + 2);
      expect(app.commands).to.have.length(2);
      expect(app.state).to.have.length(4);
    });

    it('that cannot read the last one fails, and is tried again', async () => {
      const app = new FoldingApp();
      const { node, clock, write } = await alone({ method: 'fold' }, { app });
      await write('a');
      await watchDone(clock, node.group.takeSnapshot());
      await write('b');
      fail(node, 'open');
      const call = watch(node.group.takeSnapshot());
      await clock.settle();
      expect(call.ending).to.equal('SNAPSHOT_STORE');
      node.snapshots.before = () => undefined;
      await clock.advance(1_500);
      expect(taken(node)).to.have.length(2);
    });

    it('builds on nothing that is damaged: a copy takes its place', async () => {
      for (const lose of [true, false]) {
        const app = new FoldingApp();
        const { node, clock, write } = await alone({ method: 'fold' }, { app });
        await write('a'.repeat(1_000));
        await watchDone(clock, node.group.takeSnapshot());
        for (const [path, bytes] of node.snapshots.whole) {
          if (lose) node.snapshots.whole.delete(path);
          else bytes[500] = (bytes[500] ?? 0) ^ 1;
        }
        await write('b');
        const call = watch(node.group.takeSnapshot());
        await clock.settle();
        expect(call.ending).to.equal(lose ? 'SNAPSHOT_NOT_FOUND' : 'CORRUPTION');
        await clock.advance(1_500);
        expect([taken(node).length, app.views]).to.deep.equal([2, 1]);
        await write('c');
        await watchDone(clock, node.group.takeSnapshot());
        expect([taken(node).length, app.views], 'and folds again from that').to.deep.equal([3, 1]);
      }
    });

    it('is used where there is no copy', async () => {
      const app = new FoldingApp();
      Object.defineProperty(app, 'snapshot', { value: undefined });
      const { node, clock, write } = await alone({}, { app });
      await write('a');
      await watchDone(clock, node.group.takeSnapshot());
      expect(app.commands).to.have.length(1);
    });
  });

  describe('on a node that ends', () => {
    for (const call of ['create', 'write', 'commit'] as const) {
      it(`in the middle of ${call}: who waits is told, and nothing is left open`, async () => {
        const { cluster, node, clock, write } = await alone();
        await write('a');
        const held = hold(node, call);
        const calls = [watch(node.group.takeSnapshot()), watch(node.group.takeSnapshot())];
        await clock.settle();
        expect(held.waiting).to.equal(1);
        await cluster.stop('a');
        expect(calls.map(({ ending }) => ending)).to.deep.equal(['CLOSED', 'CLOSED']);
        await clock.advance(10_000);
        expect([node.snapshots.making.size, node.app.released]).to.deep.equal([0, 1]);
        held.release();
        await cluster.start('a', { compaction: NEVER });
        await cluster.leader();
        await watchDone(clock, node.group.takeSnapshot());
        expect(node.app.state).to.have.length(1);
      });
    }

    it('while the record is written: it is there after a restart, or collected', async () => {
      const { cluster, node, clock, write } = await alone();
      await write('a');
      let cut: ((error: Error) => void) | undefined;
      node.storage.before = (what, writes) =>
        what === 'write' && writes.some(({ snapshot }) => snapshot !== undefined)
          ? new Promise((_resolve, reject) => {
              cut = reject;
            })
          : undefined;
      const call = watch(node.group.takeSnapshot());
      await clock.settle();
      expect(cut).to.not.equal(undefined);
      const closing = cluster.stop('a');
      await clock.settle();
      expect(call.ending).to.equal('CLOSED');
      cut?.(new Error('the process is gone'));
      await closing;
      node.storage.before = () => undefined;
      await cluster.start('a', { compaction: NEVER });
      await cluster.leader();
      await clock.advance(10);
      expect([node.snapshots.whole.size, node.app.state.length, node.app.installs.length]).to.deep.equal([0, 1, 1]);
    });
  });

  it('refuses a call on a node that has closed', async () => {
    const { cluster, node } = await alone();
    const { group } = node;
    await cluster.stop('a');
    const call = watch(group.takeSnapshot());
    await Promise.resolve();
    expect(call.ending).to.equal('CLOSED');
  });

  it('rule 18: keeps a bounded number of callers waiting', async () => {
    const { node, clock, write } = await alone();
    await write('a');
    const held = hold(node, 'create');
    const calls = Array.from({ length: 5_000 }, () => watch(node.group.takeSnapshot()));
    await clock.settle();
    const refused = calls.filter(({ ending }) => ending === 'OVERLOADED').length;
    expect(refused).to.be.within(1_000, 4_999);
    held.release();
    await clock.settle();
    expect(calls.filter(({ ending }) => ending === 'done')).to.have.length(5_000 - refused);
  });
});
