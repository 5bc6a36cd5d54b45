import { expect } from 'chai';
import { Latencies } from '../../src/load/latencies.js';

describe('Latencies', () => {
  it('gives percentiles to three digits, over a wide range', () => {
    const latencies = new Latencies();
    for (let i = 1; i <= 1000; i++) latencies.record(i / 10);
    latencies.record(5000);
    const { p50, p99, p999, max, mean } = latencies.summary();
    expect(latencies.count).to.equal(1001);
    expect(p50).to.be.closeTo(50.1, 0.1);
    expect(p99).to.be.closeTo(99.1, 0.2);
    expect(p999).to.be.closeTo(100, 0.2);
    expect(max).to.be.closeTo(5000, 5);
    expect(mean).to.be.closeTo((50.05 * 1000 + 5000) / 1001, 0.1);
  });

  it('keeps the shortest and the longest', () => {
    const latencies = new Latencies();
    latencies.record(0);
    latencies.record(1e9);
    expect(latencies.count).to.equal(2);
    expect(latencies.summary().max).to.be.closeTo(600_000, 600);
  });

  it('is all zeros where nothing was recorded', () => {
    expect(new Latencies().summary()).to.deep.equal({ mean: 0, p50: 0, p99: 0, p999: 0, max: 0 });
  });
});
