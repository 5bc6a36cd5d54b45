import type { Cluster } from './cluster/cluster.js';
import { startEtcd } from './etcd/etcd-cluster.js';
import { startKvs } from './kvs/kvs-cluster.js';
import type { Workload } from './load/workload.js';
import { measure, type Measurement } from './measure.js';
import type { BenchOptions, TargetName } from './options.js';

export function startTarget(target: TargetName, options: BenchOptions): Promise<Cluster> {
  return target === 'etcd' ? startEtcd(options.data) : startKvs({ ...options, profile: undefined });
}

export function workloadOf(options: BenchOptions, concurrency: number): Workload {
  return {
    concurrency,
    valueBytes: options.valueBytes,
    reads: options.reads,
    readLevel: options.readLevel,
    keys: options.keys,
    warmup: options.warmup * 1000,
    duration: options.duration * 1000,
  };
}

/**
 * Measures the targets in turn, each time on a fresh cluster, so that neither inherits anything, and what disturbs this
 * machine for longer than a window disturbs them alike.
 */
export async function run(
  targets: readonly TargetName[],
  options: BenchOptions,
  onMeasured: (measurement: Measurement) => void,
): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const concurrency of options.concurrency) {
    for (let round = 0; round < options.rounds; round++) {
      for (const target of targets) {
        const cluster = await startTarget(target, options);
        try {
          const measurement = await measure(cluster, workloadOf(options, concurrency), options.clients);
          measurements.push(measurement);
          onMeasured(measurement);
        } finally {
          await cluster.stop();
        }
      }
    }
  }
  return measurements;
}
