import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  type CallEnd,
  type ClusterSettings,
  type SimCluster,
  SimulationError,
  type SimNode,
} from '../../src/sim/index.js';
import { agreed, leaderOf, othersOf, settled, split, stateOf, write } from './support.js';

const settings = { leases: true, maxClockDrift: 100 };

/** Reads from the lease of `node` all the time; what it answers is checked as it comes. */
function reader(cluster: SimCluster, node: SimNode): CallEnd[] {
  const ends: CallEnd[] = [];
  const again = (): void => {
    cluster.read(node, 0, 1, { level: 'lease', timeout: 100 }, (end) => ends.push(end));
    cluster.kernel.after(7, again);
  };
  again();
  return ends;
}

/** A leader whose clock runs at `slow` is cut off, and the others, at `fast`, elect and write; it answers from its lease all the while. */
async function deposed(slow: number, fast: number, more: Partial<ClusterSettings> = {}): Promise<CallEnd[]> {
  const cluster = await settled({ seed: 1, settings, ...more });
  await write(cluster, 1, 5);
  await agreed(cluster);
  const old = leaderOf(cluster);
  const rest = othersOf(cluster, old);
  for (const node of cluster.nodes) node.clock?.setRate(node === old ? slow : fast);
  const ends = reader(cluster, old);
  await cluster.pass(200);
  split(cluster, [old], rest);
  await cluster.until('a new leader', () => rest.some((node) => stateOf(node).role === 'leader'));
  await write(cluster, 1, 6);
  await cluster.pass(1_000);
  return ends;
}

describe('stories of leases', () => {
  it('R5: within the declared drift a lease is over before anybody else is elected', async () => {
    for (const [slow, fast] of [
      [1, 1],
      [1, 1.1],
      [0.95, 1.045],
    ] as const) {
      const ends = await deposed(slow, fast);
      expect(ends.filter(({ type }) => type === 'ok').length).to.be.greaterThan(50);
      expect(ends.some(({ type }) => type !== 'ok')).to.equal(true);
    }
  });

  for (const [what, more, rule] of [
    ['the check of leases', {}, 'lease'],
    ['what clients are told', { leaseChecks: false }, 'lease read'],
  ] as const) {
    it(`R5: outside of it, two leaders answer at once, and ${what} shows it`, async () => {
      let found: unknown;
      await deposed(0.4, 1.2, more).catch((error: unknown) => (found = error));
      expect(found).to.be.instanceOf(SimulationError);
      expect((found as SimulationError).violation.rule).to.equal(rule);
    });
  }

  it('J3: reads that came while the leader was paused are not answered from a lease that is over', async () => {
    const cluster = await settled({ seed: 2, settings });
    await write(cluster, 1, 5);
    await agreed(cluster);
    const old = leaderOf(cluster);
    const rest = othersOf(cluster, old);
    const ends = reader(cluster, old);
    old.process?.block(3 * cluster.consensus.electionTimeoutMax);
    await cluster.until('a new leader', () => rest.some((node) => stateOf(node).role === 'leader'));
    await write(cluster, 1, 6);
    await cluster.pass(4 * cluster.consensus.electionTimeoutMax);
    expect(stateOf(old).role).to.equal('follower');
    expect(ends.some((end) => end.type === 'ok' && end.value === 6)).to.equal(true);
  });

  it('at followers too, the leader answers from its lease, without a round of messages', async () => {
    const cluster = await settled({ seed: 3, settings, network: { delayMin: 1, delayMax: 1 } });
    await write(cluster, 1, 5);
    const leader = await agreed(cluster);
    const [follower] = othersOf(cluster, leader);
    const round = stateOf(leader).leadership?.round;
    const ends: CallEnd[] = [];
    const from = cluster.now;
    cluster.read(follower!, 0, 1, { level: 'lease' }, (end) => ends.push(end));
    await cluster.until('the answer', () => ends.length > 0);
    expect(ends[0]).to.include({ type: 'ok', value: 5 });
    // There and back once, where a confirmation takes twice as long.
    expect(cluster.now - from).to.be.below(3.5);
    expect((stateOf(leader).leadership?.round ?? NaN) - (round ?? NaN)).to.be.at.most(1);
  });
});
