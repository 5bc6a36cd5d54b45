import { groupId, type GroupWrite } from '@lolraft/raft-core';
import { refusal } from '../../../aids/refusal.js';
import { entries, founding, GROUP, NODE, OTHER_NODE, snapshotAt } from '../samples.js';
import { testCase, type ConformanceGroup } from '../../case.js';
import type { StorageFactory } from '../suite.js';
import { Trial } from '../trial.js';

/** Entries 6..20 of term 3, a snapshot at 10 of term 2, a vote for n1 in term 3. */
async function begin(trial: Trial): Promise<void> {
  await trial.write(founding(GROUP, 2));
  await trial.write({ group: GROUP, entries: [entries(1, 12, { term: 2 })] });
  const hardState = { term: 3, votedFor: NODE };
  await trial.write({ group: GROUP, hardState, entries: [entries(13, 8, { term: 3 })] });
  await trial.write({ group: GROUP, snapshot: snapshotAt(10, 2), compactTo: 5 });
}

const BAD: readonly (readonly [string, GroupWrite])[] = [
  ['a new group without a founding record', { group: groupId('new'), hardState: { term: 1, votedFor: NODE } }],
  ['entries that leave a gap', { group: GROUP, entries: [entries(22, 1, { term: 3 })] }],
  ['entries over others', { group: GROUP, entries: [entries(20, 1, { term: 3 })] }],
  ['a gap between batches', { group: GROUP, entries: [entries(21, 2, { term: 3 }), entries(24, 1, { term: 3 })] }],
  ['a gap behind a truncation', { group: GROUP, truncateFrom: 15, entries: [entries(16, 1, { term: 3 })] }],
  ['entries of a term that the hard state has not reached', { group: GROUP, entries: [entries(21, 1, { term: 4 })] }],
  ['entries of a lower term than the last one', { group: GROUP, entries: [entries(21, 1, { term: 2 })] }],
  [
    'terms that fall from batch to batch',
    {
      group: GROUP,
      hardState: { term: 5, votedFor: undefined },
      entries: [entries(21, 1, { term: 5 }), entries(22, 1, { term: 4 })],
    },
  ],
  [
    'entries of a lower term than what a truncation leaves',
    { group: GROUP, truncateFrom: 15, entries: [entries(15, 1, { term: 2 })] },
  ],
  ['a term that falls', { group: GROUP, hardState: { term: 2, votedFor: undefined } }],
  ['a second vote in one term', { group: GROUP, hardState: { term: 3, votedFor: OTHER_NODE } }],
  ['a vote taken back', { group: GROUP, hardState: { term: 3, votedFor: undefined } }],
  ['a term that is no safe integer', { group: GROUP, hardState: { term: 2 ** 53, votedFor: undefined } }],
  ['truncation of what the snapshot covers', { group: GROUP, truncateFrom: 10 }],
  ['truncation beyond the end', { group: GROUP, truncateFrom: 22 }],
  ['truncation from a fraction', { group: GROUP, truncateFrom: 12.5 }],
  ['compaction of what the snapshot does not cover', { group: GROUP, compactTo: 11 }],
  ['an older snapshot', { group: GROUP, snapshot: snapshotAt(9, 2) }],
  ['a snapshot of a lower term', { group: GROUP, snapshot: snapshotAt(12, 1) }],
  ['a snapshot of a term that the hard state has not reached', { group: GROUP, snapshot: snapshotAt(20, 4) }],
  ['a snapshot beyond the end that keeps the log', { group: GROUP, snapshot: snapshotAt(21, 3) }],
  ['a checksum of more than 32 bits', { group: GROUP, snapshot: snapshotAt(12, 2, { checksum: 2 ** 32 }) }],
  ['a size that is no whole number', { group: GROUP, snapshot: snapshotAt(12, 2, { size: 0.5 }) }],
  [
    'a configuration without voters',
    {
      group: GROUP,
      snapshot: snapshotAt(12, 2, { configuration: { voters: [], outgoing: [], learners: [], clusterVersion: 1 } }),
    },
  ],
  ['a tag that is too long', { group: GROUP, snapshot: snapshotAt(12, 2, { tag: new Uint8Array(1025) }) }],
];

export function refusalCases(factory: StorageFactory): ConformanceGroup {
  const trial = (title: string, body: (trial: Trial) => Promise<void>) =>
    testCase(title, () => Trial.run(factory, body));
  return {
    title: 'writes that contradict the store are refused and change nothing',
    cases: [
      ...BAD.map(([title, write]) =>
        trial(title, async (trial) => {
          await begin(trial);
          const other = groupId('other');
          await trial.write(founding(other, 1));
          await refusal(trial.store.write([write]), 'INVALID_ARGUMENT', title);
          const good: GroupWrite = { group: other, entries: [entries(1, 2)] };
          await refusal(trial.store.write([good, write]), 'INVALID_ARGUMENT', `${title}, behind a good part`);
          await trial.compare('after the refusal');
          // It is not poisoned.
          await trial.write({ group: GROUP, truncateFrom: 18, entries: [entries(18, 1, { term: 3 })] }, good);
          await trial.compare('after the next write');
        }),
      ),

      trial('one group twice in one write', async (trial) => {
        await begin(trial);
        const first = { group: GROUP, entries: [entries(21, 1, { term: 3 })] };
        const second = { group: GROUP, entries: [entries(22, 1, { term: 3 })] };
        await refusal(trial.store.write([first, second]), 'INVALID_ARGUMENT', 'one group twice');
        await trial.verify();
      }),
    ],
  };
}
