import type { RaftHost } from '@lolraft/raft-core';
import type { Registry } from 'prom-client';
import { cumulative } from '../bucket-counts.js';
import { CountedMetrics } from '../counted-metrics.js';
import type { HistogramFamily, MetricDescription, MetricFamily, MetricSource } from '../family.js';
import { CollectedMetric, type ScrapedValue } from './collected-metric.js';

/** Of either content type. */
type AnyRegistry = Pick<Registry, 'registerMetric' | 'removeSingleMetric' | 'getSingleMetric'>;

export interface PrometheusOptions {
  /** Where the metrics go. One registry has the metrics of one host; `Registry.merge` joins several. */
  readonly registry: AnyRegistry;
}

/** The metrics of one host, or of an app, in a registry of prom-client, from `attach` until `detach`. */
export class PrometheusMetrics implements Disposable {
  readonly #registry: AnyRegistry;
  readonly #source: MetricSource;
  /** Counts that were made here; whoever made others ends them. */
  readonly #own: CountedMetrics | undefined;
  readonly #registered = new Map<string, CollectedMetric>();
  /** Of one scrape, by name: a registry asks for all its metrics in one go. */
  #families: ReadonlyMap<string, MetricFamily> | undefined;

  private constructor(source: RaftHost | MetricSource, registry: AnyRegistry) {
    this.#registry = registry;
    if ('read' in source) {
      this.#source = source;
    } else {
      this.#own = new CountedMetrics(source);
      this.#source = this.#own;
    }
  }

  /**
   * Registers every metric. The host need not know: it may be closed first, and then has no series.
   * @param source a host, which is counted from now on; or metrics that others show too, which go on when these are detached.
   * @throws {Error} where the registry has a metric of one of these names already; nothing is registered then.
   */
  static attach(source: RaftHost | MetricSource, { registry }: PrometheusOptions): PrometheusMetrics {
    const attached = new PrometheusMetrics(source, registry);
    try {
      for (const metric of attached.#source.metrics) attached.#register(metric);
    } catch (error) {
      attached.detach();
      throw error;
    }
    return attached;
  }

  #register(metric: MetricDescription): void {
    const { name } = metric;
    const collected = new CollectedMetric(
      metric,
      () => valuesOf(this.#read().get(name)),
      () => {
        this.#source.reset?.(name);
        this.#families = undefined;
      },
    );
    this.#registry.registerMetric(collected.forRegistry);
    this.#registered.set(name, collected);
  }

  #read(): ReadonlyMap<string, MetricFamily> {
    if (this.#families === undefined) {
      this.#families = new Map(this.#source.read().map((family) => [family.metric.name, family]));
      queueMicrotask(() => {
        this.#families = undefined;
      });
    }
    return this.#families;
  }

  /** Takes the metrics out of the registry, and listens no longer. Idempotent. */
  detach(): void {
    this.#own?.[Symbol.dispose]();
    for (const [name, { forRegistry }] of this.#registered)
      if (this.#registry.getSingleMetric(name) === forRegistry) this.#registry.removeSingleMetric(name);
    this.#registered.clear();
  }

  [Symbol.dispose](): void {
    this.detach();
  }
}

function valuesOf(family: MetricFamily | undefined): readonly ScrapedValue[] {
  if (family === undefined) return [];
  return family.type === 'histogram' ? histogram(family) : family.series;
}

function histogram({ metric: { name, buckets }, series }: HistogramFamily): ScrapedValue[] {
  const values: ScrapedValue[] = [];
  for (const { labels, sum, counts } of series) {
    let total = 0;
    for (const { le, count } of cumulative(buckets, counts)) {
      values.push({ metricName: `${name}_bucket`, labels: { le, ...labels }, value: count });
      total = count;
    }
    values.push({ metricName: `${name}_sum`, labels, value: sum });
    values.push({ metricName: `${name}_count`, labels, value: total });
  }
  return values;
}
