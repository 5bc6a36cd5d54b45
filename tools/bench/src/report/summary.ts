import type { LatencySummary } from '../load/latencies.js';
import type { Measurement, Used } from '../measure.js';
import type { TargetName } from '../options.js';

/** The rounds of one target at one concurrency, as their medians. */
export interface Summary {
  readonly target: TargetName;
  readonly concurrency: number;
  readonly rounds: number;
  readonly throughput: number;
  readonly latency: LatencySummary;
  readonly errors: number;
  readonly leader: Used;
  readonly followers: Used;
  readonly client: Used;
  /** Microseconds of CPU that one operation cost, over all processes. */
  readonly cpuPerOperation: number | undefined;
  /** CPUs that others on this machine kept busy. */
  readonly others: number | undefined;
}

/** How kvs stands to etcd, as the median of the ratios of windows that were measured next to each other. */
export interface Ratio {
  readonly concurrency: number;
  /** Above 1: kvs does more. */
  readonly throughput: number;
  /** Below 1: kvs answers sooner. */
  readonly p50: number;
  readonly p99: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return NaN;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

function groupBy<T, K>(values: readonly T[], key: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const group = groups.get(key(value));
    if (group === undefined) groups.set(key(value), [value]);
    else group.push(value);
  }
  return groups;
}

function medianOf(all: readonly Measurement[], value: (m: Measurement) => number): number {
  return median(all.map(value));
}

function sum(values: readonly (number | undefined)[]): number | undefined {
  let total = 0;
  for (const value of values) {
    if (value === undefined) return undefined;
    total += value;
  }
  return total;
}

function usedOf(all: readonly Measurement[], used: (m: Measurement) => readonly Used[]): Used {
  const of = (value: (u: Used) => number | undefined): number | undefined => {
    const values = all.map((m) => sum(used(m).map(value)));
    return values.every((v) => v !== undefined) ? median(values) : undefined;
  };
  return { cpu: of((u) => u.cpu), rss: of((u) => u.rss) };
}

export function summarize(measurements: readonly Measurement[]): Summary[] {
  const groups = groupBy(measurements, ({ target, concurrency }) => `${String(concurrency)} ${target}`);
  return [...groups.values()].map((all) => {
    const first = all[0] as Measurement;
    const latency = (key: keyof LatencySummary): number => medianOf(all, (m) => m.latency[key]);
    const leader = usedOf(all, (m) => [m.leader]);
    const followers = usedOf(all, (m) => m.followers);
    const client = usedOf(all, (m) => [m.client]);
    const cpu = sum([leader.cpu, followers.cpu, client.cpu]);
    const others = all.map((m) => m.others).filter((value) => value !== undefined);
    const operations = medianOf(all, (m) => m.operations);
    return {
      target: first.target,
      concurrency: first.concurrency,
      rounds: all.length,
      throughput: medianOf(all, (m) => m.throughput),
      latency: {
        mean: latency('mean'),
        p50: latency('p50'),
        p99: latency('p99'),
        p999: latency('p999'),
        max: Math.max(...all.map((m) => m.latency.max)),
      },
      errors: all.flatMap((m) => Object.values(m.errors)).reduce((a, b) => a + b, 0),
      leader,
      followers,
      client,
      cpuPerOperation: cpu === undefined || operations === 0 ? undefined : (cpu * 1e6) / operations,
      others: others.length === 0 ? undefined : median(others),
    };
  });
}

/** Pairs the windows of both targets by their order, so that noise that both met cancels. */
export function ratios(measurements: readonly Measurement[]): Ratio[] {
  const result: Ratio[] = [];
  for (const [concurrency, all] of groupBy(measurements, (m) => m.concurrency)) {
    const kvs = all.filter(({ target }) => target === 'kvs');
    const etcd = all.filter(({ target }) => target === 'etcd');
    const pairs = kvs.slice(0, etcd.length).map((m, i) => [m, etcd[i] as Measurement] as const);
    if (pairs.length === 0) continue;
    const of = (value: (m: Measurement) => number): number => median(pairs.map(([a, b]) => value(a) / value(b)));
    result.push({
      concurrency,
      throughput: of((m) => m.throughput),
      p50: of((m) => m.latency.p50),
      p99: of((m) => m.latency.p99),
    });
  }
  return result;
}
