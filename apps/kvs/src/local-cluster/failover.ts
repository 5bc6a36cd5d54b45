// npm run failover -w apps/kvs -- --times 20: kills the leader again and again under a stream of writes, and measures how
// long no write is acknowledged.
import { LOCAL_KVS } from './local-kvs.js';
import { LocalCluster, LocalFailure, seconds } from '@lolraft/node-kit/local';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RaftClient } from '@lolraft/raft-client';
import { Command, InvalidArgumentError } from 'commander';
import { NumberedWrites } from './numbered-writes.js';
import { readNode } from './store-calls.js';

const PLAN = {
  data: undefined,
  nodes: 3,
  basePort: undefined,
  storage: undefined,
  demo: false,
  writes: 0,
  keep: false,
};
/** Acknowledged writes between two kills. */
const BETWEEN = 50;

/** One kill; resolves with the milliseconds until the next acknowledged write. */
async function failOver(cluster: LocalCluster, writes: NumberedWrites): Promise<{ id: string; took: number }> {
  const { leader } = cluster;
  if (leader === undefined) throw new LocalFailure('no node leads');
  await writes.many(BETWEEN, 1);
  const begun = performance.now();
  leader.process?.kill('SIGKILL');
  await writes.untilServed();
  const took = performance.now() - begun;
  await leader.process?.exited;
  await cluster.startNode(leader.id);
  await cluster.whenLed();
  await readNode(cluster.transport, leader.address, writes.lastIndex);
  return { id: leader.id, took };
}

async function run(times: number): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'lol-failover-'));
  const cluster = await LocalCluster.open(LOCAL_KVS, folder, PLAN, {
    onStatus: () => undefined,
    onExit: () => undefined,
  });
  const client = new RaftClient({ transport: cluster.transport, endpoints: cluster.endpoints, timeout: 30_000 });
  try {
    await cluster.start();
    const writes = new NumberedWrites(client);
    const taken: number[] = [];
    for (let n = 1; n <= times; n++) {
      const { id, took } = await failOver(cluster, writes);
      taken.push(took);
      console.log(`${String(n).padStart(3)}  ${id} killed, the next write was acknowledged after ${seconds(took)}`);
    }
    for (const { id, address } of cluster.nodes) {
      const problem = writes.problemWith(await readNode(cluster.transport, address, writes.lastIndex));
      if (problem !== undefined) throw new LocalFailure(`${id}: ${problem}`);
    }
    taken.sort((a, b) => a - b);
    const median = taken[Math.floor(taken.length / 2)] ?? 0;
    console.log(
      `median ${seconds(median)}, largest ${seconds(taken.at(-1) ?? 0)}, of ${times}; every acknowledged write is on every node`,
    );
  } finally {
    await client.close();
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const command = new Command('failover').option(
  '--times <count>',
  'how often the leader is killed',
  (text) => {
    const value = Number(text);
    if (Number.isSafeInteger(value) && value > 0) return value;
    throw new InvalidArgumentError('It is a whole number above 0.');
  },
  20,
);
await run(command.parse().opts<{ times: number }>().times);
