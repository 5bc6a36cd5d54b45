import { nodeId } from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { Registry } from 'prom-client';
import { ALL_METRICS, METRICS } from '../src/index.js';
import { PrometheusMetrics } from '../src/prometheus/index.js';
import { Cluster, CountingApp, type Node, payload } from './support/cluster.js';
import { Scrape } from './support/exposition.js';
import { until } from './support/wait.js';

/** A node with its metrics. */
class Watched {
  readonly node: Node;
  readonly registry = new Registry();
  readonly metrics: PrometheusMetrics;

  constructor(node: Node) {
    this.node = node;
    this.metrics = PrometheusMetrics.attach(node.host, { registry: this.registry });
  }

  get id(): string {
    return this.node.host.id;
  }

  async scrape(): Promise<Scrape> {
    return new Scrape(await this.registry.metrics());
  }
}

const group = { group: 'main' };

/** What the story of a cluster, below, does not bring about; each has a test of its own. */
const DIRECTED = new Set(
  [
    METRICS.applyLag,
    METRICS.membershipJoint,
    METRICS.failed,
    METRICS.writesFailed,
    METRICS.pendingWrites,
    METRICS.pendingWriteBytes,
    METRICS.pendingReads,
    METRICS.pendingReadBytes,
    METRICS.readsFailed,
    METRICS.slowDiskWrites,
    METRICS.storageFull,
    METRICS.inflightMessages,
    METRICS.inflightBytes,
    METRICS.peerLag,
    METRICS.peerFaults,
    METRICS.connectionsRefused,
    METRICS.dropped,
    METRICS.snapshotsFailed,
    METRICS.messagesSent,
    METRICS.bytesSent,
    METRICS.messagesReceived,
    METRICS.bytesReceived,
  ].map(({ name }) => name),
);
const alive = new Set<string>();

async function watch(cluster: Cluster): Promise<{ leader: Watched; followers: Watched[]; all: Watched[] }> {
  const all = cluster.nodes.map((node) => new Watched(node));
  const { host } = await cluster.leader();
  const leader = all.find(({ id }) => id === host.id) as Watched;
  return { leader, followers: all.filter((each) => each !== leader), all };
}

async function look({ node, registry }: Watched): Promise<Scrape> {
  const scrape = new Scrape(await registry.metrics());
  for (const name of scrape.alive) alive.add(name);
  expect(scrape.value('lol_raft_node_info', { node: node.host.id, cluster: node.host.clusterId })).to.equal(1);
  return scrape;
}

const writes = (node: Node, count: number): Promise<unknown> =>
  Promise.all(Array.from({ length: count }, () => node.group().write(payload)));

const failureOf = (promise: Promise<unknown>): Promise<{ code: string }> =>
  promise.then(
    () => expect.fail('it succeeded'),
    (error: unknown) => error as { code: string },
  );

/** Nothing is under way: every node has applied everything. */
async function rest(cluster: Cluster): Promise<void> {
  const last = (await cluster.leader()).group().status().lastIndex;
  await until('everything is applied', () =>
    cluster.nodes.every((node) => node.group().status().appliedIndex === last) ? true : undefined,
  );
}

describe('metrics in a registry of prom-client', function () {
  this.timeout(60_000);

  it('tell the story of a cluster: writes, reads, a leader change, snapshots', async () => {
    await using cluster = await Cluster.start({ compaction: { trailingEntries: 0, keep: 1 } });
    const { leader, followers, all } = await watch(cluster);
    const [first, second] = followers as [Watched, Watched];

    await writes(leader.node, 30);
    for (let i = 0; i < 4; i++) await leader.node.group().read(payload);
    await first.node.group().read(payload);
    for (let i = 0; i < 3; i++) await first.node.group().read(payload, { level: 'local' });
    for (let i = 0; i < 2; i++)
      expect(await failureOf(first.node.group().write(payload))).to.include({ code: 'NOT_LEADER' });
    await rest(cluster);

    for (const each of all) {
      const status = each.node.group().status();
      // Everything is read in this very turn.
      const scrape = await look(each);
      expect([...scrape.families.keys()]).to.deep.equal(ALL_METRICS.map(({ name }) => name));
      for (const { name, type, help } of ALL_METRICS) expect(scrape.families.get(name)).to.include({ type, help });
      for (const [name, value] of [
        ['term', status.term],
        ['commit_index', status.commitIndex],
        ['applied_index', status.appliedIndex],
        ['last_index', status.lastIndex],
        ['durable_index', status.durableIndex],
        ['first_index', status.firstIndex],
        ['log_entries', status.lastIndex - status.firstIndex + 1],
        ['snapshot_index', status.snapshotIndex],
        ['configuration_index', status.membership.index],
        ['cluster_version', status.clusterVersion],
        ['has_leader', 1],
        ['apply_lag_entries', 0],
        ['group_failed', 0],
        ['pending_writes', 0],
        ['pending_reads', 0],
      ] as const)
        expect(scrape.value(`lol_raft_${name}`, group), `${name} of ${each.id}`).to.equal(value);
      expect(scrape.value('lol_raft_members', { ...group, role: 'voter' })).to.equal(3);
      expect(scrape.value('lol_raft_role', { ...group, role: status.role })).to.equal(1);
      for (const peer of status.peers) expect(scrape.value('lol_raft_peer_connected', { peer: peer.id })).to.equal(1);
      // Every entry was written and applied in some batch.
      expect(scrape.value('lol_raft_apply_batch_entries', group, '_sum')).to.equal(status.appliedIndex);
      expect(scrape.value('lol_raft_disk_write_entries', {}, '_sum')).to.equal(status.durableIndex);
      expect(scrape.value('lol_raft_disk_write_duration_seconds', {}, '_count')).to.equal(
        scrape.value('lol_raft_disk_write_bytes', {}, '_count'),
      );
    }

    const led = await look(leader);
    expect(led.value('lol_raft_proposals_total', group)).to.equal(30);
    expect(led.value('lol_raft_write_duration_seconds', group, '_count')).to.equal(30);
    expect(led.value('lol_raft_write_duration_seconds', { ...group, le: '+Inf' }, '_bucket')).to.equal(30);
    expect(led.value('lol_raft_write_duration_seconds', group, '_sum')).to.be.within(0.00001, 30 * 30);
    expect(led.value('lol_raft_read_duration_seconds', { ...group, level: 'linearizable' }, '_count')).to.equal(4);
    expect(led.value('lol_raft_elections_total', group)).to.be.at.least(1);
    expect(led.value('lol_raft_pre_elections_total', group)).to.be.at.least(1);
    for (const peer of leader.node.group().status().peers) {
      const at = { ...group, peer: peer.id };
      expect(led.value('lol_raft_peer_match_index', at)).to.equal(peer.replication?.matchIndex);
      expect(led.value('lol_raft_peer_replication_state', { ...at, state: 'replicate' })).to.equal(1);
      expect(led.value('lol_raft_peer_last_contact_seconds', at)).to.be.within(0, 10);
    }
    const followed = await look(first);
    expect(followed.value('lol_raft_proposals_total', group)).to.equal(0);
    expect(followed.value('lol_raft_read_duration_seconds', { ...group, level: 'local' }, '_count')).to.equal(3);
    expect(followed.value('lol_raft_read_duration_seconds', { ...group, level: 'linearizable' }, '_count')).to.equal(1);
    expect(
      followed.value('lol_raft_writes_failed_total', { ...group, code: 'NOT_LEADER', outcome: 'not_applied' }),
    ).to.equal(2);
    expect(followed.find('lol_raft_peer_match_index'), 'only leaders know').to.equal(undefined);
    await until('the leader is silent for a moment', async () =>
      ((await look(first)).find('lol_raft_leader_suspicion', group) ?? 0) > 0 ? true : undefined,
    );
    expect(led.find('lol_raft_leader_suspicion'), 'leaders suspect nobody').to.equal(undefined);

    // Leadership goes to the first follower: everybody comes to know one more leader.
    const before = await Promise.all(all.map(look));
    await leader.node.group().transferLeadership(first.node.host.id);
    await rest(cluster);
    for (const [at, each] of all.entries()) {
      const rise = (name: string, scrape: Scrape): number =>
        scrape.value(name, group) - (before[at] as Scrape).value(name, group);
      const scrape = await look(each);
      expect(rise('lol_raft_leader_changes_total', scrape), each.id).to.equal(1);
      expect(rise('lol_raft_elections_total', scrape), each.id).to.equal(each === first ? 1 : 0);
      expect(rise('lol_raft_term', scrape)).to.equal(1);
    }

    // The second is cut off, and comes back when what it lacks is compacted.
    const others = cluster.addresses.filter((address) => address !== second.node.host.address);
    cluster.network.cut([second.node.host.address], others);
    await writes(first.node, 20);
    const taken = await first.node.group().takeSnapshot();
    await until('the log is compacted', () =>
      first.node.group().status().firstIndex > second.node.group().status().lastIndex + 1 ? true : undefined,
    );
    const cut = await look(first);
    expect(cut.value('lol_raft_peer_connected', { peer: second.id })).to.equal(0);
    expect(cut.value('lol_raft_peer_disconnects_total', { peer: second.id })).to.be.at.least(1);
    await look(second);
    cluster.network.heal();
    await until('the snapshot has arrived', () =>
      second.node.group().status().appliedIndex >= taken.index ? true : undefined,
    );
    await rest(cluster);
    await until('the snapshot is installed', async () =>
      ((await look(second)).find('lol_raft_snapshot_install_duration_seconds', group, '_count') ?? 0) > 0
        ? true
        : undefined,
    );
    const gave = await look(first);
    expect(gave.value('lol_raft_snapshot_take_duration_seconds', group, '_count')).to.equal(1);
    expect(gave.value('lol_raft_snapshot_size_bytes', group)).to.equal(taken.size);
    expect(gave.value('lol_raft_snapshot_index', group)).to.equal(taken.index);
    expect(gave.value('lol_raft_snapshot_served_bytes_total', { ...group, peer: second.id })).to.be.at.least(
      taken.size,
    );
    expect(gave.value('lol_raft_snapshot_activity', { ...group, activity: 'idle' })).to.equal(1);

    const missing = ALL_METRICS.map(({ name }) => name).filter((name) => !alive.has(name) && !DIRECTED.has(name));
    expect(missing, 'not produced, and without a test of its own').to.deep.equal([]);
  });

  it('show what waits, what lags and what is in flight', async () => {
    const app = new CountingApp();
    let go = (): void => undefined;
    let isSlow = false;
    const apply = app.apply.bind(app);
    const slow: Pick<typeof app, 'query' | 'install' | 'snapshot'> & { apply: unknown } = app;
    slow.apply = (commands: readonly { payload: Uint8Array }[]) =>
      isSlow ? new Promise<void>((resolve) => (go = resolve)).then(() => apply(commands)) : apply(commands);
    await using cluster = await Cluster.start({ groups: { main: { app } }, size: 1 });
    const { leader } = await watch(cluster);
    await writes(leader.node, 1);
    isSlow = true;
    const open = writes(leader.node, 2);
    await until('they are committed', () => {
      const { appliedIndex, commitIndex, lastIndex } = leader.node.group().status();
      return commitIndex === lastIndex && commitIndex >= appliedIndex + 2 ? true : undefined;
    });
    const { appliedIndex, commitIndex } = leader.node.group().status();
    const late = leader.node.group().read(payload, { level: { type: 'local', minIndex: commitIndex } });
    const busy = await look(leader);
    expect(busy.value('lol_raft_apply_lag_entries', group)).to.equal(commitIndex - appliedIndex);
    expect(busy.value('lol_raft_pending_writes', group)).to.equal(2);
    expect(busy.value('lol_raft_pending_write_bytes', group)).to.equal(leader.node.group().pending.writeBytes);
    expect(busy.value('lol_raft_pending_write_bytes', group)).to.be.at.least(2 * payload.length);
    expect(busy.value('lol_raft_pending_reads', group)).to.equal(1);
    expect(busy.value('lol_raft_pending_read_bytes', group)).to.equal(payload.length);
    isSlow = false;
    go();
    await Promise.all([open, late]);
    const done = await look(leader);
    for (const name of ['apply_lag_entries', 'pending_writes', 'pending_reads', 'pending_read_bytes'])
      expect(done.value(`lol_raft_${name}`, group), name).to.equal(0);
  });

  it('show a follower whose disk hangs, and a change of membership on its way', async () => {
    await using cluster = await Cluster.start();
    const { leader, followers } = await watch(cluster);
    const [slow, other] = followers as [Watched, Watched];
    await writes(leader.node, 1);
    await rest(cluster);
    slow.node.storage.hold('before');
    const { lastIndex } = leader.node.group().status();
    await writes(leader.node, 3);
    const scrape = await look(leader);
    const at = { ...group, peer: slow.id };
    expect(scrape.value('lol_raft_peer_lag_entries', at)).to.equal(3);
    expect(scrape.value('lol_raft_peer_match_index', at)).to.equal(lastIndex);
    expect(scrape.value('lol_raft_peer_inflight_messages', at)).to.be.at.least(1);
    expect(scrape.value('lol_raft_peer_inflight_bytes', at)).to.be.at.least(3 * payload.length);
    expect(scrape.value('lol_raft_peer_lag_entries', { ...group, peer: other.id })).to.equal(0);
    other.node.storage.hold('before');
    const change = leader.node.group().changeMembership([{ type: 'demote', id: slow.node.host.id }]);
    await until('it is joint', async () =>
      (await look(leader)).value('lol_raft_membership_joint', group) === 1 ? true : undefined,
    );
    expect((await look(leader)).value('lol_raft_members', { ...group, role: 'outgoing' })).to.equal(1);
    slow.node.storage.resume();
    other.node.storage.resume();
    await change;
    const after = await look(leader);
    expect(after.value('lol_raft_membership_joint', group)).to.equal(0);
    expect(after.value('lol_raft_members', { ...group, role: 'voter' })).to.equal(2);
    expect(after.value('lol_raft_members', { ...group, role: 'learner' })).to.equal(1);
  });

  it('show a disk that is slow, is full, and fails', async () => {
    await using cluster = await Cluster.start({ size: 1 });
    const { leader: only } = await watch(cluster);
    const { storage } = only.node;
    await writes(only.node, 1);
    const idle = await look(only);
    expect(idle.value('lol_raft_slow_disk_writes_total')).to.equal(0);
    expect(idle.value('lol_raft_storage_full')).to.equal(0);

    storage.hold('after');
    const slow = writes(only.node, 1);
    await storage.whenHeld();
    // More than half of electionTimeoutMin, and less than what makes a leader step down.
    const held = Date.now();
    await until('half of electionTimeoutMin is over', () => (Date.now() - held > 210 ? true : undefined));
    storage.resume();
    await slow.catch(() => undefined);
    expect((await look(only)).value('lol_raft_slow_disk_writes_total')).to.be.at.least(1);
    await cluster.leader();

    storage.full = true;
    const waiting = writes(only.node, 1);
    await until('it is full', async () => ((await look(only)).value('lol_raft_storage_full') === 1 ? true : undefined));
    const refused = await failureOf(only.node.group().write(payload));
    expect(refused).to.include({ code: 'STORAGE_FULL' });
    expect(
      (await look(only)).value('lol_raft_writes_failed_total', { code: 'STORAGE_FULL', outcome: 'not_applied' }),
    ).to.equal(1);
    storage.full = false;
    await waiting.catch(() => undefined);
    await until('there is room', async () =>
      (await look(only)).value('lol_raft_storage_full') === 0 ? true : undefined,
    );
    await cluster.leader();

    storage.failWrite(1);
    await failureOf(writes(only.node, 1));
    await until('it has failed', () => only.node.group().failure);
    const failed = await look(only);
    expect(failed.value('lol_raft_group_failed', group)).to.equal(1);
    expect(failed.value('lol_raft_has_leader', group)).to.equal(0);
    expect(failed.value('lol_raft_groups')).to.equal(1);
    expect(failed.value('lol_raft_writes_failed_total', { code: 'STORAGE_FAILED', outcome: 'unknown' })).to.equal(1);
    await failureOf(only.node.group().read(payload));
    expect(
      (await look(only)).value('lol_raft_reads_failed_total', { level: 'linearizable', code: 'STORAGE_FAILED' }),
    ).to.equal(1);
  });

  it('count a call once, however it ends', async () => {
    await using cluster = await Cluster.start({ size: 1 });
    const { leader } = await watch(cluster);
    leader.node.storage.hold('before');
    const abort = new AbortController();
    const calls = [
      leader.node.group().write(payload, { timeout: 1 }),
      leader.node.group().write(payload, { signal: abort.signal }),
    ];
    expect(await failureOf(calls[0] as Promise<unknown>)).to.include({ code: 'DEADLINE_EXCEEDED' });
    abort.abort();
    expect(await failureOf(calls[1] as Promise<unknown>)).to.include({ code: 'ABORTED' });
    leader.node.storage.resume();
    await until('both are applied all the same', () =>
      leader.node.group().status().appliedIndex >= 4 ? true : undefined,
    );
    await writes(leader.node, 1);
    const scrape = await look(leader);
    expect(scrape.value('lol_raft_proposals_total', group)).to.equal(3);
    expect(scrape.value('lol_raft_write_duration_seconds', group, '_count')).to.equal(1);
    for (const code of ['DEADLINE_EXCEEDED', 'ABORTED'])
      expect(scrape.value('lol_raft_writes_failed_total', { code, outcome: 'unknown' }), code).to.equal(1);
  });

  it('count what peers and snapshots do wrong', async () => {
    await using cluster = await Cluster.start();
    const { leader, followers } = await watch(cluster);
    const { events } = leader.node.host;
    const peer = (followers[0] as Watched).node.host.id;
    const main = leader.node.group().id;
    events.emit('peerFault', { group: main, peer, why: 'it is a test' });
    events.emit('snapshotFailed', { group: main, what: 'fetch', error: new Error('it is a test') });
    events.emit('connectionRefused', { reason: 'it is a test', remote: 'mem:x' });
    const scrape = await look(leader);
    expect(scrape.value('lol_raft_connections_refused_total')).to.equal(1);
    expect(scrape.value('lol_raft_peer_faults_total', { ...group, peer })).to.equal(1);
    expect(scrape.value('lol_raft_snapshots_failed_total', { ...group, operation: 'fetch' })).to.equal(1);
    expect(scrape.value('lol_raft_snapshots_failed_total', { ...group, operation: 'take' })).to.equal(0);

    // Whoever is no member leaves no series behind, however many there were.
    for (let i = 0; i < 50; i++) events.emit('messagesDropped', { peer: nodeId(`x${i}`), messages: 1 });
    events.emit('messagesDropped', { peer, messages: 7 });
    const series = (await look(leader)).families.get('lol_raft_peer_dropped_messages_total')?.series;
    expect(series).to.have.length(2);
    expect((await look(leader)).value('lol_raft_peer_dropped_messages_total', { peer })).to.be.at.least(7);
  });

  it('cover every metric, this suite over', function () {
    if (this.test?.parent?.tests.some(({ state }) => state !== 'passed' && state !== undefined) === true) this.skip();
    const missing = ALL_METRICS.map(({ name }) => name).filter((name) => !alive.has(name));
    // Bytes and messages on the wire: see the test over WebSockets.
    expect(
      missing.every((name) => /_(sent|received)_(bytes|messages)_total$/.test(name)),
      missing.join(),
    ).to.equal(true);
  });
});
