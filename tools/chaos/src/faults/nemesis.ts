import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosCluster } from '../cluster/chaos-cluster.js';
import type { Random } from '@lolraft/tool-process-kit';
import { randomFault } from './fault.js';

/** Of five faults so many are about the leader: what happens to it tells more. */
const LEADER_SHARE = 3;
const FAULT_MS = { min: 200, max: 4_000 };
const QUIET_MS = { min: 100, max: 2_500 };

/**
 * Makes one thing after the other go wrong until `signal` fires, now and then two at once. Each fault has ended when this
 * returns; what it has broken may take its time to come back.
 */
export async function runNemesis(
  cluster: ChaosCluster,
  random: Random,
  signal: AbortSignal,
  tell: (line: string) => void,
): Promise<number> {
  let faults = 0;
  while (!signal.aborted) {
    const leader = await cluster.leader();
    const count = random.below(4) === 0 ? 2 : 1;
    const chosen = Array.from({ length: count }, () => {
      const aboutLeader = random.below(5) < LEADER_SHARE;
      const any = random.pick(cluster.ids);
      return randomFault(cluster, random, aboutLeader && leader !== undefined ? leader : any);
    });
    faults += chosen.length;
    tell(`${chosen.map(({ what }) => what).join(', and ')}${leader === undefined ? '' : `; ${leader} led`}`);
    for (const fault of chosen) await fault.begin();
    await pauseFor(random.between(FAULT_MS.min, FAULT_MS.max), signal);
    for (const fault of chosen) await fault.end();
    cluster.check();
    await pauseFor(random.between(QUIET_MS.min, QUIET_MS.max), signal);
  }
  return faults;
}

async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
