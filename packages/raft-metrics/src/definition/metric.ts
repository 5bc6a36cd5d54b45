/** Labels that a metric may have, in the order of `MetricDefinition.labels`. Each takes few values: see `docs/metrics.md`. */
export type LabelName =
  | 'group'
  | 'peer'
  | 'role'
  | 'state'
  | 'activity'
  | 'operation'
  | 'level'
  | 'code'
  | 'outcome'
  | 'node'
  | 'cluster';

/** Of the values; `seconds` and `bytes` are also the end of the name. Others are counts of something. */
export type Unit = 'seconds' | 'bytes' | 'entries' | 'messages' | undefined;

interface Definition {
  /** As Prometheus knows it, and as the dashboards and rules call it. */
  readonly name: string;
  readonly unit: Unit;
  /** One sentence for people. */
  readonly help: string;
  readonly labels: readonly LabelName[];
}

/** Counts what has happened since the metrics were attached; never goes down. */
export interface CounterDefinition extends Definition {
  readonly type: 'counter';
}

/** How something stands at the moment of asking. */
export interface GaugeDefinition extends Definition {
  readonly type: 'gauge';
}

/** How large, or how long, something was each time. */
export interface HistogramDefinition extends Definition {
  readonly type: 'histogram';
  /** Upper bounds, inclusive and rising, without the last one, which is infinite. */
  readonly buckets: readonly number[];
}

export type MetricDefinition = CounterDefinition | GaugeDefinition | HistogramDefinition;

interface Given {
  readonly name: string;
  readonly unit?: Unit;
  readonly help: string;
  readonly labels?: readonly LabelName[];
}

const defined = ({ name, unit, help, labels = [] }: Given): Definition => ({ name, unit, help, labels });

export function counter(given: Given): CounterDefinition {
  return { type: 'counter', ...defined(given) };
}

export function gauge(given: Given): GaugeDefinition {
  return { type: 'gauge', ...defined(given) };
}

export function histogram(given: Given & { readonly buckets: readonly number[] }): HistogramDefinition {
  return { type: 'histogram', ...defined(given), buckets: given.buckets };
}

/** The value of each label of a metric. */
export function labelled(
  { name, labels }: MetricDefinition,
  values: readonly string[],
): Readonly<Record<string, string>> {
  if (values.length !== labels.length) throw new TypeError(`${name} has the labels ${labels.join(', ')}`);
  return Object.fromEntries(labels.map((label, at) => [label, values[at] ?? '']));
}
