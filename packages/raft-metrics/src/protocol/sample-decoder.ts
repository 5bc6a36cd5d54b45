import { decodeMessage } from '@lolraft/proto-kit';
import { ProtocolError } from '@lolraft/raft-core';
import type {
  HistogramDescription,
  HistogramSeries,
  MetricDescription,
  MetricFamily,
  ValueDescription,
  ValueSeries,
} from '../family.js';
import type { Labels } from '../series.js';
import { proto } from './generated.js';

/** What a node said of its metrics at one moment. */
export interface MetricsSample {
  /** Id of the node. */
  readonly node: string;
  /** Milliseconds for which it has counted, by a clock that nobody sets; less than before where it was started again. */
  readonly elapsed: number;
  /** All metrics that were asked for, whether or not they have a series by now. */
  readonly catalogue: readonly MetricDescription[];
  /** Those that have a series, in the order of the catalogue. */
  readonly families: readonly MetricFamily[];
}

/** Reads the samples of one answer or stream, of which the first has the catalogue for all. */
export class SampleDecoder {
  #catalogue: ReadonlyMap<string, MetricDescription | 'unknown'> | undefined;
  #known: readonly MetricDescription[] = [];

  /** @throws {ProtocolError} on what is no sample, or does not fit its catalogue. */
  decode(bytes: Uint8Array): MetricsSample {
    const { node, elapsed, catalogue, families } = decodeMessage('a sample of metrics', proto.Sample, bytes);
    if (this.#catalogue === undefined || catalogue.length > 0) this.#learn(catalogue);
    const decoded: MetricFamily[] = [];
    for (const { name, series } of families) {
      const metric = this.#catalogue?.get(name ?? '');
      if (metric === undefined) throw new ProtocolError(`metric ${String(name)} is not in the catalogue`);
      // Of a type that this build does not know, it can make nothing.
      if (metric !== 'unknown') decoded.push(familyOf(metric, series ?? []));
    }
    return { node, elapsed, catalogue: this.#known, families: decoded };
  }

  #learn(catalogue: readonly proto.Metric.$Properties[]): void {
    this.#catalogue = new Map(catalogue.map((metric) => [metric.name ?? '', describe(metric)]));
    this.#known = [...this.#catalogue.values()].filter((metric) => metric !== 'unknown');
  }
}

function describe({ name, type, unit, help, labels, bounds }: proto.Metric.$Properties): MetricDescription | 'unknown' {
  const known = { name: name ?? '', help: help ?? '', labels: labels ?? [], unit: unit ? unit : undefined };
  switch (type) {
    case proto.Type.COUNTER:
      return { ...known, type: 'counter' };
    case proto.Type.GAUGE:
      return { ...known, type: 'gauge' };
    case proto.Type.HISTOGRAM:
      return { ...known, type: 'histogram', buckets: bounds ?? [] };
    default:
      return 'unknown';
  }
}

type Series = proto.Series.$Properties;

function familyOf(metric: MetricDescription, series: readonly Series[]): MetricFamily {
  if (metric.type === 'histogram')
    return { type: metric.type, metric, series: series.map((each) => histogramOf(metric, each)) };
  return { type: metric.type, metric, series: series.map((each) => valueOf(metric, each)) };
}

function valueOf(metric: ValueDescription, series: Series): ValueSeries {
  const value = metric.type === 'counter' ? series.counter : series.gauge;
  if (typeof value !== 'number') throw new ProtocolError(`a series of ${metric.name} has no ${metric.type}`);
  return { labels: labelsOf(metric, series), value };
}

function histogramOf(metric: HistogramDescription, series: Series): HistogramSeries {
  const { sum, buckets } = series.histogram ?? {};
  if (buckets?.length !== metric.buckets.length + 1)
    throw new ProtocolError(`a series of ${metric.name} has not its ${metric.buckets.length + 1} buckets`);
  return { labels: labelsOf(metric, series), sum: sum ?? 0, counts: buckets };
}

function labelsOf({ name, labels }: MetricDescription, { labels: values = [] }: Series): Labels {
  if (values?.length !== labels.length)
    throw new ProtocolError(`a series of ${name} has not its ${labels.length} labels`);
  return Object.fromEntries(labels.map((label, at) => [label, values[at] ?? '']));
}
