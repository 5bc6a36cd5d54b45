// The client: a process of its own, so that its CPU is its own.
import { EtcdClient } from '../etcd/etcd-client.js';
import { KvsBenchClient } from '../kvs/kvs-client.js';
import type { BenchClient } from '../load/client.js';
import { closedLoop } from '../load/closed-loop.js';
import type { Job, WorkerMessage } from './job.js';

const MICROSECONDS = 1e6;

function tell(message: WorkerMessage): void {
  process.send?.(message);
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / MICROSECONDS;
}

async function open({ target, addresses, connections }: Job): Promise<BenchClient> {
  if (target === 'kvs') return new KvsBenchClient(addresses, connections);
  return EtcdClient.open(addresses[0] as string, connections);
}

async function run(job: Job): Promise<void> {
  const client = await open(job);
  try {
    let begun = 0;
    let cpu = 0;
    const result = await closedLoop(client, job.workload, {
      onBegin: () => {
        begun = cpuSeconds();
        tell({ type: 'begin' });
      },
      onEnd: () => {
        cpu = cpuSeconds() - begun;
        tell({ type: 'end' });
      },
    });
    tell({ type: 'result', result, cpu, rss: process.memoryUsage.rss() });
  } finally {
    await client.close();
  }
}

// Also where the one that asked has died.
process.once('disconnect', () => process.exit());
process.once('message', (job: Job) => {
  run(job)
    .catch((error: unknown) => {
      tell({ type: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    })
    .finally(() => {
      process.disconnect();
    });
});
