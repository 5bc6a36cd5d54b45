import { setTimeout as pause } from 'node:timers/promises';
import type { BenchClient } from './client.js';
import type { ReadLevel } from '../options.js';
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
const WARMUP_CONCURRENCY = 64;
const SETTLE_MS = 500;

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
 * A closed loop: so many calls are always outstanding, and each answer brings the next call. First comes a warm-up at
 * `WARMUP_CONCURRENCY` or more, so that what is measured is a server that has been at work for a while, compiled and
 * connected; then a moment at the asked concurrency; then the window that counts.
 */
export async function closedLoop(client: BenchClient, workload: Workload, window: WindowListener): Promise<LoadResult> {
  const operations = new Operations(workload);
  if (workload.reads > 0) await preload(client, operations);
  const warm = new Lanes(client, operations, workload.readLevel, Math.max(workload.concurrency, WARMUP_CONCURRENCY));
  await pause(workload.warmup);
  await warm.end();
  const lanes = new Lanes(client, operations, workload.readLevel, workload.concurrency);
  await pause(Math.min(SETTLE_MS, workload.warmup));
  window.onBegin();
  const begun = performance.now();
  const latencies = new Latencies();
  lanes.latencies = latencies;
  await pause(workload.duration);
  lanes.latencies = undefined;
  const elapsed = performance.now() - begun;
  window.onEnd();
  const errors = { ...warm.errors };
  for (const [message, count] of Object.entries(lanes.errors)) errors[message] = (errors[message] ?? 0) + count;
  await lanes.end();
  return { elapsed, operations: latencies.count, latency: latencies.summary(), errors };
}

/** Calls that follow each other, `count` of them at any time, until `end`. */
class Lanes {
  readonly errors: Record<string, number> = {};
  /** Where latencies go; undefined while nothing counts. */
  latencies: Latencies | undefined;
  readonly #client: BenchClient;
  readonly #operations: Operations;
  readonly #readLevel: ReadLevel;
  readonly #lanes: Promise<void>[];
  #ended = false;

  constructor(client: BenchClient, operations: Operations, readLevel: ReadLevel, count: number) {
    this.#client = client;
    this.#operations = operations;
    this.#readLevel = readLevel;
    this.#lanes = Array.from({ length: count }, () => this.#lane());
  }

  #call(): Promise<unknown> {
    const operations = this.#operations;
    return operations.isRead()
      ? this.#client.get(operations.key(), this.#readLevel)
      : this.#client.put(operations.key(), operations.value());
  }

  async #lane(): Promise<void> {
    while (!this.#ended) {
      const begun = performance.now();
      try {
        await this.#call();
        this.latencies?.record(performance.now() - begun);
      } catch (error) {
        const name = error instanceof Error ? error.message : String(error);
        this.errors[name] = (this.errors[name] ?? 0) + 1;
        await pause(PAUSE_AFTER_ERROR_MS);
      }
    }
  }

  /** No new calls; resolves when those that are outstanding have ended. */
  async end(): Promise<void> {
    this.#ended = true;
    await Promise.all(this.#lanes);
  }
}
