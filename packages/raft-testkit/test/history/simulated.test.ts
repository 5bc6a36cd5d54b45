import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { SimCall } from '../../src/sim/calls.js';
import { checkHistories } from '../../src/sim/check-histories.js';
import type { SimCluster } from '../../src/sim/index.js';

describe('the check of simulated histories', () => {
  it('draws what cannot be ordered', () => {
    const read = (value: number, began: number): SimCall => ({
      group: 'main',
      level: 'linearizable',
      command: undefined,
      key: 3,
      began,
      ended: began + 1,
      end: { type: 'ok', index: 1, response: undefined, value },
    });
    const told: string[] = [];
    const cluster = {
      calls: { history: [read(0, 0), read(8, 2)] },
      kernel: { violate: (rule: string, what: string) => told.push(`${rule}: ${what}`) },
    };
    expect(checkHistories(cluster as unknown as SimCluster)).to.equal(0);
    expect(told).to.have.length(1);
    expect(told[0]).to.match(/^linearizability: the 2 operations on main k3 cannot be ordered/);
    expect(told[0]).to.match(/┣━+ get → 8 ━+┫/);
  });
});
