import { nodeId } from '@lolraft/raft-core';
import { entries, founding, GROUP, NODE, OTHER_NODE } from '../samples.js';
import { testCase, type ConformanceGroup } from '../../case.js';
import type { StorageFactory } from '../suite.js';
import { Trial } from '../trial.js';

export function hardStateCases(factory: StorageFactory): ConformanceGroup {
  const trial = (title: string, body: (trial: Trial) => Promise<void>) =>
    testCase(title, () => Trial.run(factory, body));
  return {
    title: 'hard state',
    cases: [
      trial('a new group has term 0 and no vote', async (trial) => {
        await trial.write(founding());
        await trial.verify();
      }),

      trial('a hard state alone', async (trial) => {
        await trial.write(founding());
        await trial.write({ group: GROUP, hardState: { term: 1, votedFor: NODE } });
        await trial.verify();
        await trial.write({ group: GROUP, hardState: { term: 2, votedFor: undefined } });
        await trial.verify();
        await trial.write({ group: GROUP, hardState: { term: 2, votedFor: OTHER_NODE } });
        await trial.verify();
      }),

      trial('many terms, one after the other', async (trial) => {
        await trial.write(founding());
        for (let term = 1; term <= 40; term++) {
          await trial.write({ group: GROUP, hardState: { term, votedFor: term % 3 === 0 ? undefined : NODE } });
          if (term % 8 === 0) await trial.reopenIfDurable();
        }
        await trial.verify();
      }),

      trial('the largest term and the longest id', async (trial) => {
        const votedFor = nodeId('v'.repeat(63));
        await trial.write(founding());
        await trial.write({ group: GROUP, hardState: { term: Number.MAX_SAFE_INTEGER, votedFor } });
        await trial.verify();
      }),

      trial('with the first write of the group, and with entries', async (trial) => {
        await trial.write({ ...founding(), hardState: { term: 3, votedFor: NODE } });
        await trial.verify();
        const hardState = { term: 4, votedFor: undefined };
        await trial.write({ group: GROUP, hardState, entries: [entries(1, 5, { term: 4 })] });
        await trial.verify();
      }),
    ],
  };
}
