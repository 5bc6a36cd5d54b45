import { labelled, type CounterDefinition, type GaugeDefinition } from './definition/metric.js';
import type { Labels } from './series.js';

/** The value of one series of a counter or gauge. */
export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

/** Samples by metric; a metric without any has no entry. */
export class Samples {
  readonly #byMetric = new Map<string, Sample[]>();

  /** `values` are those of the metric's labels, in their order. */
  add(metric: CounterDefinition | GaugeDefinition, values: readonly string[], value: number | boolean): void {
    this.push(metric, { labels: labelled(metric, values), value: Number(value) });
  }

  push({ name }: CounterDefinition | GaugeDefinition, sample: Sample): void {
    const samples = this.#byMetric.get(name);
    if (samples === undefined) this.#byMetric.set(name, [sample]);
    else samples.push(sample);
  }

  of({ name }: CounterDefinition | GaugeDefinition): readonly Sample[] {
    return this.#byMetric.get(name) ?? [];
  }
}
