import { groupId, type GroupId, type GroupWrite } from '@lolraft/raft-core';
import { entries, founding, GROUP } from '../samples.js';
import { testCase, type ConformanceGroup } from '../../case.js';
import type { StorageFactory } from '../suite.js';
import { Trial } from '../trial.js';

const BLOCK = 10;

/** Three writes of ten entries each: 1..10, 11..20, 21..30. */
async function threeBlocks(trial: Trial, group = GROUP): Promise<void> {
  await trial.write(founding(group, 2));
  for (let first = 1; first <= 2 * BLOCK + 1; first += BLOCK) await trial.write(append(group, first, BLOCK, 1));
}

function append(group: GroupId, first: number, count: number, term = 2): GroupWrite {
  return { group, entries: [entries(first, count, { term, seed: term })] };
}

/** Around every border between writes, inside one, everything, and nothing; a group for each. */
const CUTS = [1, 2, 5, 10, 11, 12, 20, 21, 22, 30, 31].map((cut) => ({ cut, group: groupId(`cut-${cut}`) }));

export function logCases(factory: StorageFactory): ConformanceGroup {
  const trial = (title: string, body: (trial: Trial) => Promise<void>) =>
    testCase(title, () => Trial.run(factory, body));
  return {
    title: 'log',
    cases: [
      trial('append, one write after the other', async (trial) => {
        await trial.write(founding(GROUP, 1));
        for (let index = 1; index <= 30; index++) await trial.write({ group: GROUP, entries: [entries(index, 1)] });
        await trial.verify();
        await trial.write({ group: GROUP, entries: [entries(31, 300)] });
        await trial.verify();
      }),

      trial('several batches in one write, empty ones among them', async (trial) => {
        await trial.write(founding(GROUP, 1));
        await trial.write({
          group: GROUP,
          entries: [entries(1, 0), entries(1, 4), entries(5, 1), entries(6, 0), entries(6, 200)],
        });
        await trial.verify();
      }),

      trial('slices of batches', async (trial) => {
        await trial.write(founding(GROUP, 1));
        const whole = entries(1, 20);
        await trial.write({ group: GROUP, entries: [whole.slice(1, 7), whole.slice(8, 8)] });
        await trial.write({ group: GROUP, entries: [whole.slice(9)] });
        await trial.verify();
      }),

      trial('truncate in a write of its own, then append', async (trial) => {
        for (const { group } of CUTS) await threeBlocks(trial, group);
        for (const { group, cut } of CUTS) await trial.write({ group, truncateFrom: cut });
        await trial.verify();
        for (const { group, cut } of CUTS) await trial.write(append(group, cut, 7));
        await trial.verify();
      }),

      trial('truncate and append in one write', async (trial) => {
        for (const { group } of CUTS) await threeBlocks(trial, group);
        // The same number of entries too: the new last index may be the old one.
        for (const { group, cut } of CUTS) {
          await trial.write({ ...append(group, cut, 31 - cut || 3), truncateFrom: cut });
        }
        await trial.verify();
      }),

      trial('truncate many groups in one write', async (trial) => {
        for (const { group } of CUTS) await threeBlocks(trial, group);
        await trial.write(...CUTS.map(({ group, cut }) => ({ ...append(group, cut, 4), truncateFrom: cut })));
        await trial.verify();
      }),

      trial('truncate again and again', async (trial) => {
        await threeBlocks(trial);
        for (const cut of [29, 25, 21, 20, 14, 14, 3]) await trial.write({ group: GROUP, truncateFrom: cut });
        await trial.verify();
        for (let round = 0; round < 10; round++) {
          const from = 3 + round;
          const term = 3 + round;
          const hardState = { term, votedFor: undefined };
          await trial.write({ ...append(GROUP, from, 12, term), hardState, truncateFrom: from });
        }
        await trial.verify();
      }),

      trial('truncation, hard state and entries of a new term, in one write', async (trial) => {
        await threeBlocks(trial);
        const hardState = { term: 9, votedFor: undefined };
        await trial.write({ ...append(GROUP, 17, 2, 9), hardState, truncateFrom: 17 });
        await trial.verify();
      }),

      trial('entries of 1.5 MiB', async (trial) => {
        await trial.write(founding(GROUP, 1));
        await trial.write({ group: GROUP, entries: [entries(1, 3, { bytes: 1.5 * 1024 * 1024 }), entries(4, 2)] });
        await trial.write({ group: GROUP, entries: [entries(6, 1, { bytes: 1.5 * 1024 * 1024 })] });
        await trial.verify();
        await trial.write({ group: GROUP, truncateFrom: 3 });
        await trial.verify();
      }),

      testCase(
        'an entry of 32 MiB between small ones',
        () =>
          Trial.run(factory, async (trial) => {
            await trial.write(founding(GROUP, 1));
            const bytes = 32 * 1024 * 1024;
            await trial.write({ group: GROUP, entries: [entries(1, 2), entries(3, 1, { bytes }), entries(4, 2)] });
            await trial.read(2, 5, 1000);
            await trial.read(3, 5, 1000);
            await trial.reopenIfDurable();
          }),
        120_000,
      ),
    ],
  };
}
