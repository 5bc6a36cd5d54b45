import type { Labels } from './series.js';

interface Description {
  readonly name: string;
  readonly unit: string | undefined;
  readonly help: string;
  readonly labels: readonly string[];
}

/** What there is to know of a counter or gauge, of whatever build and app; `CounterDefinition` and `GaugeDefinition` are two. */
export interface ValueDescription extends Description {
  readonly type: 'counter' | 'gauge';
}

/** What there is to know of a histogram, of whatever build and app; `HistogramDefinition` is one. */
export interface HistogramDescription extends Description {
  readonly type: 'histogram';
  /** Upper bounds, inclusive and rising, without the last one, which is infinite. */
  readonly buckets: readonly number[];
}

export type MetricDescription = ValueDescription | HistogramDescription;

/** One series of a counter or gauge. */
export interface ValueSeries {
  readonly labels: Labels;
  readonly value: number;
}

/** One series of a histogram. */
export interface HistogramSeries {
  readonly labels: Labels;
  readonly sum: number;
  /** How many values were in each bucket alone; one more than there are bounds. */
  readonly counts: readonly number[];
}

export interface ValueFamily {
  readonly type: 'counter' | 'gauge';
  readonly metric: ValueDescription;
  readonly series: readonly ValueSeries[];
}

export interface HistogramFamily {
  readonly type: 'histogram';
  readonly metric: HistogramDescription;
  readonly series: readonly HistogramSeries[];
}

/** A metric with all its series at one moment. */
export type MetricFamily = ValueFamily | HistogramFamily;

/** Somebody who has metrics: a host, or an app. Whatever shows metrics takes them from here. */
export interface MetricSource {
  /** All that there are, in the order in which they are shown. Never changes. */
  readonly metrics: readonly MetricDescription[];
  /** As they are now. A metric without series may be left out. Counters are whole numbers from 0 to 2^53 - 1. */
  read(): readonly MetricFamily[];
  /** Begins the counts of a metric anew, for exporters that can be told to. Without it, they count on. */
  reset?(name: string): void;
}
