import { SimRandom } from '@lolraft/raft-testkit';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { LockScenario } from './support/scenario.js';
import { withSeededIds } from './support/seeded-ids.js';
import { LockWorld, type Seen } from './support/world.js';

const SEEDS = Number(process.env['LOL_LOCK_SEEDS'] ?? 80);
const FIRST = Number(process.env['FIRST'] ?? 1);
/** Seeds that have found something once. */
const FOUND: readonly number[] = [];

async function run(seed: number, change: Partial<LockScenario> = {}): Promise<{ seen: Seen; hash: string }> {
  try {
    return await withSeededIds(new SimRandom(seed), async () => {
      const world = new LockWorld(seed, change);
      const seen = await world.run();
      return { seen, hash: world.cluster.kernel.trace.hash };
    });
  } catch (error) {
    throw new Error(`seed ${seed} (FIRST=${seed} LOL_LOCK_SEEDS=1 runs it alone): ${String(error)}`, { cause: error });
  }
}

describe('the lock service in the simulator', function () {
  this.timeout(3_600_000);

  it('keeps its word to clients with clocks of their own, whatever befalls leaders, links and clocks, and forgets nobody', async () => {
    const all = new Map<string, number>();
    for (const seed of [...FOUND, ...Array.from({ length: SEEDS }, (_, i) => FIRST + i)])
      for (const [what, count] of Object.entries((await run(seed)).seen)) all.set(what, (all.get(what) ?? 0) + count);
    const told = [...all].map(([what, count]) => `${count} ${what}`).join(', ');
    if (SEEDS > 80) console.log(`    ${SEEDS} seeds: ${told}`);
    // It is no test where nothing happens.
    if (SEEDS < 20) return;
    for (const [what, least] of [
      ['grants', 5],
      ['promises', 20],
      ['looks', 10],
      ['terms', 2],
      ['operations', 10],
    ] as const)
      expect(all.get(what), told).to.be.above(least * SEEDS);
    for (const what of ['expired', 'spared', 'installs', 'refused']) expect(all.get(what), told).to.be.above(0);
    expect(all.get('undecided'), told).to.equal(0);
  });

  it('goes the same way for the same seed', async () => {
    expect(await run(7)).to.deep.equal(await run(7));
  });

  it('finds what is lost where older tokens are not refused: a pause is enough', async () => {
    const found: string[] = [];
    for (let seed = 1; found.length === 0 && seed <= 60; seed++)
      await run(seed, { isFenced: false }).catch((error: unknown) => found.push(String(error)));
    expect(found.join()).to.match(/additions: one was lost/);
  });
});
