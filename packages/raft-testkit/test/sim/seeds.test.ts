import { expect } from 'chai';
import { describe, it } from 'mocha';
import { runSeed } from '../../src/sim/index.js';

/** Runs seeds and expects nothing but good news. */
async function pass(from: number, to: number): Promise<number> {
  let committed = 0;
  for (let seed = from; seed <= to; seed++) {
    const result = await runSeed(seed);
    expect(result.violation, `seed ${seed}; lol-sim --seed ${seed} --trace tells the story`).to.equal(undefined);
    committed += result.committed;
  }
  return committed;
}

describe('random clusters under random faults', () => {
  for (let from = 1; from <= 241; from += 40) {
    it(`seeds ${from} to ${from + 39}`, async () => {
      expect(await pass(from, from + 39)).to.be.greaterThan(100);
    }).timeout(120_000);
  }
});
