import { setTimeout as sleep } from 'node:timers/promises';
import { ChaosCluster } from './cluster/chaos-cluster.js';
import { checkAgreement } from './cluster/agreement.js';
import { runNemesis } from './faults/nemesis.js';
import { Caller, type ReadKind, type Tally } from './load/caller.js';
import { Epochs } from './load/epochs.js';
import { Random } from '@lolraft/tool-process-kit';

export interface RunOptions {
  readonly seed: number;
  readonly seconds: number;
  readonly nodes: number;
  readonly callers: number;
  readonly reads: readonly ReadKind[];
  readonly readTimeout: number;
  readonly writeTimeout: number;
  /** More arguments for `kvs serve`. */
  readonly serve: readonly string[];
}

export const DEFAULTS: RunOptions = {
  seed: 1,
  seconds: 60,
  nodes: 3,
  callers: 6,
  reads: ['leader', 'member', 'lease', 'local'],
  readTimeout: 2_000,
  writeTimeout: 4_000,
  // Small snapshots, so that nodes that were away for long need one.
  serve: ['--snapshot-entries', '2000', '--snapshot-trailing', '200', '--snapshot-bytes', '1048576'],
};

export interface RunResult extends Readonly<Tally> {
  readonly seed: number;
  readonly seconds: number;
  readonly faults: number;
  /** Calls of the histories that were checked for linearizability. */
  readonly checked: number;
}

/** Milliseconds for which the same keys are used: a history that can be checked at once. */
const EPOCH = 5_000;
/** What a cluster that is whole again may take to serve. */
const RECOVERY = 60_000;

/**
 * Runs load and faults for `seconds`, then heals everything and expects service.
 * @throws {HistoryViolation} and others, that say what was promised and not kept.
 */
export async function run(options: RunOptions, tell: (line: string) => void): Promise<RunResult> {
  const { seed, seconds, nodes, callers, serve } = options;
  const begun = performance.now();
  const random = new Random(seed);
  const epochs = new Epochs();
  const tally: Tally = { writes: 0, reads: 0, localReads: 0, refused: 0, unknown: 0 };
  const over = AbortSignal.timeout(seconds * 1_000);
  const say = (line: string): void => {
    tell(`${((performance.now() - begun) / 1_000).toFixed(1).padStart(8)} s  ${line}`);
  };
  await using cluster = await ChaosCluster.start({
    nodes,
    serve: options.reads.includes('lease') ? [...serve, '--leases', 'true'] : serve,
  });
  const list = Array.from(
    { length: callers },
    (_, i) => new Caller(`c${String(i)}`, cluster, new Random(seed + 1 + i), epochs, tally, options),
  );
  try {
    const faults = await loadUnderFaults(cluster, list, epochs, random, over, say);
    await cluster.heal();
    say('all is whole again');
    await checkAgreement(cluster, RECOVERY);
    for (const caller of list) await caller.checkCounter();
    epochs.next();
    epochs.check();
    return { seed, seconds, faults, checked: epochs.checked, ...tally };
  } finally {
    await Promise.all(list.map((caller) => caller[Symbol.asyncDispose]()));
  }
}

/** Returns how many faults there were. One part that fails ends them all. */
async function loadUnderFaults(
  cluster: ChaosCluster,
  callers: readonly Caller[],
  epochs: Epochs,
  random: Random,
  over: AbortSignal,
  say: (line: string) => void,
): Promise<number> {
  const stop = new AbortController();
  const signal = AbortSignal.any([over, stop.signal]);
  const failures: unknown[] = [];
  const guard = async <T>(part: Promise<T>): Promise<T | undefined> => {
    try {
      return await part;
    } catch (error) {
      failures.push(error);
      stop.abort();
      return undefined;
    }
  };
  const [faults] = await Promise.all([
    guard(runNemesis(cluster, random, signal, say)),
    guard(turnEpochs(epochs, signal)),
    ...callers.map((caller) => guard(caller.run(signal))),
  ]);
  if (failures.length > 0) throw failures[0];
  return faults ?? 0;
}

async function turnEpochs(epochs: Epochs, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await sleep(EPOCH, undefined, { signal }).catch(() => undefined);
    epochs.next();
    epochs.check();
  }
}
