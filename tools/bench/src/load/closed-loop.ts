import { setTimeout as pause } from 'node:timers/promises';
import type { BenchClient } from './client.js';
import { Latencies, type LatencySummary } from './latencies.js';
import { Operations, type Workload } from './workload.js';

export interface LoadResult {
  /** Milliseconds that were counted. */
  readonly elapsed: number;
  readonly operations: number;
  readonly latency: LatencySummary;
  /** Failed calls by their message; they are not among `operations`. */
  readonly errors: Readonly<Record<string, number>>;
}

/** Told when counting begins and ends: the moments at which the CPU of every process is looked at. */
export interface WindowListener {
  onBegin(): void;
  onEnd(): void;
}

/** So that calls that fail at once do not become a busy loop. */
const PAUSE_AFTER_ERROR_MS = 20;
const PRELOAD_CONCURRENCY = 64;

/** Puts every key once, so that reads find something. */
export async function preload(client: BenchClient, operations: Operations): Promise<void> {
  const { keys } = operations;
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let key = keys[next++]; key !== undefined; key = keys[next++]) await client.put(key, operations.value());
  };
  await Promise.all(Array.from({ length: PRELOAD_CONCURRENCY }, lane));
}

/**
 * A closed loop: so many calls are always outstanding, and each answer brings the next call. Counts what is answered
 * within a window of `duration` that begins `warmup` after the start.
 */
export async function closedLoop(client: BenchClient, workload: Workload, window: WindowListener): Promise<LoadResult> {
  const operations = new Operations(workload);
  if (workload.reads > 0) await preload(client, operations);
  const latencies = new Latencies();
  const errors: Record<string, number> = {};
  let counting = false;
  let running = true;

  const one = (): Promise<unknown> =>
    operations.isRead()
      ? client.get(operations.key(), workload.readLevel)
      : client.put(operations.key(), operations.value());
  const lane = async (): Promise<void> => {
    while (running) {
      const begun = performance.now();
      try {
        await one();
        if (counting) latencies.record(performance.now() - begun);
      } catch (error) {
        const name = error instanceof Error ? error.message : String(error);
        errors[name] = (errors[name] ?? 0) + 1;
        await pause(PAUSE_AFTER_ERROR_MS);
      }
    }
  };
  const lanes = Array.from({ length: workload.concurrency }, lane);
  await pause(workload.warmup);
  window.onBegin();
  const begun = performance.now();
  counting = true;
  await pause(workload.duration);
  counting = false;
  const elapsed = performance.now() - begun;
  window.onEnd();
  running = false;
  const result = { elapsed, operations: latencies.count, latency: latencies.summary(), errors: { ...errors } };
  await Promise.all(lanes);
  return result;
}
