import { type CompactionOptions, SnapshotStoreError, type HostEvents } from '@lolraft/raft-core';
import { MemorySnapshotPlace, MemorySnapshots, type SnapshotHook } from '@lolraft/raft-testkit';
import { expect } from 'chai';
import { it } from 'mocha';
import { Cluster, type ClusterOptions, type Running } from '../support/cluster.js';
import { bytes } from '../support/journal.js';
import { failureOf } from '../support/outcome.js';
import type { Surroundings } from '../support/surroundings.js';
import { ends, until } from '../support/wait.js';
import { Writer } from '../support/writer.js';

const SMALL: Partial<CompactionOptions> = { entries: 50, growth: 0, trailingEntries: 5, retryMin: 20, retryMax: 100 };

/** Stores of one node each, in places that outlive the nodes; or, with a realm, all in one place. */
class Places {
  readonly #places = new Map<string, MemorySnapshotPlace>();
  readonly #realm: string | undefined;
  /** Called before each step of each store. */
  before: (node: string, ...step: Parameters<SnapshotHook>) => ReturnType<SnapshotHook> = () => undefined;

  constructor(realm?: string) {
    this.#realm = realm;
  }

  of(node: string): MemorySnapshotPlace {
    const name = this.#realm ?? node;
    const place = this.#places.get(name) ?? new MemorySnapshotPlace();
    this.#places.set(name, place);
    return place;
  }

  readonly store = (node: string): MemorySnapshots =>
    new MemorySnapshots({
      place: this.of(node),
      before: (step) => this.before(node, step),
      ...(this.#realm === undefined ? undefined : { realm: this.#realm }),
    });

  /** What is there of one node, whole and partial. */
  paths(node: string): string[] {
    return this.of(node).paths.filter((path) => path.includes(`/${node}/`));
  }
}

function eventsOf<K extends keyof HostEvents>(node: Running, name: K): HostEvents[K][] {
  const seen: HostEvents[K][] = [];
  node.host.events.on(name, (event) => seen.push(event));
  return seen;
}

async function fill(cluster: Cluster, count: number, prefix = 'w'): Promise<void> {
  const leader = await cluster.leader();
  for (let done = 0; done < count; done += 25) {
    const some = Array.from({ length: Math.min(25, count - done) }, (_, i) => bytes(`${prefix}${done + i}`));
    await ends(Promise.all(some.map((each) => leader.group().write(each))), 'writes');
  }
}

export function snapshots(surroundings: Surroundings): void {
  const start = (places: Places, options: ClusterOptions = {}): Promise<Cluster> =>
    Cluster.start(surroundings, { snapshots: places.store, compaction: SMALL, ...options });

  it('log and place stay small under load, and every node has the same state', async () => {
    const places = new Places();
    await using cluster = await start(places);
    await cluster.leader();
    const writer = new Writer(cluster);
    await writer.more(600);
    await writer.stop();
    writer.check(await cluster.agree());
    for (const node of cluster.running) {
      await until(() => node.status().snapshotIndex >= 500, `${node.id} takes snapshots`);
      await until(() => node.status().lastIndex - node.status().firstIndex < 200, `${node.id} keeps a short log`);
      await until(() => node.status().snapshot.activity === 'idle', 'rest');
      expect(node.status().snapshot.failure).to.equal(undefined);
      await until(() => places.paths(node.id).length === 1, `one resource of ${node.id}`);
    }
  });

  for (const [how, realm] of [
    ['pulls the bytes', undefined],
    ['reads the tag itself', 'shared'],
  ] as const) {
    it(`a follower that was away ${how}, and goes on with the log`, async () => {
      const places = new Places(realm);
      await using cluster = await start(places, { compaction: { ...SMALL, trailingEntries: 0 } });
      const leader = await cluster.leader();
      const [away] = cluster.followersOf(leader) as [Running];
      await cluster.stop(away.id);
      await fill(cluster, 200);
      await until(() => leader.status().firstIndex > 150, 'the leader has compacted');
      const served = eventsOf(leader, 'snapshotServed');
      const back = await cluster.start(away.id);
      const installed = eventsOf(back, 'snapshotInstalled');
      await cluster.agree();
      await fill(cluster, 10, 'x');
      expect((await cluster.agree()).length).to.equal(210);
      expect(installed).to.have.length(1);
      expect(installed[0]?.index).to.be.above(150);
      const moved = served.reduce((sum, each) => sum + each.bytes, 0);
      if (realm === undefined) expect(moved, 'the leader sent the bytes').to.be.at.least(installed[0]?.size ?? 1);
      else expect(moved, 'the leader sent no byte').to.equal(0);
      expect(leader.status().peers.map(({ replication }) => replication?.state)).to.deep.equal([
        'replicate',
        'replicate',
      ]);
    });
  }

  it('a node starts from its snapshot and the rest of its log', async () => {
    const places = new Places();
    await using cluster = await start(places);
    await fill(cluster, 130);
    const before = await cluster.agree();
    await cluster.stopAll();
    await cluster.startAll();
    await fill(cluster, 1, 'last');
    expect(await cluster.agree()).to.deep.equal([...before, 'last0']);
    for (const node of cluster.running) expect(node.status().snapshotIndex).to.be.at.least(100);
  });

  it('fold and copy give the same bytes', async () => {
    const places = new Places();
    await using cluster = await start(places, { compaction: { ...SMALL, entries: Infinity } });
    const leader = await cluster.leader();
    const [other] = cluster.followersOf(leader) as [Running];
    other.group().tuneCompaction({ method: 'fold' });
    for (const round of [1, 2, 3]) {
      await fill(cluster, 40, `r${round}-`);
      await cluster.agree();
      await until(() => other.status().appliedIndex === leader.status().appliedIndex, 'equal indexes');
      const taken = [
        await ends(leader.group().takeSnapshot(), 'copy'),
        await ends(other.group().takeSnapshot(), 'fold'),
      ];
      expect(taken[0]).to.deep.equal(taken[1]);
      const contents = [];
      for (const node of [leader, other]) {
        const parts = [];
        for await (const part of node.group().readSnapshot(new AbortController().signal)) parts.push(part.bytes);
        // The header names neither node nor store.
        contents.push(Buffer.concat(parts));
      }
      expect(contents[0]?.equals(contents[1] ?? Buffer.alloc(0))).to.equal(true);
    }
  });

  it('a snapshot that fails changes nothing, is reported, and is tried again', async () => {
    const places = new Places();
    let broken = true;
    places.before = (_node, { what }) => {
      if (broken && what === 'commit') throw new SnapshotStoreError('the bucket is away', { retryable: true });
    };
    await using cluster = await start(places);
    const leader = await cluster.leader();
    const failed = eventsOf(leader, 'snapshotFailed');
    await fill(cluster, 100);
    await until(() => failed.length >= 2, 'two failures');
    expect(failed[0]).to.include({ what: 'take' });
    expect(leader.status()).to.include({ snapshotIndex: 0, firstIndex: 1 });
    expect(leader.status().snapshot.failure).to.include('the bucket is away');
    const byHand = await failureOf(leader.group().takeSnapshot(), 'a snapshot by hand');
    expect(byHand).to.include({ code: 'SNAPSHOT_STORE', retryable: true });
    broken = false;
    await until(() => leader.status().snapshotIndex > 0, 'the next try');
    expect(leader.status().snapshot.failure).to.equal(undefined);
    expect(await cluster.agree()).to.have.length(100);
  });

  it('a node whose snapshot cannot be read votes and logs, and has its state once it can', async () => {
    const places = new Places();
    await using cluster = await start(places);
    await fill(cluster, 120);
    const leader = await cluster.leader();
    const [blind, other] = cluster.followersOf(leader) as [Running, Running];
    await cluster.agree();
    await until(() => blind.status().snapshotIndex > 0, 'a snapshot');
    await cluster.stop(blind.id);
    let away = true;
    places.before = (node, { what }) => {
      if (away && node === blind.id && what === 'open')
        throw new SnapshotStoreError('the bucket is away', { retryable: true });
    };
    // No other node gives it one either.
    for (const node of [leader, other]) node.group().tuneCompaction({ entries: Infinity });
    const back = await cluster.start(blind.id);
    const failed = eventsOf(back, 'snapshotFailed');
    await until(() => failed.length > 0, 'the report');
    expect(failed[0]).to.include({ what: 'read' });
    await cluster.stop(other.id);
    await fill(cluster, 5, 'x');
    await until(
      () => back.status().durableIndex === leader.status().lastIndex,
      'it logs, and the leader commits with it',
    );
    expect(back.status().snapshot.activity).to.be.oneOf(['unreadable', 'installing', 'fetching']);
    expect(back.status().appliedIndex).to.be.at.most(back.status().snapshotIndex);
    const read = back.group().read(bytes(''), { level: 'local', timeout: 50 });
    expect(await failureOf(read, 'a read')).to.include({ code: 'DEADLINE_EXCEEDED' });
    away = false;
    await cluster.start(other.id);
    expect(await cluster.agree()).to.have.length(125);
  });

  it('a damaged snapshot is never installed: another node gives its own', async () => {
    const places = new Places();
    await using cluster = await start(places);
    await fill(cluster, 120);
    await cluster.agree();
    const leader = await cluster.leader();
    const [victim] = cluster.followersOf(leader) as [Running];
    await until(() => victim.status().snapshotIndex > 0 && leader.status().snapshotIndex > 0, 'snapshots');
    await until(() => places.paths(victim.id).length === 1, 'one resource');
    await cluster.stop(victim.id);
    const [path = ''] = places.paths(victim.id);
    places.of(victim.id).damage(bytes(path), 700);
    await fill(cluster, 60, 'x');
    const back = await cluster.start(victim.id);
    expect(await cluster.agree()).to.have.length(180);
    expect(back.status().snapshot.activity).to.equal('idle');
  });

  it('a new cluster starts from the snapshot of another', async () => {
    const parts: Uint8Array[] = [];
    {
      await using old = await start(new Places());
      await fill(old, 30);
      const leader = await old.leader();
      await leader.group().takeSnapshot();
      for await (const { bytes: part } of leader.group().readSnapshot(new AbortController().signal)) parts.push(part);
    }
    const restore = async function* (): AsyncGenerator<Uint8Array> {
      yield* parts;
    };
    const places = new Places();
    await using cluster = await start(places, { token: 'green', restore });
    await fill(cluster, 10, 'new');
    const entries = await cluster.agree();
    expect(entries).to.have.length(40);
    expect(entries.slice(0, 2)).to.deep.equal(['w0', 'w1']);
    await cluster.stopAll();
    await cluster.startAll();
    await fill(cluster, 1, 'last');
    expect(await cluster.agree()).to.deep.equal([...entries, 'last0']);
  });

  it('what crashes have left is collected', async () => {
    const places = new Places();
    await using cluster = await start(places, { compaction: { ...SMALL, entries: Infinity } });
    await fill(cluster, 20);
    const leader = await cluster.leader();
    await leader.group().takeSnapshot();
    const [path = ''] = places.paths(leader.id);
    await cluster.stop(leader.id);
    const place = places.of(leader.id);
    const [whole, partial] = ['0'.repeat(32), '1'.repeat(32)].map((nonce) => path.replace(/[0-9a-f]{32}$/, nonce));
    place.whole.set(whole ?? '', bytes('made, and never recorded'));
    place.partial.set(partial ?? '', bytes('begun'));
    const back = await cluster.start(leader.id);
    await until(() => !places.paths(back.id).includes(whole ?? ''), 'the orphan is gone');
    await fill(cluster, 20, 'x');
    await cluster.agree();
    await back.group().takeSnapshot();
    await until(() => places.paths(back.id).length === 1, 'the partial one is gone with the next snapshot');
  });
}
