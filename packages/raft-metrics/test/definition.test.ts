import { expect } from 'chai';
import { describe, it } from 'mocha';
import { ALL_METRICS } from '../src/index.js';

describe('the definition of the metrics', () => {
  it('gives each a name of its own, in the form that Prometheus asks for', () => {
    expect(new Set(ALL_METRICS.map(({ name }) => name)).size).to.equal(ALL_METRICS.length);
    for (const { name, type, unit } of ALL_METRICS) {
      expect(name).to.match(/^lol_raft(_[a-z]+)+$/);
      expect(name.endsWith('_total'), name).to.equal(type === 'counter');
      // What the histograms of Prometheus add, and what is made of a counter's name.
      expect(name, name).to.not.match(/_(bucket|sum|count|created|info_total)$/);
      const base = name.replace(/_total$/, '');
      for (const suffix of ['seconds', 'bytes'])
        expect(base.endsWith(`_${suffix}`), `${name} is in ${suffix}`).to.equal(unit === suffix);
      // Base units only.
      expect(name).to.not.match(/milliseconds|_ms_|kib|percent/);
    }
  });

  it('says of each what it is, in one sentence', () => {
    for (const { name, help } of ALL_METRICS) expect(help, name).to.match(/^[A-Z0-9][^\n]+\.$/);
  });

  it('has labels in the order from the group down, none twice', () => {
    for (const { name, labels } of ALL_METRICS) {
      expect(new Set(labels).size, name).to.equal(labels.length);
      expect(labels.indexOf('group'), name).to.be.at.most(0);
    }
  });

  it('has buckets that rise', () => {
    for (const metric of ALL_METRICS) {
      if (metric.type !== 'histogram') continue;
      expect([...metric.buckets].sort((a, b) => a - b)).to.deep.equal(metric.buckets);
      expect(new Set(metric.buckets).size).to.equal(metric.buckets.length);
      expect(metric.buckets.every(Number.isFinite), metric.name).to.equal(true);
    }
  });
});
