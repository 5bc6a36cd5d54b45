export type {
  CounterDefinition,
  GaugeDefinition,
  HistogramDefinition,
  LabelName,
  MetricDefinition,
  Unit,
} from './definition/metric.js';
export { ALL_METRICS, METRICS } from './definition/metrics.js';
export { BucketCounts } from './bucket-counts.js';
export { CountedMetrics } from './counted-metrics.js';
export type {
  HistogramDescription,
  HistogramFamily,
  HistogramSeries,
  MetricDescription,
  MetricFamily,
  MetricSource,
  ValueDescription,
  ValueFamily,
  ValueSeries,
} from './family.js';
export { HostMetrics } from './host-metrics.js';
export type { Distribution } from './recorder.js';
export type { Sample, Samples } from './sample.js';
export type { Labels } from './series.js';
