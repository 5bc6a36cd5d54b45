import { setTimeout as sleep } from 'node:timers/promises';
import type { RaftHost } from '@lolraft/raft-core';
import type { Logger } from 'pino';

const POLL_MS = 10;

function pending(host: RaftHost): number {
  let calls = 0;
  for (const group of host.groups.values()) {
    const { writes, reads } = group.pending;
    calls += writes + reads;
  }
  return calls;
}

/**
 * Hands over what this host leads, and lets the calls that it has come to their end, for at most `limit` milliseconds. It goes on as a
 * follower meanwhile, and is to be closed after it.
 */
export async function drainHost(host: RaftHost, limit: number, log: Logger): Promise<void> {
  const led = [...host.groups.values()].filter((group) => group.status().role === 'leader');
  await host.handOver();
  for (const group of led) {
    const { role, leader } = group.status();
    // Where nobody can take over, the others elect somebody once this node is gone.
    if (role === 'leader') log.info({ group: group.id }, 'nobody takes over');
    else log.info({ group: group.id, leader }, 'leadership handed over');
  }
  const end = performance.now() + limit;
  while (pending(host) > 0 && performance.now() < end) await sleep(POLL_MS);
  const calls = pending(host);
  if (calls > 0) log.warn({ calls }, 'calls are cut off');
}
