import { SimulationError } from '@lolraft/raft-testkit';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { LockSimulation } from './support/sim.js';

const SEEDS = Number(process.env.SEEDS ?? 6);
const FIRST = Number(process.env.FIRST ?? 1);

describe('the lock machine in simulated clusters', function () {
  this.timeout(240_000);

  it('excludes, fences, keeps its order and forgets nobody, through crashes, pauses and partitions', async () => {
    const seen = new Map<string, number>();
    let grants = 0;
    for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
      const simulation = new LockSimulation(seed);
      await simulation.run(40_000).catch((error: unknown) => {
        throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
      });
      grants += simulation.grants;
      for (const [key, count] of simulation.ledger.seen) seen.set(key, (seen.get(key) ?? 0) + count);
    }
    // Otherwise nothing was tried.
    expect(grants).to.be.above(20 * SEEDS);
    for (const what of ['acquire queued', 'acquire granted', 'expireSessions expired', 'cancel cancelled'])
      expect(seen.get(what) ?? 0, what).to.be.above(0);
  });

  it('finds a machine that takes an expiry whatever has happened since it was decided', async () => {
    for (let seed = 1; seed <= 30; seed++) {
      try {
        await new LockSimulation(seed, 'expires whatever has happened').run(40_000);
      } catch (error) {
        expect(error).to.be.instanceOf(SimulationError);
        expect((error as SimulationError).violation.rule).to.equal('mutual exclusion');
        return;
      }
    }
    expect.fail('no seed has found it');
  });
});
