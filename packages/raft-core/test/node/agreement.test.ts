import { expect } from 'chai';
import { describe, it } from 'mocha';
import { encodeConfiguration } from '../../src/model/configuration.js';
import { EntryBatch } from '../../src/model/entry-batch.js';
import { EntryKind } from '../../src/model/entry.js';
import { ClosedError, RaftError } from '../../src/model/errors.js';
import { groupId } from '../../src/model/ids.js';
import type { SettingValue } from '../../src/model/service.js';
import { requireClusterVersion } from '../../src/model/versions.js';
import type { Consensus } from '../../src/consensus/consensus.js';
import type { Applier } from '../../src/node/applier.js';
import { foundingConfiguration } from '../../src/node/founding.js';
import { GroupWrites } from '../../src/node/group-writes.js';
import type { HostServices } from '../../src/node/host-services.js';
import { DEFAULT_HOST_LIMITS } from '../../src/node/limits.js';
import type { CommandTerms } from '../../src/ports/app.js';
import { ManualClock } from '../support/manual-clock.js';
import { peerIdentity } from '../support/test-transport.js';
import { ListApp, SnapshotCluster, type SnapshotNode } from '../support/snapshot-cluster.js';

const NEXT = { min: 1, max: 2 };
const LEASES = new Map<string, SettingValue>([['group.leases', true]]);

async function up(build = NEXT): Promise<{ cluster: SnapshotCluster; leader: SnapshotNode; others: SnapshotNode[] }> {
  const cluster = new SnapshotCluster(['a', 'b', 'c'], { build });
  const leader = await cluster.up();
  return { cluster, leader, others: [...cluster.nodes.values()].filter((node) => node !== leader) };
}

/** How a call has ended, once all that can happen has happened: its value, or its code and outcome. */
async function ending(cluster: SnapshotCluster, call: Promise<unknown>): Promise<unknown> {
  const ended = call.then(
    (value) => value,
    (error: unknown) => (error instanceof RaftError ? `${error.code} ${error.outcome}` : error),
  );
  await cluster.clock.settle();
  return ended;
}

const leasesOf = ({ group }: SnapshotNode): SettingValue | undefined =>
  group.getConfig().find(({ name }) => name === 'group.leases')?.value;

describe('settings of the group', () => {
  it('are changed at the leader, and then count on every node', async () => {
    const { cluster, leader, others } = await up();
    const settings = (await ending(cluster, leader.group.tune(LEASES))) as { name: string; value: SettingValue }[];
    expect(settings.find(({ name }) => name === 'group.leases')).to.include({ value: true, scope: 'group' });
    await cluster.clock.advance(300);
    for (const node of [leader, ...others]) {
      expect(leasesOf(node), node.id).to.equal(true);
      expect(node.group.status().settings, node.id).to.deep.include({ name: 'group.leases', value: true });
    }
    await cluster.close();
  });

  it('count on a node as soon as it has appended them', async () => {
    const { cluster, leader } = await up();
    cluster.lose = (_from, _to, message) => message.type === 'append';
    const call = leader.group.tune(LEASES);
    call.catch(() => undefined);
    await cluster.clock.settle();
    const { configurations, commitIndex } = leader.group.consensusState;
    expect(configurations.current.index).to.be.above(commitIndex);
    expect(leasesOf(leader)).to.equal(true);
    await cluster.close();
  });

  it('survive a restart', async () => {
    const { cluster, leader } = await up();
    await ending(cluster, leader.group.tune(LEASES));
    await cluster.stop(leader.id);
    await cluster.start(leader.id);
    expect(leasesOf(leader)).to.equal(true);
    await cluster.close();
  });

  it('are not changed anywhere else, nor where the configuration is another one, nor with settings of a node', async () => {
    const { cluster, leader, others } = await up();
    const { index } = leader.group.consensusState.configurations.current;
    const refused: [SnapshotNode | undefined, Record<string, SettingValue>, number | undefined, string][] = [
      [others[0], { 'group.leases': true }, undefined, 'NOT_LEADER not_applied'],
      [leader, { 'group.leases': true }, index - 1, 'CONFIGURATION_CHANGED not_applied'],
      [leader, { 'group.leases': 1 }, undefined, 'INVALID_ARGUMENT not_applied'],
      [leader, { 'group.leases': true, 'compaction.keep': 2 }, undefined, 'INVALID_ARGUMENT not_applied'],
      [leader, { 'compaction.keep': 2 }, index, 'INVALID_ARGUMENT not_applied'],
    ];
    for (const [node, wanted, expected, code] of refused) {
      const call = node?.group.tune(new Map(Object.entries(wanted)), { expected });
      expect(await ending(cluster, Promise.resolve(call)), JSON.stringify(wanted)).to.equal(code);
    }
    expect(leader.group.consensusState.configurations.current.index).to.equal(index);
    expect(leader.group.getConfig().find(({ name }) => name === 'compaction.keep')).to.include({ value: 1 });
    await cluster.close();
  });
});

describe('a build that does not know the version of its cluster', () => {
  it('does not start', async () => {
    const { cluster, leader, others } = await up();
    expect(await ending(cluster, leader.group.raiseClusterVersion(2))).to.have.property('index');
    const [other] = others;
    if (other === undefined) throw new Error('nobody else');
    await cluster.clock.advance(300);
    expect(other.group.status().clusterVersion).to.equal(2);
    await cluster.stop(other.id);
    const failed = cluster.start(other.id, { build: { min: 1, max: 1 } });
    expect(await ending(cluster, failed)).to.equal('UNKNOWN_ENTRY not_applied');
    await cluster.start(other.id);
    expect(other.group.status().clusterVersion).to.equal(2);
    await cluster.close();
  });

  it('is one that has given up the versions before', async () => {
    const { cluster, others } = await up();
    const [other] = others;
    if (other === undefined) throw new Error('nobody else');
    await cluster.stop(other.id);
    expect(await ending(cluster, cluster.start(other.id, { build: { min: 2, max: 3 } }))).to.equal(
      'UNKNOWN_ENTRY not_applied',
    );
    await cluster.close();
  });

  const newer = { ...foundingConfiguration([{ id: 'a', address: 'mem:a' }]), clusterVersion: 2 };
  const entries = EntryBatch.pack(1, 9, 0, [
    { kind: EntryKind.Configuration, session: 0, sequence: 0, payload: encodeConfiguration(newer) },
  ]);
  const record = {
    tag: Uint8Array.of(1),
    ...{ index: 100, term: 9, time: 5, configuration: newer, configurationIndex: 99 },
    ...{ size: 10, checksum: 7, version: 1 },
  };
  const told = {
    'an entry that raises it': { type: 'append', term: 9, prevIndex: 0, prevTerm: 0, commit: 0, entries },
    'a snapshot behind the raise': { type: 'snapshotOffer', term: 9, record, realm: undefined },
    'something that it cannot read': { type: 'notUnderstood', term: 9, why: 'kind 77: run a newer build' },
  } as const;
  for (const [what, message] of Object.entries(told))
    it(`stops at ${what}`, async () => {
      const cluster = new SnapshotCluster(['a', 'b', 'c']);
      const node = await cluster.start('a');
      node.handlers?.onMessages(peerIdentity('b'), [{ group: node.group.id, message }]);
      await cluster.clock.settle();
      expect(node.events).to.deep.equal(['stopped UNKNOWN_ENTRY']);
      expect(node.group.failure?.message).to.match(/newer build/);
      await cluster.close();
    });

  it('takes no notice of what a deposed leader has to say', async () => {
    const { cluster, leader } = await up();
    const message = { type: 'notUnderstood', term: leader.group.status().term - 1, why: 'kind 77' } as const;
    leader.handlers?.onMessages(peerIdentity('d'), [{ group: leader.group.id, message }]);
    await cluster.clock.settle();
    expect(leader.group.failure).to.equal(undefined);
    await cluster.close();
  });
});

describe('what a node tells of itself', () => {
  it('has all that an operator asks for', async () => {
    const { cluster, leader } = await up();
    await cluster.clock.advance(2_000);
    const status = leader.group.status();
    expect(status.build?.versions).to.deep.equal(NEXT);
    expect(status.build?.version).to.match(/^\d+\.\d+\.\d+/);
    expect(status.uptime).to.be.at.least(2_000);
    expect(status.pending).to.deep.equal({ writes: 0, writeBytes: 0, reads: 0, uncommittedBytes: 0 });
    expect(status.disk).to.deep.equal({ state: 'ok', pendingWrites: 0, oldest: 0 });
    expect(status.settings.map(({ name }) => name)).to.deep.equal([
      'consensus.electionTimeoutMax',
      'consensus.electionTimeoutMin',
    ]);
    expect(status.peers).to.have.length(2);
    for (const { versions, replication } of status.peers) {
      expect(versions).to.deep.equal(NEXT);
      expect(replication).to.include({ state: 'replicate', matchIndex: status.lastIndex });
      expect(replication?.lastContact).to.be.at.most(100);
      expect(replication?.roundTrip).to.be.within(0, 100);
      expect(replication?.phi).to.be.within(0, 16);
    }
    await cluster.close();
  });

  it('says what waits: calls, bytes, the disk', async () => {
    const { cluster, leader, others } = await up();
    const { storage } = leader;
    for (const { id } of others) cluster.cut(id);
    const call = leader.group.write(new Uint8Array(100));
    call.catch(() => undefined);
    let release = (): void => undefined;
    storage.before = (what) =>
      what === 'read'
        ? undefined
        : new Promise((resolve) => {
            release = resolve;
          });
    await cluster.clock.settle();
    await cluster.clock.advance(300);
    const { pending, disk } = leader.group.status();
    expect(pending).to.include({ writes: 1, reads: 0 });
    expect(pending?.writeBytes).to.be.above(100);
    expect(pending?.uncommittedBytes).to.be.above(100);
    expect(disk).to.deep.include({ state: 'slow', pendingWrites: 1 });
    expect(disk?.oldest).to.be.at.least(300);
    release();
    await cluster.close();
  });
});

/** Rule 20, for commands of apps. */
describe('a command that older builds do not know', () => {
  /** Whether it is one of the next version says its first letter. */
  class NextApp extends ListApp {
    readonly asked: number[] = [];

    validate(payload: Uint8Array, { clusterVersion }: CommandTerms): void {
      this.asked.push(clusterVersion);
      if (payload[0] === 'N'.charCodeAt(0)) requireClusterVersion(2, clusterVersion, 'a new command');
    }
  }

  const command = (text: string): Uint8Array => new TextEncoder().encode(text);

  it('is refused, and nothing of it is appended, until the version of the cluster is raised', async () => {
    const cluster = new SnapshotCluster(['a', 'b', 'c'], { build: NEXT });
    const apps = new Map([...cluster.nodes.keys()].map((id) => [id, new NextApp()]));
    for (const [id, app] of apps) await cluster.start(id, { app });
    const leader = await cluster.leader();
    const { lastIndex } = leader.group.consensusState.log;
    expect(await ending(cluster, leader.group.write(command('New')))).to.equal('CLUSTER_VERSION not_applied');
    expect(leader.group.consensusState.log.lastIndex).to.equal(lastIndex);
    expect(await ending(cluster, leader.group.write(command('old')))).to.have.property('index');
    await ending(cluster, leader.group.raiseClusterVersion(2));
    expect(await ending(cluster, leader.group.write(command('New')))).to.have.property('index');
    expect(apps.get(leader.id)?.asked).to.deep.equal([1, 1, 2]);
    await cluster.clock.advance(300);
    for (const [id, { state }] of apps)
      expect(
        state.map((line) => line.replace(/^\d+:/, '')),
        id,
      ).to.deep.equal(['old', 'New']);
    await cluster.close();
  });

  it('is refused too where the version falls again before it is appended', async () => {
    const core = { role: 'leader', configuration: { clusterVersion: 2 }, commitIndex: 0, appliedIndex: 0 };
    const app = new NextApp();
    const clock = new ManualClock();
    const writes = new GroupWrites({
      group: groupId('main'),
      host: {
        clock,
        now: () => clock.now(),
        events: { isWatched: () => false, emit: () => undefined },
        limits: DEFAULT_HOST_LIMITS,
        diskFull: () => false,
      } as unknown as HostServices,
      app,
      consensus: { state: core } as unknown as Consensus,
      applier: {} as unknown as Applier,
      wake: () => undefined,
    });
    const calls = ['New', 'old'].map((text) =>
      writes.write(command(text), {}, undefined, undefined).catch((error: unknown) => error),
    );
    // The entry that raised it is overwritten, and the one that was let in before the raise is none of that.
    core.configuration = { clusterVersion: 1 };
    const early = writes.write(command('early'), {}, undefined, undefined);
    const handed: string[] = [];
    writes.propose((proposals) => {
      handed.push(...proposals.map(({ payload }) => new TextDecoder().decode(payload)));
      return [{ type: 'proposed', term: 1, firstIndex: 1, count: proposals.length }];
    }, undefined);
    expect(handed).to.deep.equal(['early']);
    for (const call of calls) expect(await call).to.include({ code: 'CLUSTER_VERSION', outcome: 'not_applied' });
    expect(writes.count).to.equal(1);
    writes.failAll(new ClosedError('the test'));
    await early.catch(() => undefined);
  });
});
