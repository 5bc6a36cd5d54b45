import { encodeMessage } from '@lolraft/proto-kit';
import type { MetricDescription, MetricFamily } from '../family.js';
import { proto } from './generated.js';

const TYPES = { counter: proto.Type.COUNTER, gauge: proto.Type.GAUGE, histogram: proto.Type.HISTOGRAM } as const;

/** One sample as a node tells it. */
export interface Told {
  readonly node: string;
  /** Milliseconds; a fraction is left out. */
  readonly elapsed: number;
  /** Undefined where the reader has it. */
  readonly catalogue: readonly MetricDescription[] | undefined;
  readonly families: readonly MetricFamily[];
}

/** @throws {InvalidArgumentError} on a counter that is no whole number. */
export function encodeSample({ node, elapsed, catalogue, families }: Told): Uint8Array {
  return encodeMessage(proto.Sample, {
    node,
    elapsed: Math.floor(elapsed),
    ...(catalogue === undefined ? undefined : { catalogue: catalogue.map(metricOf) }),
    families: families.map((family) => ({ name: family.metric.name, series: seriesOf(family) })),
  });
}

function metricOf(metric: MetricDescription): proto.Metric.$Properties {
  const { name, type, unit = '', help, labels } = metric;
  return {
    name,
    type: TYPES[type],
    unit,
    help,
    labels: [...labels],
    ...(metric.type === 'histogram' ? { bounds: [...metric.buckets] } : undefined),
  };
}

function seriesOf(family: MetricFamily): proto.Series.$Properties[] {
  const names = family.metric.labels;
  const valuesOf = (labels: Readonly<Record<string, string>>): string[] => names.map((name) => labels[name] ?? '');
  switch (family.type) {
    case 'counter':
      return family.series.map(({ labels, value }) => ({ labels: valuesOf(labels), counter: value }));
    case 'gauge':
      return family.series.map(({ labels, value }) => ({ labels: valuesOf(labels), gauge: value }));
    case 'histogram':
      return family.series.map(({ labels, sum, counts }) => ({
        labels: valuesOf(labels),
        histogram: { sum, buckets: [...counts] },
      }));
  }
}
