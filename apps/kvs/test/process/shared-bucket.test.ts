import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { after, before, describe, it } from 'mocha';
import type { LocalNode } from '../../src/local-cluster/local-cluster.js';
import { LARGE_VALUE, Processes, until } from './support/processes.js';
import { withEnvironment } from './support/resources.js';

const BUCKET = 'lol-processes';
const LARGE_COUNT = 40;

/** Bytes that a process has written to all of its files and sockets; undefined where the system does not count them. */
function written({ process }: LocalNode): number | undefined {
  const file = `/proc/${String(process?.pid)}/io`;
  if (!existsSync(file)) return undefined;
  return Number(/^wchar: (\d+)$/m.exec(readFileSync(file, 'utf8'))?.[1]);
}

interface CatchUp {
  /** What the two others wrote meanwhile, to whatever it was. */
  readonly written: number | undefined;
  /** Bytes of snapshots that the two others say that they sent. */
  readonly served: number;
  /** Of the snapshot that was installed. */
  readonly size: number;
}

/** A follower is away for longer than the others keep their log, and comes back while nothing else goes on. */
async function catchUp(): Promise<CatchUp> {
  await using processes = await Processes.start();
  const { cluster, writes, folder } = processes;
  await processes.fill(LARGE_COUNT);
  const away = await processes.follower();
  await cluster.kill(away.id);
  const others = cluster.nodes.filter((node) => node !== away);
  const held = Math.max(...(await Promise.all(others.map(async (node) => (await processes.status(node)).lastIndex))));
  await writes.many(50, 5);
  for (const node of others) await processes.takeSnapshot(node);
  await until(() => others.every(({ status }) => (status?.firstIndex ?? 0) > held), 'the others have compacted');
  const logOf = ({ id }: LocalNode): string => readFileSync(path.join(folder, `${id}.log`), 'utf8');
  const counts = (): (number | undefined)[] => others.map(written);
  const begun = counts();
  await cluster.startNode(away.id);
  await until(() => (away.status?.appliedIndex ?? 0) >= writes.lastIndex, 'it has caught up', 60_000);
  const ended = counts();
  const deltas = ended.map((end, i) => (end ?? NaN) - (begun[i] ?? NaN));
  await processes.check(false);
  const size = Number(/"size":(\d+),"msg":"snapshot installed"/.exec(logOf(away))?.[1]);
  expect(size, 'it has installed the large state').to.be.above(LARGE_COUNT * LARGE_VALUE.length);
  return {
    written: begun.includes(undefined) ? undefined : deltas.reduce((sum, delta) => sum + delta),
    served: others
      .flatMap((node) => [...logOf(node).matchAll(/"bytes":(\d+),"msg":"snapshot served"/g)])
      .reduce((sum, [, bytes]) => sum + Number(bytes), 0),
    size,
  };
}

describe('a follower that was away longer than the log is kept', function () {
  this.timeout(120_000);
  const settings = { KVS_SNAPSHOT_TRAILING: '10', KVS_LOG_LEVEL: 'debug' };
  let server: FauxqsServer;

  before(async () => {
    server = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
    server.createBucket(BUCKET);
  });
  after(async () => {
    await server.stop();
  });

  it('reads the snapshot from the bucket that all share, and the leader sends none of it', async () => {
    const restore = withEnvironment({
      ...settings,
      KVS_SNAPSHOTS: `s3://${BUCKET}/prefix`,
      KVS_S3_ENDPOINT: `http://127.0.0.1:${server.port}`,
      KVS_S3_REGION: 'us-east-1',
      KVS_S3_PATH_STYLE: 'true',
      AWS_ACCESS_KEY_ID: 'testkey',
      AWS_SECRET_ACCESS_KEY: 'testsecret',
      AWS_REQUEST_CHECKSUM_CALCULATION: 'WHEN_REQUIRED',
      AWS_RESPONSE_CHECKSUM_VALIDATION: 'WHEN_REQUIRED',
    });
    try {
      const { served, size, written: sent } = await catchUp();
      expect(served).to.equal(0);
      if (sent !== undefined) expect(sent, `of a snapshot of ${size} bytes`).to.be.below(size / 4);
    } finally {
      restore();
    }
  });

  it('gets it from the leader where each node has a folder of its own', async () => {
    const restore = withEnvironment(settings);
    try {
      const { served, size, written: sent } = await catchUp();
      expect(served).to.be.at.least(size);
      if (sent !== undefined) expect(sent).to.be.at.least(size);
    } finally {
      restore();
    }
  });
});
