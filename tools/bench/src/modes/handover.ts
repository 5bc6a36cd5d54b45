import { handOver, type HandOver, type Way } from '../handover/hand-over.js';
import { startKvs } from '../kvs/kvs-cluster.js';
import { Latencies, type LatencySummary } from '../load/latencies.js';
import type { BenchOptions } from '../options.js';
import { significant, table } from '../report/table.js';
import { print, say } from './say.js';

const WAYS: readonly Way[] = ['transfer', 'SIGTERM'];

function summaryOf(numbers: readonly number[]): LatencySummary {
  const latencies = new Latencies();
  for (const number of numbers) latencies.record(number);
  return latencies.summary();
}

function row(way: Way, results: readonly HandOver[]): string[] {
  const served = summaryOf(results.map((result) => result.served));
  const pause = summaryOf(results.map((result) => result.pause));
  return [way, ...[served.p50, served.max, pause.p50, pause.max].map(significant)];
}

/** How long no write is taken when leadership is handed over, so many times in each way. */
export async function handover(options: BenchOptions, times: number): Promise<void> {
  const cluster = await startKvs({ ...options, profile: undefined });
  const results: HandOver[] = [];
  try {
    for (let n = 1; n <= times; n++) {
      for (const way of WAYS) {
        const result = await handOver(cluster, way);
        results.push(result);
        const { served, pause } = result;
        say(
          `${n} ${way}: another node has taken a write after ${significant(served)} ms, the client waited ${significant(pause)} ms`,
        );
      }
    }
  } finally {
    await cluster.stop();
  }
  if (options.json) print(JSON.stringify(results, undefined, 2));
  else {
    const header = ['ms', 'served p50', 'max', 'pause p50', 'max'];
    const rows = WAYS.map((way) =>
      row(
        way,
        results.filter((result) => result.way === way),
      ),
    );
    print(table(header, rows, 1));
  }
}
