import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { FsSnapshots } from '@lolraft/snapshot-fs';
import { S3Snapshots } from '@lolraft/snapshot-s3';
import { expect } from 'chai';
import { startFauxqs, type FauxqsServer } from 'fauxqs';
import { after, before, describe, it } from 'mocha';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Cluster, type ClusterOptions, type Running } from './support/cluster.js';
import { bytes } from './support/journal.js';
import { memory } from './support/memory-surroundings.js';
import { ends, until } from './support/wait.js';

/** Each takes a dozen requests to the bucket; a run of all tests has no time for more. */
const IN_BUCKET = Number(process.env['LOL_SNAPSHOTS'] ?? 150);
const IN_FOLDER = 1_000;

const SMALL: ClusterOptions['compaction'] = { entries: 40, growth: 0, trailingEntries: 0, retryMin: 50, retryMax: 200 };
const REAL = process.env['LOL_S3_ENDPOINT'];

async function fill(cluster: Cluster, count: number, prefix = 'w'): Promise<void> {
  for (let done = 0; done < count; done += 20) {
    const leader = await cluster.leader();
    const some = Array.from({ length: 20 }, (_, i) => bytes(`${prefix}${done + i}`));
    await ends(Promise.all(some.map((each) => leader.group().write(each))), 'writes');
  }
}

describe('clusters that share a bucket', function () {
  this.timeout(240_000);
  let server: FauxqsServer | undefined;
  let bucket = '';
  const config = () => ({
    endpoint: REAL ?? `http://127.0.0.1:${server?.port ?? 0}`,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: {
      accessKeyId: process.env['LOL_S3_KEY'] ?? 'testkey',
      secretAccessKey: process.env['LOL_S3_SECRET'] ?? 'testsecret',
    },
    requestChecksumCalculation: 'WHEN_REQUIRED' as const,
    responseChecksumValidation: 'WHEN_REQUIRED' as const,
  });
  const store = (): S3Snapshots => new S3Snapshots({ bucket, prefix: 'shared', client: config() });

  before(async () => {
    if (REAL === undefined) server = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
    bucket = `lol-cluster-${process.pid}-${Date.now().toString(36)}`;
    const client = new S3Client(config());
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    client.destroy();
  });
  after(async () => {
    await server?.stop();
  });

  async function keys(): Promise<string[]> {
    const client = new S3Client(config());
    try {
      const { Contents } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
      return (Contents ?? []).map(({ Key }) => Key ?? '');
    } finally {
      client.destroy();
    }
  }

  it('a follower reads the bucket itself, the leader sends no byte, and no cluster touches what is the other one', async () => {
    await using blue = await Cluster.start(memory, { snapshots: store, compaction: SMALL, token: 'blue' });
    await using green = await Cluster.start(memory, { snapshots: store, compaction: SMALL, token: 'green' });
    const leader = await blue.leader();
    const [away] = blue.followersOf(leader) as [Running];
    await blue.stop(away.id);
    await Promise.all([fill(blue, 200), fill(green, 200, 'g')]);
    await until(() => leader.status().firstIndex > 100, 'the leader has compacted');
    let served = 0;
    leader.host.events.on('snapshotServed', (event) => (served += event.bytes));
    const back = await blue.start(away.id);
    let installed = 0;
    back.host.events.on('snapshotInstalled', ({ index }) => (installed = index));
    expect(await blue.agree()).to.have.length(200);
    expect(installed).to.be.above(100);
    expect(served, 'bytes that the leader sent').to.equal(0);
    expect(await green.agree()).to.have.length(200);
    for (const cluster of [blue, green])
      for (const node of cluster.running) await until(() => node.status().snapshot.activity === 'idle', 'rest');
    // One for each of six nodes, and at most one more each that is pinned or about to be deleted.
    await until(async () => (await keys()).length <= 12, 'a bucket with little in it');
    const clusters = new Set((await keys()).map((key) => key.split('/')[1]));
    expect(clusters).to.deep.equal(new Set([blue.running[0]?.host.clusterId, green.running[0]?.host.clusterId]));
  });

  it(`${IN_BUCKET} snapshots leave no more in the bucket than one, at any time`, async () => {
    const compaction = { ...SMALL, entries: Infinity };
    await using cluster = await Cluster.start(memory, {
      nodes: ['n1'],
      snapshots: store,
      compaction,
      token: 'thousand',
    });
    const leader = await cluster.leader();
    const { clusterId } = leader.host;
    const own = async (): Promise<string[]> => (await keys()).filter((key) => key.includes(clusterId));
    let most = 0;
    await takeMany(leader, IN_BUCKET, async (n) => {
      if (n % 50 === 0) most = Math.max(most, (await own()).length);
    });
    // The one that is recorded, the one before it, which is about to go, and one whose deletion was put off.
    expect(most).to.be.below(4);
    await until(async () => (await own()).length === 1, 'one object is left');
  });
});

/** One after the other, each of a state that has changed. */
async function takeMany(
  leader: Running,
  count: number,
  look: (n: number) => Promise<void> = async () => undefined,
): Promise<void> {
  for (let n = 0; n < count; n++) {
    await ends(leader.group().write(bytes(`${n}`)), `write ${n}`);
    await ends(leader.group().takeSnapshot(), `snapshot ${n}`);
    await look(n);
  }
}

describe(`${IN_FOLDER} snapshots`, function () {
  this.timeout(120_000);

  it('leave no more in the folder than one', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'lol-thousand-'));
    try {
      const snapshots = (node: string): FsSnapshots => new FsSnapshots(path.join(folder, node), { reserveBytes: 0 });
      const compaction = { ...SMALL, entries: Infinity };
      await using cluster = await Cluster.start(memory, { nodes: ['n1'], snapshots, compaction });
      const leader = await cluster.leader();
      await takeMany(leader, IN_FOLDER);
      const files = async (): Promise<string[]> =>
        (await readdir(path.join(folder, 'n1'), { recursive: true, withFileTypes: true }))
          .filter((entry) => entry.isFile())
          .map(({ name }) => name);
      await until(async () => (await files()).length === 1, 'one file is left');
      expect(leader.status().lastIndex - leader.status().firstIndex).to.be.below(10);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
