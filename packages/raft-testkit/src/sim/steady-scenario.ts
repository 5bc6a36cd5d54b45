import { DEFAULT_CONSENSUS_OPTIONS, DEFAULT_HOST_LIMITS } from '@lolraft/raft-core';
import { QUIET_NETWORK } from './network-settings.js';
import type { Scenario } from './scenario.js';
import { QUICK_DISK } from './sim-disk.js';
import { QUICK_SNAPSHOTS } from './sim-snapshots.js';

/**
 * What a cluster does on a good day, and nothing drawn: the default options, eight clients that write, compare-and-set and read,
 * and no fault. To measure how fast the simulator is, and the code in it.
 */
export function steadyScenario(nodes: number): Scenario {
  return {
    nodes,
    groups: 1,
    consensus: DEFAULT_CONSENSUS_OPTIONS,
    limits: DEFAULT_HOST_LIMITS,
    network: QUIET_NETWORK,
    disk: QUICK_DISK,
    process: { turnMin: 0, turnMax: 0 },
    clocks: Array.from({ length: nodes }, () => ({ rate: 1, origin: 0, slack: 1 })),
    applyMax: 0,
    snapshots: QUICK_SNAPSHOTS,
    snapshotPadding: 0,
    duration: 20_000,
    faultEvery: Infinity,
    faults: {
      ...{ crash: 0, crashAtWrite: 0, crashAll: 0, pause: 0, cutNode: 0, cutOneWay: 0, split: 0 },
      ...{ reset: 0, hang: 0, full: 0, fail: 0, clock: 0, place: 0 },
    },
    electionFaults: 0,
    clients: 8,
    thinkMax: 20,
    patience: 5_000,
    stray: 0.05,
    keys: 8,
    burst: 4,
    paddingMax: 100,
  };
}
