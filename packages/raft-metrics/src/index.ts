export type {
  CounterDefinition,
  GaugeDefinition,
  HistogramDefinition,
  LabelName,
  MetricDefinition,
  Unit,
} from './definition/metric.js';
export { ALL_METRICS, METRICS } from './definition/metrics.js';
export { HostMetrics } from './host-metrics.js';
export type { Distribution } from './recorder.js';
export type { Sample, Samples } from './sample.js';
export type { Labels } from './series.js';
