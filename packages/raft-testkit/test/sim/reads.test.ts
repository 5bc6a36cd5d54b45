import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { CallEnd } from '../../src/sim/index.js';
import { hold, leaderOf, othersOf, read, settled, split, stateOf, write } from './support.js';

describe('stories of reads', () => {
  it('R1: a fresh leader answers no read before an entry of its own term is committed', async () => {
    const cluster = await settled({ seed: 1 });
    await write(cluster, 1, 5);
    const old = leaderOf(cluster);
    const acks = hold(cluster, ['appendReply']);
    old.crash();
    await cluster.until('a new leader', () => cluster.leader() !== undefined);
    const leader = leaderOf(cluster);
    const ends: CallEnd[] = [];
    cluster.read(leader, 0, 1, {}, (end) => ends.push(end));
    await cluster.pass(2 * cluster.consensus.electionTimeoutMax);
    expect(stateOf(leader).role).to.equal('leader');
    expect(ends).to.deep.equal([]);
    acks.release();
    await cluster.until('the answer', () => ends.length > 0);
    expect(ends[0]).to.include({ type: 'ok', value: 5 });
  });

  for (const nodes of [2, 3, 4, 5, 6]) {
    it(`${nodes % 2 === 0 ? 'R3' : 'R2'}: of ${nodes} nodes, a leader without a majority answers no read`, async () => {
      const cluster = await settled({ seed: 20 + nodes, nodes });
      await write(cluster, 1, 5);
      const old = leaderOf(cluster);
      // The larger half that is no majority stays with the old leader.
      const companions = othersOf(cluster, old).slice(0, Math.floor(nodes / 2) - 1);
      const rest = othersOf(cluster, old, ...companions);
      split(cluster, [old, ...companions], rest);
      const electing = rest.length * 2 > nodes;
      if (electing) {
        await cluster.until('a new leader', () => rest.some((node) => stateOf(node).role === 'leader'));
        await write(cluster, 1, 6);
      }
      expect(stateOf(old).role, 'it does not know better yet').to.equal('leader');
      const end = await read(cluster, old, 1);
      expect(end.type).to.equal('notApplied');
    });
  }
});
