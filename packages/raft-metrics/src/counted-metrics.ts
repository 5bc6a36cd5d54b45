import type { RaftHost } from '@lolraft/raft-core';
import { BucketCounts } from './bucket-counts.js';
import { ALL_METRICS } from './definition/metrics.js';
import type { HistogramDefinition } from './definition/metric.js';
import type { HistogramSeries, MetricFamily, MetricSource } from './family.js';
import { HostMetrics } from './host-metrics.js';

/** The metrics of one host with histograms in buckets: counted once, whoever shows them. Counts from the beginning on. */
export class CountedMetrics extends HostMetrics<BucketCounts> implements MetricSource {
  readonly metrics = ALL_METRICS;

  constructor(host: RaftHost) {
    super(host, (metric) => new BucketCounts(metric));
  }

  read(): readonly MetricFamily[] {
    const samples = this.collect();
    return ALL_METRICS.map((metric) => {
      if (metric.type === 'histogram') return { type: metric.type, metric, series: this.#seriesOf(metric) };
      return { type: metric.type, metric, series: samples.of(metric) };
    });
  }

  #seriesOf(metric: HistogramDefinition): HistogramSeries[] {
    return [...this.distributions(metric)].map(({ labels, state: { sum, counts } }) => ({ labels, sum, counts }));
  }
}
