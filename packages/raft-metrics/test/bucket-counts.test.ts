import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { METRICS } from '../src/index.js';
import { BucketCounts } from '../src/bucket-counts.js';

describe('counts in buckets', () => {
  it('agree with counting by hand, bounds included', () => {
    const metric = METRICS.diskWriteEntries;
    const value = fc.oneof(fc.constantFrom(...metric.buckets), fc.double({ min: -1, max: 5000, noNaN: true }));
    fc.assert(
      fc.property(fc.array(value), (values) => {
        const counts = new BucketCounts(metric);
        for (const each of values) counts.observe(each);
        const byHand = [...metric.buckets, Infinity].map((bound) => values.filter((each) => each <= bound).length);
        expect([...counts.cumulative()].map(({ count }) => count)).to.deep.equal(byHand);
        expect([...counts.cumulative()].at(-1)?.le).to.equal('+Inf');
        expect(counts.count).to.equal(values.length);
        let below = 0;
        expect(counts.counts).to.deep.equal(byHand.map((upTo) => -below + (below = upTo)));
        expect(counts.sum).to.be.closeTo(
          values.reduce((sum, each) => sum + each, 0),
          1e-6,
        );
      }),
    );
  });
});
