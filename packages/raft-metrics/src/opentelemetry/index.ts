import type { BatchObservableCallback, Histogram, Meter, Observable } from '@opentelemetry/api';
import type { RaftHost } from '@lolraft/raft-core';
import { ALL_METRICS } from '../definition/metrics.js';
import type { CounterDefinition, GaugeDefinition, HistogramDefinition } from '../definition/metric.js';
import { HostMetrics } from '../host-metrics.js';
import type { Distribution } from '../recorder.js';
import type { Labels } from '../series.js';
import { nameOf, unitOf } from './names.js';

export { nameOf, unitOf } from './names.js';

export interface OpenTelemetryOptions {
  /** From the application's own provider. */
  readonly meter: Meter;
  /** Added to every value: tells hosts of one process apart, which share the meter's instruments. */
  readonly attributes?: Labels;
}

/**
 * The metrics of one host through a meter of OpenTelemetry, from `attach` until `detach`. Counters and gauges are observed when the
 * application's reader collects; durations and sizes are recorded as they happen.
 */
export class OpenTelemetryMetrics implements Disposable {
  readonly #meter: Meter;
  readonly #attributes: Labels;
  readonly #metrics: HostMetrics<Distribution>;
  readonly #observables = new Map<Observable, CounterDefinition | GaugeDefinition>();
  readonly #histograms = new Map<string, Histogram>();
  readonly #observe: BatchObservableCallback = (result) => {
    const samples = this.#metrics.collect();
    for (const [observable, metric] of this.#observables)
      for (const { labels, value } of samples.of(metric))
        result.observe(observable, value, { ...this.#attributes, ...labels });
  };

  private constructor(host: RaftHost, meter: Meter, attributes: Labels) {
    this.#meter = meter;
    this.#attributes = attributes;
    for (const metric of ALL_METRICS) this.#create(metric);
    this.#metrics = new HostMetrics(host, (metric, labels) => this.#recording(metric, labels));
    meter.addBatchObservableCallback(this.#observe, [...this.#observables.keys()]);
  }

  /** Counts from now on. The host need not know: it may be closed first, and then has nothing to observe. */
  static attach(host: RaftHost, { meter, attributes = {} }: OpenTelemetryOptions): OpenTelemetryMetrics {
    return new OpenTelemetryMetrics(host, meter, attributes);
  }

  #create(metric: (typeof ALL_METRICS)[number]): void {
    const meter = this.#meter;
    const name = nameOf(metric);
    const options = { description: metric.help, unit: unitOf(metric) };
    switch (metric.type) {
      case 'counter':
        this.#observables.set(meter.createObservableCounter(name, options), metric);
        break;
      case 'gauge':
        this.#observables.set(meter.createObservableGauge(name, options), metric);
        break;
      case 'histogram': {
        const advice = { explicitBucketBoundaries: [...metric.buckets] };
        this.#histograms.set(metric.name, meter.createHistogram(name, { ...options, advice }));
        break;
      }
    }
  }

  #recording({ name }: HistogramDefinition, labels: Labels): Distribution {
    const histogram = this.#histograms.get(name);
    const attributes = { ...this.#attributes, ...labels };
    return { observe: (value) => histogram?.record(value, attributes) };
  }

  /** Observes and records no longer. The application's reader may go on to tell what was recorded. Idempotent. */
  detach(): void {
    this.#metrics[Symbol.dispose]();
    this.#meter.removeBatchObservableCallback(this.#observe, [...this.#observables.keys()]);
  }

  [Symbol.dispose](): void {
    this.detach();
  }
}
