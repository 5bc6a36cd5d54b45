import type { MountedService, RaftHost } from '@lolraft/raft-core';
import { CountedMetrics, type MetricSource } from '@lolraft/raft-metrics';
import { MetricsService } from '@lolraft/raft-metrics/service';

/** The metrics of a node, counted once for all who ask: over HTTP, and as a service on the node's transport. */
export class NodeMetrics implements Disposable {
  #counted: CountedMetrics | undefined;
  #app: readonly MetricSource[] = [];

  /** Counts from now on. @param app what the app has beside the host. */
  mount(host: RaftHost, app: readonly MetricSource[]): MountedService {
    const metrics = new CountedMetrics(host);
    this.#counted = metrics;
    this.#app = app;
    return new MetricsService(host, { metrics, sources: app }).mounted;
  }

  /** Those of the host, and behind them the app's; none before they are mounted. */
  get sources(): readonly MetricSource[] {
    return this.#counted === undefined ? [] : [this.#counted, ...this.#app];
  }

  /** Counts no longer. */
  [Symbol.dispose](): void {
    this.#counted?.[Symbol.dispose]();
  }
}
