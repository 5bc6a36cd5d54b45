import type { RaftHost } from '@lolraft/raft-core';
import type { HistogramDefinition } from './definition/metric.js';
import { presentGroups, presentPeers } from './present.js';
import { read } from './readings.js';
import { Recorder, type Distribution } from './recorder.js';
import { Samples } from './sample.js';
import type { Labels } from './series.js';

/**
 * The metrics of one host, whoever exports them: counts from its events, and looks at its state when asked. Groups that begin later
 * appear, and those that end disappear, with all their series.
 */
export class HostMetrics<D extends Distribution> implements Disposable {
  readonly #host: RaftHost;
  readonly #recorder: Recorder<D>;

  /** @param distribution Makes what takes the values of one series of a histogram. */
  constructor(host: RaftHost, distribution: (metric: HistogramDefinition, labels: Labels) => D) {
    this.#host = host;
    this.#recorder = new Recorder(host, distribution);
  }

  /** All counters and gauges as they are now. */
  collect(): Samples {
    const samples = new Samples();
    const groups = presentGroups(this.#host);
    if (groups.length === 0 && this.#host.groups.size > 0) {
      // It is closed, and has nothing to tell any more.
      this.#recorder.forget();
      return samples;
    }
    const peers = presentPeers(this.#host, groups);
    this.#recorder.tidy(new Set(groups.map(({ id }) => id)), peers);
    this.#recorder.addTo(samples);
    read(samples, this.#host, groups, peers);
    return samples;
  }

  /** The series of a histogram, as `collect` has left them. */
  distributions(metric: HistogramDefinition): Iterable<{ readonly labels: Labels; readonly state: D }> {
    return this.#recorder.distributions(metric);
  }

  /** Begins the counts of a metric anew. */
  reset(name: string): void {
    this.#recorder.reset(name);
  }

  /** Listens no longer. */
  [Symbol.dispose](): void {
    this.#recorder.stop();
  }
}
