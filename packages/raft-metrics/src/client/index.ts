export {
  readMetrics,
  watchMetrics,
  type MetricsCallOptions,
  type ReadMetricsOptions,
  type ServiceCaller,
  type WatchMetricsOptions,
} from './metrics-calls.js';
export { SampleDecoder, type MetricsSample } from '../protocol/sample-decoder.js';
export type {
  HistogramDescription,
  HistogramFamily,
  HistogramSeries,
  MetricDescription,
  MetricFamily,
  ValueDescription,
  ValueFamily,
  ValueSeries,
} from '../family.js';
