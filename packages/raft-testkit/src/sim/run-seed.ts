import { Administrator } from './administrator.js';
import { checkHistories } from './check-histories.js';
import { checkLiveness } from './liveness.js';
import { Nemesis } from './nemesis.js';
import { SimRandom } from './random.js';
import { drawScenario, type Scenario } from './scenario.js';
import type { Replay } from './scenario-json.js';
import { SimCluster } from './sim-cluster.js';
import { Upgrader } from './upgrader.js';
import type { Violation } from './kernel.js';
import { Workload } from './workload.js';

export interface SeedResult {
  readonly seed: number;
  readonly violation: Violation | undefined;
  readonly scenario: Scenario;
  /** 64 bits over everything that happened, in hexadecimal digits. */
  readonly hash: string;
  /** Messages, timers, completed writes and client calls that reached a host. */
  readonly inputs: number;
  readonly simulatedMs: number;
  readonly committed: number;
  readonly calls: { readonly ok: number; readonly notApplied: number; readonly unknown: number };
  /** Keys whose history was too tangled to be judged within bounds; the invariants have judged them all the same. */
  readonly undecided: number;
}

export interface RunOptions {
  /** Gets one line for each event. */
  readonly onLine?: (line: string) => void;
  /** In place of the drawn number of nodes. */
  readonly nodes?: number;
  /** Sees the cluster before anything happens to it. */
  readonly onCluster?: (cluster: SimCluster) => void;
}

/**
 * One run: a cluster, load and faults, all drawn from the seed; then all faults end, and the cluster must recover; then
 * the clients' histories are checked. The same seed gives the same run.
 */
export function runSeed(seed: number, options: RunOptions = {}): Promise<SeedResult> {
  return runScenario({ seed, scenario: drawScenario(new SimRandom(seed), options.nodes) }, options);
}

/** A run whose scenario is given; the seed decides the rest. */
export async function runScenario({ seed, scenario }: Replay, options: RunOptions = {}): Promise<SeedResult> {
  const { onLine, onCluster } = options;
  const cluster = new SimCluster({
    seed: seed + 0x5eed,
    ...scenario,
    spares: scenario.membership?.spares ?? 0,
    ...(onLine === undefined ? undefined : { onLine }),
  });
  onCluster?.(cluster);
  for (const node of cluster.nodes) {
    const clock = scenario.clocks[node.index];
    if (clock !== undefined) node.settings = { ...node.settings, clock };
  }
  const upgrader = Upgrader.of(cluster, scenario);
  cluster.startAll();
  const workload = new Workload(cluster, scenario);
  const nemesis = new Nemesis(cluster, scenario);
  const administrator = Administrator.of(cluster, scenario);
  await cluster.kernel.run(() => false, scenario.duration);
  workload.stop();
  administrator?.stop();
  upgrader?.stop();
  let undecided = 0;
  if (cluster.kernel.violation === undefined) {
    nemesis.stop();
    await checkLiveness(cluster);
  }
  if (cluster.kernel.violation === undefined) cluster.calls.checkPromises(cluster.ledgers);
  if (cluster.kernel.violation === undefined) undecided = checkHistories(cluster);
  return {
    seed,
    violation: cluster.kernel.violation,
    scenario,
    hash: cluster.kernel.trace.hash,
    inputs: cluster.kernel.inputs,
    simulatedMs: cluster.now,
    committed: cluster.ledgers.reduce((sum, { committed }) => sum + committed, 0),
    calls: countCalls(cluster),
    undecided,
  };
}

function countCalls(cluster: SimCluster): SeedResult['calls'] {
  const count = { ok: 0, notApplied: 0, unknown: 0 };
  for (const { end } of cluster.calls.history) if (end !== undefined) count[end.type]++;
  return count;
}
