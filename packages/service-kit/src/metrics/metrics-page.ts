import type { RaftHost } from '@lolraft/raft-core';
import type { MetricSource } from '@lolraft/raft-metrics';
import { PrometheusMetrics } from '@lolraft/raft-metrics/prometheus';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Route } from '../http/route.js';

/** `/metrics` for Prometheus: the process from the beginning on, and the host once it is attached. */
export class MetricsPage implements Disposable {
  /** An app may add metrics of its own. */
  readonly registry = new Registry();
  readonly #attached: PrometheusMetrics[] = [];

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** @param source a host; or metrics of it, or of an app, that others show too. */
  attach(source: RaftHost | MetricSource): void {
    this.#attached.push(PrometheusMetrics.attach(source, { registry: this.registry }));
  }

  get route(): Route {
    return {
      method: 'GET',
      path: '/metrics',
      handle: async () => ({
        status: 200,
        type: this.registry.contentType,
        body: await this.registry.metrics(),
      }),
    };
  }

  [Symbol.dispose](): void {
    for (const attached of this.#attached) attached.detach();
    this.registry.clear();
  }
}
