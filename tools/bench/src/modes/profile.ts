import { mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { agreedLeader } from '../cluster/cluster.js';
import { profileFile, startKvs } from '../kvs/kvs-cluster.js';
import { measure } from '../measure.js';
import type { BenchOptions } from '../options.js';
import { profileReport } from '../profile/profile-report.js';
import { windowLine } from '../report/report.js';
import { workloadOf } from '../run.js';
import { print, say } from './say.js';

/** One window with every node of kvs and the client profiled, for each concurrency; shows where the leader spends its time. */
export async function profile(folder: string, options: BenchOptions): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const concurrency of options.concurrency) {
    const file = await profileOne(folder, options, concurrency);
    print(`${profileReport(`leader with ${concurrency} outstanding`, file)}\n`);
  }
}

/** Resolves with the leader's profile; those of the followers and of the client lie beside it. */
async function profileOne(folder: string, options: BenchOptions, concurrency: number): Promise<string> {
  const cluster = await startKvs({ ...options, profile: folder });
  let leader: string;
  try {
    ({ id: leader } = await agreedLeader(cluster));
    const client = path.join(folder, `${concurrency}-client.cpuprofile`);
    say(windowLine(await measure(cluster, workloadOf(options, concurrency), options.clients, client)));
  } finally {
    // Each node writes its profile when it ends.
    await cluster.stop();
  }
  const nameOf = (id: string): string =>
    path.join(folder, `${concurrency}-${id === leader ? 'leader' : 'follower'}-${id}.cpuprofile`);
  for (const { id } of cluster.nodes) renameSync(profileFile(folder, id), nameOf(id));
  return nameOf(leader);
}
