import type { Metric } from 'prom-client';
import type { MetricDescription } from '../family.js';
import type { Labels } from '../series.js';

/** One line of what is scraped. */
export interface ScrapedValue {
  readonly labels: Labels | Readonly<Record<string, string | number>>;
  readonly value: number;
  /** Where it is not the metric's own: `_bucket`, `_sum`, `_count`. */
  readonly metricName?: string;
}

/**
 * What a registry of prom-client asks of a metric, and no more. Its own classes keep values that somebody has set; here they are
 * made when they are asked for, and a histogram costs no hash of labels for each value.
 */
export class CollectedMetric {
  /** Written by a registry: it takes `_total` away from counters where it speaks OpenMetrics. */
  name: string;
  readonly help: string;
  readonly type: MetricDescription['type'];
  /** Of processes in a cluster of Node's: what a registry that joins theirs does with the same series. */
  readonly aggregator = 'sum';
  readonly #values: () => readonly ScrapedValue[];
  readonly #reset: () => void;

  constructor({ name, help, type }: MetricDescription, values: () => readonly ScrapedValue[], reset: () => void) {
    this.name = name;
    this.help = help;
    this.type = type;
    this.#values = values;
    this.#reset = reset;
  }

  async get(): Promise<unknown> {
    const { name, help, type, aggregator } = this;
    return { name, help, type, aggregator, values: this.#values() };
  }

  /** Counters and histograms begin anew; a gauge is what it is. */
  reset(): void {
    this.#reset();
  }

  /** As the registry's types want it: they name classes, and its code asks for `name`, `type`, `get` and `reset`. */
  get forRegistry(): Metric {
    return this as unknown as Metric;
  }
}
