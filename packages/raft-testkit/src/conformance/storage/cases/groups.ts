import { groupId, type GroupId } from '@lolraft/raft-core';
import { check, equal } from '../../checks.js';
import { entries, founding, GROUP, NODE, snapshotAt } from '../samples.js';
import { testCase, type ConformanceGroup } from '../../case.js';
import type { StorageFactory } from '../suite.js';
import { Trial } from '../trial.js';

/** Prefixes of each other, neighbours in every order of characters, and one of the greatest length. */
const NAMES = ['a', 'aa', 'aaa', 'a-', 'a_', 'a0', 'aA', 'b', 'B', '0', `a${'z'.repeat(62)}`];
const GROUPS: GroupId[] = NAMES.map(groupId);

export function groupCases(factory: StorageFactory): ConformanceGroup {
  const trial = (title: string, body: (trial: Trial) => Promise<void>) =>
    testCase(title, () => Trial.run(factory, body));
  return {
    title: 'groups',
    cases: [
      trial('many groups in one write keep apart', async (trial) => {
        await trial.write(...GROUPS.map((group) => founding(group, 1)));
        await trial.write(...GROUPS.map((group, i) => ({ group, entries: [entries(1, 5 + i, { seed: i })] })));
        await trial.verify();
        await trial.write(
          ...GROUPS.map((group, i) => ({
            group,
            hardState: { term: 2 + i, votedFor: NODE },
            truncateFrom: 2 + (i % 4),
            entries: [entries(2 + (i % 4), 3, { term: 2, seed: 50 + i })],
          })),
        );
        await trial.verify();
        await trial.write(
          ...GROUPS.filter((_, i) => i % 2 === 0).map((group) => ({ group, snapshot: snapshotAt(3, 1), compactTo: 3 })),
        );
        await trial.verify();
      }),

      trial('a write may do something else for each group', async (trial) => {
        const [a, b, c, d] = GROUPS as [GroupId, GroupId, GroupId, GroupId];
        await trial.write(founding(a, 1), founding(b, 1), founding(c, 1));
        await trial.write({ group: a, entries: [entries(1, 8)] }, { group: b, entries: [entries(1, 8, { seed: 1 })] });
        await trial.write(
          { group: a, truncateFrom: 4 },
          { group: b, snapshot: snapshotAt(6, 1), compactTo: 5 },
          { group: c, hardState: { term: 4, votedFor: NODE } },
          founding(d, 3),
        );
        await trial.verify();
      }),

      trial('a removed group is gone, wholly, and its neighbours are not', async (trial) => {
        await trial.write(...GROUPS.map((group) => founding(group, 1)));
        await trial.write(...GROUPS.map((group, i) => ({ group, entries: [entries(1, 30, { seed: i })] })));
        for (const name of ['aa', 'a', 'B']) {
          await trial.removeGroup(groupId(name));
          await trial.verify();
        }
      }),

      trial('removing what is not there does nothing', async (trial) => {
        await trial.removeGroup(groupId('nobody'));
        await trial.write(founding(GROUP, 1));
        await trial.removeGroup(groupId('mai'));
        await trial.removeGroup(groupId('main2'));
        await trial.verify();
      }),

      trial('a group founded again knows nothing of its former self', async (trial) => {
        await trial.write(founding(GROUP, 9));
        await trial.write({
          group: GROUP,
          hardState: { term: 10, votedFor: NODE },
          entries: [entries(1, 40, { term: 9 })],
        });
        await trial.removeGroup(GROUP);
        await trial.write(founding(GROUP));
        await trial.verify();
        await trial.write({ group: GROUP, hardState: { term: 1, votedFor: undefined }, entries: [entries(1, 3)] });
        await trial.verify();
      }),

      trial('groups come and go', async (trial) => {
        for (let round = 0; round < 4; round++) {
          for (let i = 0; i < 6; i++) await trial.write(founding(groupId(`r${round}-${i}`), round));
          for (let i = 0; i < 4; i++) await trial.removeGroup(groupId(`r${round}-${i}`));
        }
        await trial.verify();
        equal((await trial.store.load()).groups.length, 8, 'groups that are left');
      }),

      testCase(
        'a thousand groups',
        () =>
          Trial.run(factory, async (trial) => {
            const names = Array.from({ length: 1000 }, (_, i) => groupId(`g${i}`));
            await trial.write(...names.map((group) => founding(group, 1)));
            await trial.write(
              ...names.map((group, i) => ({ group, entries: [entries(1, 2, { seed: i, bytes: 20 })] })),
            );
            await trial.write(...names.map((group, i) => ({ group, hardState: { term: 2 + i, votedFor: NODE } })));
            await trial.verify();
            check((await trial.store.load()).groups.length === 1000, 'a thousand groups');
          }),
        60_000,
      ),
    ],
  };
}
