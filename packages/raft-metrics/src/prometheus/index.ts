import type { RaftHost } from '@lolraft/raft-core';
import type { Registry } from 'prom-client';
import { ALL_METRICS } from '../definition/metrics.js';
import type { HistogramDefinition, MetricDefinition } from '../definition/metric.js';
import { CountedMetrics } from '../counted-metrics.js';
import type { Samples } from '../sample.js';
import { CollectedMetric, type ScrapedValue } from './collected-metric.js';

/** Of either content type. */
type AnyRegistry = Pick<Registry, 'registerMetric' | 'removeSingleMetric' | 'getSingleMetric'>;

export interface PrometheusOptions {
  /** Where the metrics go. One registry has the metrics of one host; `Registry.merge` joins several. */
  readonly registry: AnyRegistry;
}

/** The metrics of one host in a registry of prom-client, from `attach` until `detach`. */
export class PrometheusMetrics implements Disposable {
  readonly #registry: AnyRegistry;
  readonly #metrics: CountedMetrics;
  /** Whoever made the counts ends them. */
  readonly #areOwn: boolean;
  readonly #registered = new Map<string, CollectedMetric>();
  /** Of one scrape: a registry asks for all its metrics in one go. */
  #samples: Samples | undefined;

  private constructor(source: RaftHost | CountedMetrics, registry: AnyRegistry) {
    this.#registry = registry;
    this.#areOwn = !(source instanceof CountedMetrics);
    this.#metrics = source instanceof CountedMetrics ? source : new CountedMetrics(source);
  }

  /**
   * Registers every metric. The host need not know: it may be closed first, and then has no series.
   * @param source a host, which is counted from now on; or counts that others show too, which go on when these are detached.
   * @throws {Error} where the registry has a metric of one of these names already; nothing is registered then.
   */
  static attach(source: RaftHost | CountedMetrics, { registry }: PrometheusOptions): PrometheusMetrics {
    const attached = new PrometheusMetrics(source, registry);
    try {
      for (const metric of ALL_METRICS) attached.#register(metric);
    } catch (error) {
      attached.detach();
      throw error;
    }
    return attached;
  }

  #register(metric: MetricDefinition): void {
    const collected = new CollectedMetric(
      metric,
      () => this.#valuesOf(metric),
      () => {
        this.#metrics.reset(metric.name);
      },
    );
    this.#registry.registerMetric(collected.forRegistry);
    this.#registered.set(metric.name, collected);
  }

  #valuesOf(metric: MetricDefinition): readonly ScrapedValue[] {
    const samples = this.#collect();
    return metric.type === 'histogram' ? this.#histogram(metric) : samples.of(metric);
  }

  #collect(): Samples {
    if (this.#samples === undefined) {
      this.#samples = this.#metrics.collect();
      queueMicrotask(() => {
        this.#samples = undefined;
      });
    }
    return this.#samples;
  }

  #histogram(metric: HistogramDefinition): ScrapedValue[] {
    const { name } = metric;
    const values: ScrapedValue[] = [];
    for (const { labels, state } of this.#metrics.distributions(metric)) {
      for (const { le, count } of state.cumulative())
        values.push({ metricName: `${name}_bucket`, labels: { le, ...labels }, value: count });
      values.push({ metricName: `${name}_sum`, labels, value: state.sum });
      values.push({ metricName: `${name}_count`, labels, value: state.count });
    }
    return values;
  }

  /** Takes the metrics out of the registry, and listens no longer. Idempotent. */
  detach(): void {
    if (this.#areOwn) this.#metrics[Symbol.dispose]();
    for (const [name, { forRegistry }] of this.#registered)
      if (this.#registry.getSingleMetric(name) === forRegistry) this.#registry.removeSingleMetric(name);
    this.#registered.clear();
  }

  [Symbol.dispose](): void {
    this.detach();
  }
}
