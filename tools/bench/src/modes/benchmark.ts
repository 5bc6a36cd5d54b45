import { etcdVersion } from '../etcd/etcd-cluster.js';
import type { BenchOptions, TargetName } from '../options.js';
import { asJson, asText, machine, windowLine } from '../report/report.js';
import { run } from '../run.js';
import { print, say } from './say.js';

/** Throughput and latency of each target, side by side. */
export async function benchmark(targets: readonly TargetName[], options: BenchOptions): Promise<void> {
  const on = machine(targets.includes('etcd') ? etcdVersion() : undefined);
  const measurements = await run(targets, options, (measurement) => {
    say(windowLine(measurement));
  });
  print((options.json ? asJson : asText)(options, on, measurements));
}
