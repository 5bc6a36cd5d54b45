import type { LockService } from '../lock-service.js';
import { LOCK_VALUES, LOCK_WAIT, type LockMetric } from './definitions.js';
import { WAIT_SECONDS } from './tally.js';

/** What is used of a registry of prom-client. */
export interface MetricRegistry {
  registerMetric(metric: never): void;
  removeSingleMetric(name: string): void;
}

interface Value {
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
  readonly metricName?: string;
}

/** What a registry asks of a metric; the values are made when they are asked for. */
class Collected {
  /** Written by a registry, where it speaks OpenMetrics. */
  name: string;
  readonly help: string;
  readonly type: LockMetric['type'];
  readonly aggregator = 'sum';
  readonly #values: () => readonly Value[];

  constructor({ name, help, type }: LockMetric, values: () => readonly Value[]) {
    this.name = name;
    this.help = help;
    this.type = type;
    this.#values = values;
  }

  async get(): Promise<unknown> {
    const { name, help, type, aggregator } = this;
    return { name, help, type, aggregator, values: this.#values() };
  }

  /** They count from the start of the service on, whatever a registry forgets. */
  reset(): void {}
}

/**
 * Shows the metrics of a service in a registry of prom-client.
 * @returns what takes them out again.
 */
export function attachLockMetrics(service: LockService, registry: MetricRegistry): () => void {
  const collected = [
    ...LOCK_VALUES.map(
      (metric) =>
        new Collected(metric, () => [
          { labels: {}, value: metric.read({ status: service.status(), tally: service.tally }) },
        ]),
    ),
    new Collected(LOCK_WAIT, () => waits(service)),
  ];
  const names = collected.map(({ name }) => name);
  for (const metric of collected) registry.registerMetric(metric as never);
  return () => {
    for (const name of names) registry.removeSingleMetric(name);
  };
}

function waits({ tally: { waits: times } }: LockService): Value[] {
  const { name } = LOCK_WAIT;
  let count = 0;
  const values: Value[] = times.counts.map((more, at) => {
    count += more;
    return { metricName: `${name}_bucket`, labels: { le: WAIT_SECONDS[at] ?? '+Inf' }, value: count };
  });
  values.push({ metricName: `${name}_sum`, labels: {}, value: times.sum });
  values.push({ metricName: `${name}_count`, labels: {}, value: count });
  return values;
}
