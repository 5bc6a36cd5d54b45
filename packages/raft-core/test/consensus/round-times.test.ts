import { expect } from 'chai';
import { describe, it } from 'mocha';
import { RoundTimes } from '../../src/consensus/round-times.js';

const options = { heartbeatInterval: 160, electionTimeoutMin: 500 };

describe('the times of rounds', () => {
  it('are those at which they were begun, or earlier, never later', () => {
    const times = new RoundTimes();
    const begun: number[] = [];
    for (let round = 1; round <= 2_000; round++) {
      const at = round * 0.7 + (round % 7 === 0 ? 0.5 : 0);
      begun[round] = at;
      times.began(round, at, options);
      for (const asked of [round, Math.max(1, round - 1), Math.max(1, round - 40)]) {
        const known = times.of(asked);
        expect(known).to.be.at.most(begun[asked] ?? NaN);
        expect(known).to.be.at.least((begun[asked] ?? NaN) - options.heartbeatInterval / 16 - 1);
      }
    }
  });

  it('are forgotten once no lease can rest on them', () => {
    const times = new RoundTimes();
    times.began(1, 0, options);
    times.began(2, 100, options);
    expect(times.of(1)).to.equal(0);
    times.began(3, 550, options);
    expect(times.of(1)).to.equal(-Infinity);
    expect(times.of(2)).to.equal(100);
    expect(times.of(7), 'not begun yet: the newest that was').to.equal(550);
  });

  it('of none are unknown', () => {
    expect(new RoundTimes().of(1)).to.equal(-Infinity);
  });
});
