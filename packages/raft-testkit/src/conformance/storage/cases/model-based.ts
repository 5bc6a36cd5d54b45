import { Random } from '../../random.js';
import { randomGroup, randomWrite } from '../random-writes.js';
import { testCase, type ConformanceGroup } from '../../case.js';
import type { StorageFactory } from '../suite.js';
import { Trial } from '../trial.js';

const STEPS = 250;

async function randomStep(trial: Trial, random: Random): Promise<void> {
  if (random.oneIn(25)) {
    await trial.removeGroup(randomGroup(random));
    return;
  }
  await trial.write(...randomWrite(random, trial.model));
}

async function randomRead(trial: Trial, random: Random): Promise<void> {
  const id = randomGroup(random);
  const group = trial.model.groups.get(id);
  if (group === undefined || group.entries.size === 0) return;
  const { firstIndex, lastIndex } = group;
  const from = random.between(firstIndex, lastIndex);
  await trial.read(from, random.between(from, lastIndex), random.between(0, 8000), id);
}

export function modelCases(factory: StorageFactory): ConformanceGroup {
  const seeded = (title: string, seed: number, body: (trial: Trial, random: Random) => Promise<void>) =>
    testCase(`${title}, seed ${seed}`, () => Trial.run(factory, (trial) => body(trial, new Random(seed))), 120_000);
  return {
    title: 'random writes against a model',
    cases: [
      ...[1, 2, 3].map((seed) =>
        seeded(`${STEPS} steps`, seed, async (trial, random) => {
          for (let step = 1; step <= STEPS; step++) {
            await randomStep(trial, random);
            await trial.load(`after step ${step}`);
            await randomRead(trial, random);
            if (step % 10 === 0) await trial.compare(`after step ${step}`);
            if (random.oneIn(40)) await trial.reopenIfDurable();
          }
          await trial.verify();
        }),
      ),
      seeded('everything verified, reopened and crashed after every step', 4, async (trial, random) => {
        for (let step = 1; step <= 20; step++) {
          await randomStep(trial, random);
          await trial.verify();
        }
      }),
    ],
  };
}
