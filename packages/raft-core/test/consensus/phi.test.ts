import { expect } from 'chai';
import { describe, it } from 'mocha';
import { PhiDetector } from '../../src/consensus/phi.js';

function beats(detector: PhiDetector, from: number, gaps: readonly number[]): number {
  let now = from;
  detector.heard(now);
  for (const gap of gaps) {
    now += gap;
    detector.heard(now);
  }
  return now;
}

describe('phi accrual failure detector', () => {
  it('has no opinion before it has seen a few heartbeats', () => {
    const detector = new PhiDetector(0);
    beats(detector, 0, [100, 100, 100]);
    expect(detector.timeout(8)).to.equal(undefined);
    expect(detector.phi(1_000)).to.equal(undefined);
  });

  it('waits for the mean and so many deviations as the level asks for', () => {
    const detector = new PhiDetector(0);
    beats(detector, 0, [90, 110, 90, 110, 90, 110, 90, 110, 90, 110]);
    // Mean 100, deviation 10; a normal variable exceeds 5.612 deviations with probability 10^-8.
    expect(detector.timeout(8)).to.be.closeTo(156.12, 0.01);
    expect(detector.timeout(1)).to.be.closeTo(112.816, 0.01);
    expect(detector.timeout(1.5)).to.be.within(112.9, 123.2);
  });

  it('grows in suspicion as silence lasts, and adapts to a jittery rhythm', () => {
    const steady = new PhiDetector(0);
    const jittery = new PhiDetector(0);
    const end = beats(
      steady,
      0,
      Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? 95 : 105)),
    );
    beats(
      jittery,
      0,
      Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? 20 : 180)),
    );
    const phi = [0, 100, 110, 120, 130].map((late) => steady.phi(end + late) ?? -1);
    expect(phi).to.deep.equal([...phi].sort((a, b) => a - b));
    expect(phi[0]).to.equal(0);
    expect(phi[4]).to.be.above(8);
    expect(steady.phi(end + 1e6)).to.equal(16);
    expect(jittery.timeout(8) ?? 0).to.be.above((steady.timeout(8) ?? 0) * 3);
  });

  it('takes extra heartbeats of reads as one with the beat before', () => {
    const detector = new PhiDetector(50);
    beats(
      detector,
      0,
      Array.from({ length: 60 }, (_, i) => (i % 3 === 2 ? 98 : 1)),
    );
    expect(detector.timeout(1) ?? 0).to.be.closeTo(100, 5);
  });

  it('forgets when it is reset', () => {
    const detector = new PhiDetector(0);
    beats(
      detector,
      0,
      Array.from({ length: 20 }, () => 100),
    );
    detector.reset();
    expect(detector.timeout(8)).to.equal(undefined);
  });
});
