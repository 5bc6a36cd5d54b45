import { DEFAULT_CONSENSUS_OPTIONS, DEFAULT_HOST_LIMITS } from '@lolraft/raft-core';
import { QUIET_NETWORK } from './network-settings.js';
import { runScenario, type RunOptions, type SeedResult } from './run-seed.js';
import type { FaultWeights, Scenario } from './scenario.js';
import type { Replay } from './scenario-json.js';
import { QUICK_DISK } from './sim-disk.js';
import { QUICK_SNAPSHOTS } from './sim-snapshots.js';

/** What a step of the search changes, in words, and how. */
interface Reduction {
  readonly what: string;
  readonly apply: (scenario: Scenario) => Scenario;
}

const CALM_CLOCK = { rate: 1, origin: 0, slack: 0 };

/** The bold ones first: each that holds makes all later runs quicker. */
function reductions(from: Scenario): Reduction[] {
  const to = (what: string, change: Partial<Scenario>): Reduction => ({ what, apply: (s) => ({ ...s, ...change }) });
  const list: Reduction[] = [
    to('one group', { groups: 1 }),
    to('no faults', { faultEvery: Infinity, electionFaults: 0 }),
    to('no harm at elections', { electionFaults: 0 }),
    { what: 'a membership that stays', apply: ({ membership: _, ...s }) => s },
    { what: 'one build', apply: ({ upgrades: _, ...s }) => s },
    { what: 'no snapshots', apply: ({ compaction: _, ...s }) => s },
    to('a quiet network', { network: QUIET_NETWORK }),
    to('quick disks', { disk: QUICK_DISK }),
    to('a place of snapshots that works', { snapshots: QUICK_SNAPSHOTS, snapshotPadding: 0 }),
    to('true clocks', { clocks: from.clocks.map(() => CALM_CLOCK) }),
    to('an app that answers at once', { applyMax: 0 }),
    to('processes that are never busy', { process: { turnMin: 0, turnMax: 0 } }),
    to('the default limits', { limits: { ...DEFAULT_HOST_LIMITS, maxEntryBytes: from.limits.maxEntryBytes } }),
    to('the default sizes of the protocol', { consensus: { ...DEFAULT_CONSENSUS_OPTIONS, ...timesOf(from) } }),
  ];
  for (const nodes of [1, 2, 3, from.nodes - 1])
    if (nodes >= 1 && nodes < from.nodes)
      list.push(to(`${nodes} nodes`, { nodes, clocks: from.clocks.slice(0, nodes + (from.membership?.spares ?? 0)) }));
  for (const fault of Object.keys(from.faults) as (keyof FaultWeights)[])
    if (from.faults[fault] > 0) list.push(to(`no ${fault}`, { faults: { ...from.faults, [fault]: 0 } }));
  for (const part of ['loss', 'disorder', 'duplication', 'tailChance'] as const)
    if (from.network[part] > 0) list.push(to(`no ${part} on the network`, { network: { ...from.network, [part]: 0 } }));
  if (from.clients > 1) list.push(to('one client', { clients: 1 }));
  if (from.burst > 1) list.push(to('one call at a time', { burst: 1 }));
  if (from.keys > 1) list.push(to('one key', { keys: 1 }));
  if (from.paddingMax > 0) list.push(to('small commands', { paddingMax: 0 }));
  for (const share of [0.25, 0.5, 0.8])
    list.push(to(`${share * 100} % of the time`, { duration: from.duration * share }));
  return list.filter(({ apply }) => JSON.stringify(apply(from)) !== JSON.stringify(from));
}

function timesOf({ consensus }: Scenario) {
  const { heartbeatInterval, electionTimeoutMin, electionTimeoutMax, snapshotPatience } = consensus;
  return { heartbeatInterval, electionTimeoutMin, electionTimeoutMax, snapshotPatience };
}

export interface ShrinkOptions {
  /** Runs at most. */
  readonly runs: number;
  /** Other seeds that are tried with each smaller scenario: it draws other numbers, and may fail elsewhere. */
  readonly tries: number;
  /** As for the run that failed. */
  readonly run?: RunOptions;
  readonly onStep?: (what: string, result: SeedResult, runs: number) => void;
  /** Between two runs: whether to go on. */
  readonly goOn?: () => boolean;
}

export interface Shrunk extends Replay {
  /** What was left out, in order. */
  readonly without: readonly string[];
  readonly result: SeedResult;
  readonly runs: number;
}

/**
 * Looks for a smaller scenario that breaks the same rule: leaves out one thing after another, and keeps each step after
 * which some seed still fails. The answer need not be the smallest one; it replays exactly.
 */
export async function shrink(failing: SeedResult, options: ShrinkOptions): Promise<Shrunk> {
  const rule = failing.violation?.rule;
  if (rule === undefined) throw new RangeError(`seed ${failing.seed} passes: there is nothing to shrink`);
  let best = failing;
  let runs = 0;
  const without: string[] = [];
  const attempt = async (scenario: Scenario): Promise<SeedResult | undefined> => {
    for (let i = 0; i < options.tries && runs < options.runs && options.goOn?.() !== false; i++) {
      runs++;
      const result = await runScenario({ seed: best.seed + i, scenario }, options.run);
      if (result.violation?.rule === rule && isSmaller(result, best)) return result;
    }
    return undefined;
  };
  for (let progress = true; progress; ) {
    progress = false;
    for (const { what, apply } of reductions(best.scenario)) {
      const result = await attempt(apply(best.scenario));
      if (result === undefined) continue;
      best = result;
      without.push(what);
      options.onStep?.(what, result, runs);
      progress = true;
      break;
    }
  }
  return { seed: best.seed, scenario: best.scenario, without, result: best, runs };
}

/** A simpler scenario whose story is not much longer. */
function isSmaller(result: SeedResult, best: SeedResult): boolean {
  return result.inputs <= best.inputs * 1.5 + 100;
}
