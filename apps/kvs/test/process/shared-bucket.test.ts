import { type LocalNode } from '@lolraft/node-kit/local';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { withBucket } from './support/bucket.js';
import { LARGE_VALUE, Processes, until } from './support/processes.js';
import { bytesServed, bytesWritten, withEnvironment } from './support/resources.js';

const LARGE_COUNT = 40;

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
  const counts = (): (number | undefined)[] => others.map(({ process }) => bytesWritten(process?.pid));
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
    served: others.reduce((sum, node) => sum + bytesServed(logOf(node)), 0),
    size,
  };
}

describe('a follower that was away longer than the log is kept', function () {
  this.timeout(120_000);
  const settings = { KVS_SNAPSHOT_TRAILING: '10', KVS_LOG_LEVEL: 'debug' };
  it('reads the snapshot from the bucket that all share, and the leader sends none of it', async () => {
    const restore = withEnvironment(settings);
    try {
      const { served, size, written: sent } = await withBucket(catchUp);
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
