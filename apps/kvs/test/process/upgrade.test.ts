import { encodeCommand } from '@lolraft/kvs-client';
import { type NodeStatus, nodeId, RaftError } from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { NumberedWrites } from '../../src/local-cluster/numbered-writes.js';
import { readNode } from '../../src/local-cluster/store-calls.js';
import { del } from '../support/requests.js';
import { Fleet, type FleetNode } from './support/fleet.js';
import { until } from './support/processes.js';
import { RecordedLoad } from './support/recorded-load.js';

const FOUNDERS = ['n1', 'n2', 'n3'];
const BETWEEN = 20;

/** Who leads, once all agree on it. */
async function leaderOf(fleet: Fleet, ids: readonly string[]): Promise<string> {
  let statuses: (NodeStatus | undefined)[] = [];
  await until(async () => {
    statuses = await Promise.all(ids.map((id) => fleet.status(id)));
    const [first] = statuses;
    return first?.leader !== undefined && statuses.every((s) => s?.leader === first.leader && s?.term === first.term);
  }, 'all follow one leader');
  return statuses[0]?.leader ?? '';
}

/** Runs each node as another build, the leader last, while the load goes on. */
async function rollTo(build: FleetNode['build'], fleet: Fleet, load: RecordedLoad): Promise<void> {
  const leader = await leaderOf(fleet, FOUNDERS);
  for (const id of [...FOUNDERS.filter((each) => each !== leader), leader]) {
    await fleet.terminate(id);
    fleet.node(id).build = build;
    await fleet.start(id);
    const { commitIndex } = await fleet.says(await leaderOf(fleet, FOUNDERS), 'answers', () => true);
    await fleet.says(id, 'has caught up', ({ appliedIndex }) => appliedIndex >= commitIndex);
    await load.more(BETWEEN);
  }
}

const failure = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('two builds in one cluster', function () {
  this.timeout(240_000);

  it('are upgraded node by node, and back, and again, and raised, under load', async () => {
    await using fleet = await Fleet.found(FOUNDERS);
    await using load = new RecordedLoad(fleet, FOUNDERS);
    const writes = new NumberedWrites(fleet.client(...FOUNDERS));
    const administrator = fleet.client(...FOUNDERS);
    await writes.many(BETWEEN, 3);

    // Half way, and all the way, and back: nothing is written that the older build cannot read.
    await rollTo('next', fleet, load);
    const { build } = await fleet.says('n1', 'is the next build', (status) => status.build?.versions.max === 2);
    expect(build?.version).to.match(/^next-/);
    await writes.many(BETWEEN, 3);
    await rollTo('this', fleet, load);
    const old = await failure(administrator.raiseClusterVersion(2));
    expect(old).to.include({ code: 'CLUSTER_VERSION', outcome: 'not_applied' });
    await writes.many(BETWEEN, 3);
    await rollTo('next', fleet, load);

    // A kind of command that is new to the next build waits for the raise, on whichever node it comes in.
    const guarded = encodeCommand({
      type: 'guarded',
      guard: { name: 'nightly', token: 1 },
      change: del('none'),
    });
    expect(await failure(administrator.write(guarded))).to.include({ code: 'CLUSTER_VERSION', outcome: 'not_applied' });
    const leader = await leaderOf(fleet, FOUNDERS);
    const [last = '', other = ''] = FOUNDERS.filter((id) => id !== leader);
    await until(async () => {
      const error = await failure(administrator.raiseClusterVersion(2));
      if (error !== undefined && !(error instanceof RaftError && error.code === 'CLUSTER_VERSION')) throw error;
      return error === undefined;
    }, 'the version is raised once the leader has met all of them');
    for (const id of FOUNDERS) await fleet.says(id, 'has version 2', ({ clusterVersion }) => clusterVersion === 2);
    expect(await failure(administrator.write(guarded))).to.equal(undefined);
    // The new leader begins its term with what only the next build knows.
    await administrator.transferLeadership(nodeId(other));
    await writes.many(BETWEEN, 3);
    await load.more(BETWEEN);

    // From here on there is no way back: the older build does not start.
    await fleet.terminate(last);
    fleet.node(last).build = 'this';
    const refused = await fleet.launch(last);
    await until(() => refused.exit !== undefined, 'the older build ends');
    expect(refused.exit?.code).to.equal(1);
    expect(fleet.log(last).slice(-2_000)).to.match(/"code":"UNKNOWN_ENTRY".*newer build/);
    fleet.node(last).build = 'next';
    await fleet.start(last);

    // Nor does it join: it learns of the version, stops, and gets no vote.
    const { address } = await fleet.join('m1', FOUNDERS);
    const late = await failure(
      administrator.changeMembership([{ type: 'add', id: nodeId('m1'), address, role: 'voter' }]),
    );
    expect(late).to.include({ code: 'CLUSTER_VERSION' });
    const { process } = fleet.node('m1');
    await until(
      () => process?.exit !== undefined,
      () => `m1 stops:\n${fleet.log('m1').slice(-2_000)}`,
    );
    expect(fleet.log('m1')).to.match(/UNKNOWN_ENTRY/);
    const { membership } = await administrator.status();
    expect(membership.members.find(({ id }) => id === 'm1')?.role).to.equal('learner');

    await load.more(BETWEEN);
    await load.check();
    for (const id of FOUNDERS) {
      const keys = await readNode(fleet.transport, fleet.node(id).address, writes.lastIndex);
      expect(writes.problemWith(keys, false), id).to.equal(undefined);
    }
  });
});
