import type { HistogramDescription, MetricFamily, MetricSource, ValueDescription } from '@lolraft/raft-metrics';
import type { LockService } from '../lock-service.js';
import { LOCK_VALUES, LOCK_WAIT, type LockMetric, type LockValue } from './definitions.js';
import { WAIT_SECONDS } from './tally.js';

const described = ({ name, help }: LockMetric) => ({
  name,
  help,
  unit: name.endsWith('_seconds') ? 'seconds' : undefined,
  labels: [],
});
const VALUES: readonly (readonly [ValueDescription, LockValue])[] = LOCK_VALUES.map((value) => [
  { ...described(value), type: value.type },
  value,
]);
const WAIT: HistogramDescription = { ...described(LOCK_WAIT), type: 'histogram', buckets: WAIT_SECONDS };

/** The metrics of a service, for whoever shows them beside those of the host, such as `MetricsService` of raft-metrics. */
export function lockMetricSource(service: LockService): MetricSource {
  return {
    metrics: [...VALUES.map(([metric]) => metric), WAIT],
    read() {
      const { tally } = service;
      const what = { status: service.status(), tally };
      const { sum, counts } = tally.waits;
      return [
        ...VALUES.map(
          ([metric, value]): MetricFamily => ({
            type: metric.type,
            metric,
            series: [{ labels: {}, value: value.read(what) }],
          }),
        ),
        { type: 'histogram', metric: WAIT, series: [{ labels: {}, sum, counts: [...counts] }] },
      ];
    },
  };
}
