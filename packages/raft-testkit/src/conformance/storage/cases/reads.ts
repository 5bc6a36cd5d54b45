import { groupId } from '@lolraft/raft-core';
import { check, equal } from '../../checks.js';
import { refusal } from '../../../aids/refusal.js';
import { entries, founding, GROUP } from '../samples.js';
import { Random } from '../../random.js';
import { testCase, type ConformanceGroup } from '../../case.js';
import type { StorageFactory } from '../suite.js';
import { Trial } from '../trial.js';

const LAST = 120;

/** Writes of one, of a few and of many entries. */
async function mixedLog(trial: Trial): Promise<void> {
  await trial.write(founding(GROUP, 1));
  await trial.write({ group: GROUP, entries: [entries(1, 1, { bytes: 100 })] });
  await trial.write({ group: GROUP, entries: [entries(2, 1, { bytes: 0 })] });
  await trial.write({ group: GROUP, entries: [entries(3, 58, { bytes: 100 }), entries(61, 2)] });
  await trial.write({ group: GROUP, entries: [entries(63, LAST - 62)] });
}

export function readCases(factory: StorageFactory): ConformanceGroup {
  const trial = (title: string, body: (trial: Trial) => Promise<void>) =>
    testCase(title, () => Trial.run(factory, body));
  return {
    title: 'reads',
    cases: [
      trial('any range, bounded by bytes, at least one entry', async (trial) => {
        await mixedLog(trial);
        const random = new Random(1);
        for (let i = 0; i < 200; i++) {
          const from = random.between(1, LAST);
          await trial.read(from, random.between(from, LAST), random.pick([0, 1, 200, 1000, 5000, 1_000_000]));
        }
      }),

      trial('reads on from where the bytes ended', async (trial) => {
        await mixedLog(trial);
        for (const maxBytes of [0, 300, 4000, 1_000_000]) {
          let reads = 0;
          for (let next = 1; next <= LAST; reads++) next = (await trial.read(next, LAST, maxBytes)).lastIndex + 1;
          check(maxBytes > 0 || reads === LAST, 'a read of no bytes gives one entry');
          check(maxBytes < 1_000_000 || reads <= 10, `${reads} reads of 1 MB for a log of a few KiB`);
        }
      }),

      trial('what is not there is an error, never an empty answer', async (trial) => {
        const { store } = trial;
        await refusal(store.read(GROUP, 1, 1, 1000), 'CORRUPTION', 'an unknown group');
        await mixedLog(trial);
        await refusal(store.read(GROUP, LAST + 1, LAST + 1, 1000), 'CORRUPTION', 'beyond the end');
        await refusal(store.read(GROUP, 0, 5, 1000), 'CORRUPTION', 'before the beginning');
        await refusal(store.read(groupId('other'), 1, 1, 1000), 'CORRUPTION', 'an unknown group');
        await refusal(store.read(GROUP, 9, 8, 1000), 'INVALID_ARGUMENT', 'a range that ends before it begins');
        await trial.read(LAST, LAST, 1000);
      }),

      trial('many reads at once', async (trial) => {
        await mixedLog(trial);
        const random = new Random(2);
        await Promise.all(
          Array.from({ length: 60 }, async () => {
            const from = random.between(1, LAST);
            await trial.read(from, random.between(from, LAST), random.between(1, 3000));
          }),
        );
      }),

      trial('beside a write that appends', async (trial) => {
        await mixedLog(trial);
        for (let round = 0; round < 25; round++) {
          const { lastIndex } = await trial.read(1, LAST, 1_000_000);
          const first = LAST + 1 + round * 4;
          const write = trial.store.write([{ group: GROUP, entries: [entries(first, 4)] }]);
          await Promise.all([trial.read(1, lastIndex, 500), trial.read(60, LAST, 9000), trial.read(LAST, LAST, 1)]);
          await write;
          trial.model.write([{ group: GROUP, entries: [entries(first, 4)] }]);
        }
        await trial.verify();
      }),

      trial('beside a write that removes other entries', async (trial) => {
        await mixedLog(trial);
        for (let cut = LAST; cut >= 8; cut -= 4) {
          const write = { group: GROUP, truncateFrom: cut, entries: [entries(cut, 2, { seed: cut })] };
          const done = trial.store.write([write]);
          const reads: Promise<unknown>[] = [1, 2, cut - 5, cut - 1].map((from) => trial.read(from, cut - 1, 2000));
          await Promise.all([...reads, trial.read(Math.max(1, cut - 60), cut - 1, 1_000_000)]);
          await done;
          trial.model.write([write]);
        }
        await trial.verify();
      }),

      trial('no bytes are shared with the caller', async (trial) => {
        await trial.write(founding(GROUP, 1));
        const batch = entries(1, 10);
        await trial.write({ group: GROUP, entries: [batch] });
        batch.bytes.fill(0);
        const first = await trial.read(1, 10, 1_000_000);
        first.bytes.fill(0xff);
        await trial.verify();
      }),

      trial('no objects are shared with the caller', async (trial) => {
        const write = founding(GROUP, 3);
        const { snapshot } = write;
        const tag = new Uint8Array([1, 2, 3]);
        const hardState = { term: 3, votedFor: undefined };
        const record = { ...snapshot, tag } as NonNullable<typeof snapshot>;
        await trial.write({ group: GROUP, snapshot: record, hardState });
        tag.fill(9);
        hardState.term = 1;
        (record.configuration.voters as unknown[]).pop();
        await trial.compare('after the caller changed its own');
        const [given] = (await trial.store.load()).groups;
        given?.snapshot.tag?.fill(7);
        (given?.snapshot.configuration.voters as unknown[]).length = 0;
        Object.assign(given?.hardState ?? {}, { term: 99 });
        await trial.compare('after the caller changed what it was given');
        equal((await trial.store.load()).groups.length, 1, 'groups');
      }),
    ],
  };
}
