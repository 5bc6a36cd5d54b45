import { invariant, type MountedService, type RaftHost } from '@lolraft/raft-core';
import { CountedMetrics, type MetricSource } from '@lolraft/raft-metrics';
import { MetricsService } from '@lolraft/raft-metrics/service';

/** The metrics of a node, counted once for all who ask: over HTTP, and as a service on the node's transport. */
export class NodeMetrics implements Disposable {
  #counted: CountedMetrics | undefined;

  /** Counts from now on. */
  mount(host: RaftHost, sources: readonly MetricSource[]): MountedService {
    const metrics = new CountedMetrics(host);
    this.#counted = metrics;
    return new MetricsService(host, { metrics, sources }).mounted;
  }

  get counted(): CountedMetrics {
    invariant(this.#counted !== undefined, 'a host without the metrics that were mounted on it');
    return this.#counted;
  }

  /** Counts no longer. */
  [Symbol.dispose](): void {
    this.#counted?.[Symbol.dispose]();
  }
}
