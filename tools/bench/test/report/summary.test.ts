import { expect } from 'chai';
import type { Measurement } from '../../src/measure.js';
import type { TargetName } from '../../src/options.js';
import { median, ratios, summarize } from '../../src/report/summary.js';

function measurement(target: TargetName, concurrency: number, throughput: number, p50: number): Measurement {
  return {
    target,
    concurrency,
    elapsed: 1000,
    operations: throughput,
    throughput,
    latency: { mean: p50, p50, p99: p50 * 3, p999: p50 * 5, max: p50 * 10 },
    errors: { no: 1 },
    leader: { cpu: 0.5, rss: 1000 },
    followers: [
      { cpu: 0.25, rss: 100 },
      { cpu: 0.15, rss: 200 },
    ],
    client: { cpu: 0.1, rss: 10 },
    others: throughput / 100,
  };
}

describe('summaries', () => {
  it('takes medians', () => {
    expect(median([3])).to.equal(3);
    expect(median([3, 1, 2])).to.equal(2);
    expect(median([4, 1, 2, 3])).to.equal(2.5);
    expect(median([10, 9])).to.equal(9.5);
    expect(median([])).to.be.NaN;
  });

  it('joins the rounds of one target and concurrency', () => {
    const all = [measurement('kvs', 1, 100, 2), measurement('etcd', 1, 50, 4), measurement('kvs', 1, 300, 6)];
    const [kvs, etcd] = summarize(all);
    expect(kvs).to.deep.include({ target: 'kvs', rounds: 2, throughput: 200, errors: 2 });
    expect(kvs!.latency).to.deep.equal({ mean: 4, p50: 4, p99: 12, p999: 20, max: 60 });
    expect(kvs!.followers).to.deep.equal({ cpu: 0.4, rss: 300 });
    expect(kvs!.cpuPerOperation).to.be.closeTo(1e6 / 200, 1e-6);
    expect(kvs!.others).to.equal(2);
    expect(etcd).to.deep.include({ target: 'etcd', rounds: 1, throughput: 50 });
  });

  it('does not invent CPU that nobody told', () => {
    const m = { ...measurement('kvs', 1, 100, 2), leader: { cpu: undefined, rss: undefined } };
    const [summary] = summarize([m]);
    expect(summary!.leader).to.deep.equal({ cpu: undefined, rss: undefined });
    expect(summary!.cpuPerOperation).to.equal(undefined);
  });

  it('compares the windows that were next to each other', () => {
    const all = [
      measurement('kvs', 16, 1000, 1),
      measurement('etcd', 16, 500, 2),
      // The machine was slow for both.
      measurement('kvs', 16, 100, 10),
      measurement('etcd', 16, 50, 20),
    ];
    expect(ratios(all)).to.deep.equal([{ concurrency: 16, throughput: 2, p50: 0.5, p99: 0.5 }]);
  });

  it('has no ratio where one target is missing', () => {
    expect(ratios([measurement('kvs', 1, 100, 2)])).to.deep.equal([]);
  });
});
