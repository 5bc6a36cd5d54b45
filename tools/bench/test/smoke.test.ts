import { expect } from 'chai';
import { agreedLeader, type Cluster } from '../src/cluster/cluster.js';
import { etcdVersion, startEtcd } from '../src/etcd/etcd-cluster.js';
import { handOver } from '../src/handover/hand-over.js';
import { startKvs } from '../src/kvs/kvs-cluster.js';
import type { Workload } from '../src/load/workload.js';
import { measure } from '../src/measure.js';

const WORKLOAD: Workload = {
  concurrency: 16,
  valueBytes: 64,
  reads: 0.5,
  readLevel: 'linearizable',
  keys: 100,
  warmup: 100,
  duration: 500,
};

async function withCluster(start: Promise<Cluster>, use: (cluster: Cluster) => Promise<void>): Promise<void> {
  const cluster = await start;
  try {
    await use(cluster);
  } finally {
    await cluster.stop();
  }
}

/** A process that has ended may still be there to be waited for, but has no memory. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function smoke(cluster: Cluster): Promise<void> {
  const leader = await agreedLeader(cluster);
  expect(cluster.nodes).to.include(leader).and.to.have.length(3);
  const measurement = await measure(cluster, WORKLOAD, undefined);
  expect(measurement.errors).to.deep.equal({});
  expect(measurement.operations).to.be.greaterThan(0);
  expect(measurement.latency.p50).to.be.greaterThan(0);
  expect(measurement.client.cpu).to.be.greaterThan(0);
  expect(measurement.followers).to.have.length(2);
}

describe('a short run', function () {
  this.timeout(120_000);

  it('measures kvs, and leaves no process behind', async () => {
    let pids: number[] = [];
    await withCluster(startKvs({ data: undefined, profile: undefined, memory: true }), async (cluster) => {
      pids = cluster.nodes.map(({ pid }) => pid);
      expect(pids.every(isAlive)).to.equal(true);
      await smoke(cluster);
    });
    expect(pids.some(isAlive)).to.equal(false);
  });

  it('measures a leader that hands over, and one that is ended', async () => {
    const cluster = await startKvs({ data: undefined, profile: undefined, memory: false });
    try {
      const first = await agreedLeader(cluster);
      expect((await handOver(cluster, 'transfer')).served).to.be.above(0);
      const second = await agreedLeader(cluster);
      expect(second).not.to.equal(first);
      const { served, pause } = await handOver(cluster, 'SIGTERM');
      expect(Math.min(served, pause)).to.be.above(0);
    } finally {
      await cluster.stop();
    }
  });

  it('measures etcd, where it is installed', async function () {
    if (etcdVersion() === undefined) this.skip();
    await withCluster(startEtcd(undefined), smoke);
  });
});
