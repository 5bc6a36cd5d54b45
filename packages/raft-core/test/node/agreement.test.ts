import { expect } from 'chai';
import { describe, it } from 'mocha';
import { encodeConfiguration } from '../../src/model/configuration.js';
import { EntryBatch } from '../../src/model/entry-batch.js';
import { EntryKind } from '../../src/model/entry.js';
import { RaftError } from '../../src/model/errors.js';
import type { SettingValue } from '../../src/model/service.js';
import { foundingConfiguration } from '../../src/node/founding.js';
import { peerIdentity } from '../support/test-transport.js';
import { SnapshotCluster, type SnapshotNode } from '../support/snapshot-cluster.js';

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
