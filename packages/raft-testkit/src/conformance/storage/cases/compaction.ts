import { check, equal } from '../../checks.js';
import { refusal } from '../../../aids/refusal.js';
import { entries, founding, GROUP, snapshotAt } from '../samples.js';
import { testCase, type ConformanceGroup } from '../../case.js';
import type { StorageFactory } from '../suite.js';
import { Trial } from '../trial.js';

/** Four writes of ten entries each. */
async function fourBlocks(trial: Trial): Promise<void> {
  await trial.write(founding(GROUP, 2));
  for (let first = 1; first <= 31; first += 10) await trial.write({ group: GROUP, entries: [entries(first, 10)] });
}

export function compactionCases(factory: StorageFactory): ConformanceGroup {
  const trial = (title: string, body: (trial: Trial) => Promise<void>) =>
    testCase(title, () => Trial.run(factory, body));
  return {
    title: 'snapshot record and compaction',
    cases: [
      trial('the founding record is kept as it is', async (trial) => {
        await trial.write(founding());
        await trial.verify();
      }),

      trial('so is that of a node that joins, which knows nobody yet', async (trial) => {
        const nobody = { voters: [], outgoing: [], learners: [], clusterVersion: 1 };
        const { snapshot = snapshotAt(0, 0) } = founding();
        await trial.write({ group: GROUP, snapshot: { ...snapshot, configuration: nobody } });
        await trial.verify();
        await trial.write({ group: GROUP, entries: [entries(1, 3)], hardState: { term: 1, votedFor: undefined } });
        await trial.reopenIfDurable();
        await trial.verify();
      }),

      trial('a record is replaced, tag and configuration with it', async (trial) => {
        await fourBlocks(trial);
        await trial.write({ group: GROUP, snapshot: snapshotAt(12, 1) });
        await trial.verify();
        await trial.write({ group: GROUP, snapshot: snapshotAt(12, 1, { tag: new Uint8Array([0, 255, 0]) }) });
        await trial.verify();
        const { configuration } = snapshotAt(0, 0);
        const joint = { ...configuration, outgoing: configuration.voters.slice(1), learners: [] };
        await trial.write({ group: GROUP, snapshot: snapshotAt(30, 1, { configuration: joint, checksum: 0 }) });
        await trial.verify();
      }),

      trial('the longest tag, an empty tag, and none', async (trial) => {
        await trial.write(founding(GROUP, 1));
        for (const tag of [new Uint8Array(1024).fill(7), new Uint8Array(0), undefined]) {
          await trial.write({ group: GROUP, snapshot: snapshotAt(0, 0, { tag }) });
          await trial.verify();
        }
      }),

      ...[0, 1, 9, 10, 11, 25, 39].map((index) =>
        trial(`compact to ${index}, in the write of the snapshot`, async (trial) => {
          await fourBlocks(trial);
          await trial.write({ group: GROUP, snapshot: snapshotAt(39, 1), compactTo: index });
          await trial.verify();
          await trial.read(index + 1, 40, 1_000_000);
          if (index > 0) await refusal(trial.store.read(GROUP, index, 40, 1000), 'CORRUPTION', 'a compacted entry');
        }),
      ),

      trial('compact everything, then append behind the snapshot', async (trial) => {
        await fourBlocks(trial);
        await trial.write({ group: GROUP, snapshot: snapshotAt(40, 1), compactTo: 40 });
        await trial.verify();
        const [group] = (await trial.store.load()).groups;
        equal([group?.firstIndex, group?.lastIndex], [41, 40], 'bounds of an empty log');
        await trial.write({ group: GROUP, entries: [entries(41, 3)] });
        await trial.verify();
      }),

      trial('compaction that lags behind the snapshot, step by step, and backwards to no effect', async (trial) => {
        await fourBlocks(trial);
        await trial.write({ group: GROUP, snapshot: snapshotAt(35, 1) });
        for (const index of [3, 7, 10, 22, 21, 0, 30]) {
          await trial.write({ group: GROUP, compactTo: index });
          await trial.compare(`after compacting to ${index}`);
        }
        await trial.verify();
      }),

      trial('truncate and append right behind what is compacted', async (trial) => {
        await fourBlocks(trial);
        await trial.write({ group: GROUP, snapshot: snapshotAt(25, 1), compactTo: 25 });
        await trial.write({ group: GROUP, truncateFrom: 26 });
        await trial.verify();
        await trial.write({ group: GROUP, entries: [entries(26, 4, { term: 2 })] });
        await trial.verify();
      }),

      trial('install a snapshot far ahead: the log restarts empty', async (trial) => {
        await fourBlocks(trial);
        const hardState = { term: 7, votedFor: undefined };
        await trial.write({ group: GROUP, hardState, snapshot: snapshotAt(1000, 6), compactTo: 1000 });
        await trial.verify();
        await trial.write({ group: GROUP, entries: [entries(1001, 5, { term: 6 })] });
        await trial.verify();
      }),

      trial('install a snapshot inside the log, and drop a conflicting tail', async (trial) => {
        await fourBlocks(trial);
        const hardState = { term: 7, votedFor: undefined };
        await trial.write({ group: GROUP, hardState, truncateFrom: 1, snapshot: snapshotAt(22, 5), compactTo: 22 });
        await trial.verify();
        await trial.write({ group: GROUP, entries: [entries(23, 5, { term: 6 })] });
        await trial.verify();
      }),

      trial('a group that begins with a snapshot', async (trial) => {
        const hardState = { term: 5, votedFor: undefined };
        await trial.write({
          group: GROUP,
          hardState,
          snapshot: snapshotAt(500, 4),
          entries: [entries(501, 2, { term: 5 })],
        });
        await trial.verify();
      }),

      trial('append and compact in turns', async (trial) => {
        await trial.write(founding(GROUP, 1));
        for (let round = 0; round < 30; round++) {
          const first = round * 20 + 1;
          await trial.write({ group: GROUP, entries: [entries(first, 15), entries(first + 15, 5)] });
          const snapshot = snapshotAt(first + 11, 1);
          await trial.write({ group: GROUP, snapshot, compactTo: Math.max(0, first - 8) });
        }
        await trial.verify();
        const [group] = (await trial.store.load()).groups;
        check(group !== undefined && group.lastIndex - group.firstIndex < 40, 'compaction forgets old entries');
      }),
    ],
  };
}
