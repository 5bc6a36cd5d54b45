import { CALL_METRICS } from './call-metrics.js';
import { DISK_METRICS } from './disk-metrics.js';
import { GROUP_METRICS } from './group-metrics.js';
import { HOST_METRICS } from './host-metrics.js';
import type { MetricDefinition } from './metric.js';
import { PEER_METRICS } from './peer-metrics.js';
import { SNAPSHOT_METRICS } from './snapshot-metrics.js';

/** Every metric there is: what is exported, documented and asked for by dashboards all comes from here. */
export const METRICS = {
  ...HOST_METRICS,
  ...GROUP_METRICS,
  ...CALL_METRICS,
  ...DISK_METRICS,
  ...PEER_METRICS,
  ...SNAPSHOT_METRICS,
};

export const ALL_METRICS: readonly MetricDefinition[] = Object.values(METRICS);
