import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { agreedLeader, type Cluster, type ClusterNode } from './cluster/cluster.js';
import { profilingFlags } from './profile/flags.js';
import { machineBusy, processUsage, type ProcessUsage } from './cluster/usage.js';
import type { LatencySummary } from './load/latencies.js';
import type { Workload } from './load/workload.js';
import type { TargetName } from './options.js';
import type { Job, WorkerMessage } from './worker/job.js';

/** What one process used within a window; undefined where the system does not tell. */
export interface Used {
  /** Seconds of CPU. */
  readonly cpu: number | undefined;
  /** Bytes of resident memory at the end. */
  readonly rss: number | undefined;
}

/** One window of load on one cluster. */
export interface Measurement {
  readonly target: TargetName;
  readonly concurrency: number;
  /** Milliseconds. */
  readonly elapsed: number;
  readonly operations: number;
  /** Operations per second. */
  readonly throughput: number;
  readonly latency: LatencySummary;
  readonly errors: Readonly<Record<string, number>>;
  readonly leader: Used;
  readonly followers: readonly Used[];
  readonly client: Used;
  /** CPUs that others on this machine kept busy meanwhile: what makes a result doubtful. */
  readonly others: number | undefined;
}

const WORKER = fileURLToPath(new URL('worker/main.js', import.meta.url));

const WORKER_END_MS = 5_000;

/** What suits each: kvs sends one frame a turn on a connection; etcd works on its connections in parallel. */
const CONNECTIONS: Readonly<Record<TargetName, number>> = { kvs: 1, etcd: 8 };

/** Puts the load on the leader, from a process of its own, which leaves a CPU profile as `profile` where that is given. */
export async function measure(
  cluster: Cluster,
  workload: Workload,
  connections: number | undefined,
  profile?: string,
): Promise<Measurement> {
  const leader = await agreedLeader(cluster);
  const followers = cluster.nodes.filter((node) => node !== leader);
  const before = new Map<ClusterNode, ProcessUsage | undefined>();
  const after = new Map<ClusterNode, ProcessUsage | undefined>();
  const busy: (number | undefined)[] = [];
  const look = (into: Map<ClusterNode, ProcessUsage | undefined>): void => {
    for (const node of cluster.nodes) into.set(node, processUsage(node.pid));
    busy.push(machineBusy());
  };
  const job: Job = {
    target: cluster.target,
    addresses: [leader, ...followers].map(({ address }) => address),
    connections: Math.min(workload.concurrency, connections ?? CONNECTIONS[cluster.target]),
    workload,
  };
  const { result, cpu, rss } = await runWorker(job, profile, {
    begin: () => {
      look(before);
    },
    end: () => {
      look(after);
    },
  });
  const used = (node: ClusterNode): Used => {
    const [from, to] = [before.get(node), after.get(node)];
    return { cpu: from && to && to.cpu - from.cpu, rss: to?.rss };
  };
  const own = [leader, ...followers].map((node) => used(node).cpu ?? 0).reduce((a, b) => a + b, cpu);
  const [from, to] = busy;
  return {
    target: cluster.target,
    concurrency: workload.concurrency,
    elapsed: result.elapsed,
    operations: result.operations,
    throughput: (result.operations * 1000) / result.elapsed,
    latency: result.latency,
    errors: result.errors,
    leader: used(leader),
    followers: followers.map(used),
    client: { cpu, rss },
    others:
      from === undefined || to === undefined ? undefined : Math.max(0, ((to - from - own) * 1000) / result.elapsed),
  };
}

async function runWorker(
  job: Job,
  profile: string | undefined,
  on: Readonly<Record<'begin' | 'end', () => void>>,
): Promise<Extract<WorkerMessage, { type: 'result' }>> {
  const worker = fork(WORKER, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [...process.execArgv, ...(profile === undefined ? [] : profilingFlags(profile))],
  });
  const exited = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      resolve();
    });
    worker.once('error', () => {
      resolve();
    });
  });
  try {
    return await new Promise((resolve, reject) => {
      worker.once('error', reject);
      worker.once('exit', (code, signal) => {
        reject(new Error(`the client ended (${signal ?? String(code)}) without a result`));
      });
      worker.on('message', (message: WorkerMessage) => {
        if (message.type === 'result') resolve(message);
        else if (message.type === 'failed') reject(new Error(`the client failed: ${message.message}`));
        else on[message.type]();
      });
      worker.send(job);
    });
  } finally {
    // It ends by itself once it has told its result.
    const timer = setTimeout(() => worker.kill('SIGKILL'), WORKER_END_MS);
    await exited;
    clearTimeout(timer);
  }
}
