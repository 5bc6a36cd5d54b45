import { mkdirSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import path from 'node:path';
import { closedLoop, type LoadResult } from '../load/closed-loop.js';
import type { BenchOptions } from '../options.js';
import { profileReport } from '../profile/profile-report.js';
import { significant, table } from '../report/table.js';
import { workloadOf } from '../run.js';
import { print } from './say.js';
import { CoreCluster } from '../core/core-cluster.js';

interface CoreResult extends LoadResult {
  readonly concurrency: number;
  readonly throughput: number;
  /** Microseconds of CPU of this process for one operation: three nodes, a network that copies, and the load. */
  readonly cpuPerOperation: number;
  /** Where the CPU profile of the window lies. */
  readonly profile: string | undefined;
}

async function measureCore(options: BenchOptions, concurrency: number): Promise<CoreResult> {
  const cluster = await CoreCluster.start();
  const session = options.profile === undefined ? undefined : new Session();
  let cpu = process.cpuUsage();
  try {
    session?.connect();
    await session?.post('Profiler.enable');
    const result = await closedLoop(cluster, workloadOf(options, concurrency), {
      onBegin: () => {
        void session?.post('Profiler.start');
        cpu = process.cpuUsage();
      },
      onEnd: () => {
        cpu = process.cpuUsage(cpu);
      },
    });
    const profile =
      session === undefined || options.profile === undefined
        ? undefined
        : await writeProfile(session, options.profile, `core-${concurrency}.cpuprofile`);
    return {
      ...result,
      concurrency,
      throughput: (result.operations * 1000) / result.elapsed,
      cpuPerOperation: (cpu.user + cpu.system) / Math.max(1, result.operations),
      profile,
    };
  } finally {
    session?.disconnect();
    await cluster.close();
  }
}

async function writeProfile(session: Session, folder: string, name: string): Promise<string> {
  const { profile } = await session.post('Profiler.stop');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, name);
  writeFileSync(file, JSON.stringify(profile));
  return file;
}

/** raft-core alone, within this process; with its profiles where they are asked for. */
export async function core(options: BenchOptions): Promise<void> {
  const results: CoreResult[] = [];
  for (const concurrency of options.concurrency) {
    for (let round = 0; round < options.rounds; round++) results.push(await measureCore(options, concurrency));
  }
  if (options.json) {
    print(JSON.stringify({ results }, undefined, 2));
    return;
  }
  const rows = results.map((r) => [
    String(r.concurrency),
    significant(r.throughput),
    significant(r.latency.p50),
    significant(r.latency.p99),
    significant(r.latency.p999),
    String(Object.values(r.errors).reduce((a, b) => a + b, 0)),
    significant(r.cpuPerOperation),
  ]);
  print(table(['out', 'ops/s', 'p50 ms', 'p99 ms', 'p99.9 ms', 'errors', 'us/op'], rows, 1));
  for (const { concurrency, profile } of results) {
    if (profile !== undefined) print(`\n${profileReport(`three nodes, ${concurrency} outstanding`, profile)}`);
  }
}
