import { mkdirSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { put } from '../../src/local-cluster/store-calls.js';
import { Processes } from './support/processes.js';
import { SingleNode } from './support/serve.js';

describe('kvs serve and its directory', function () {
  this.timeout(60_000);

  it('a wiped directory of a voter is refused, with what to do; the others go on', async () => {
    await using processes = await Processes.start();
    const { cluster, writes } = processes;
    await writes.many(20, 1);
    const victim = await processes.follower();
    await cluster.kill(victim.id);
    rmSync(path.join(processes.folder, victim.id), { recursive: true });
    await cluster.startNode(victim.id);
    const { process } = cluster.node(victim.id);
    expect(await process?.exited).to.deep.equal({ code: 1, signal: null });
    const said = process?.logTail(1)[0];
    expect(said).to.match(/^kvs: the cluster knows another data directory under the id/);
    expect(said).to.include('membership change');
    await writes.many(20, 1);
    expect(writes.acknowledged).to.equal(40);
  });

  it('a directory that another process has open', async () => {
    await using node = await SingleNode.create();
    await node.start();
    const { code, stderr } = await node.failToStart();
    expect(code).to.equal(1);
    expect(stderr).to.match(/^kvs: .*(in use|open|locked)/);
    expect(stderr).to.include(node.dataDir);
    // And the one that has it is not harmed.
    await put(node.client, 'still', 'here');
  });

  it('a directory of another node, and of another cluster', async () => {
    await using node = await SingleNode.create();
    await node.start();
    await put(node.client, 'key', 'value');
    await node.stop();
    const otherNode = await node.failToStart({ id: 'n2' });
    expect(otherNode.code).to.equal(1);
    expect(otherNode.stderr).to.match(/^kvs: the data directory belongs to node n1, not to n2/);
    const otherCluster = await node.failToStart({ token: 'green' });
    expect(otherCluster.code).to.equal(1);
    expect(otherCluster.stderr).to.match(/^kvs: the data directory belongs to cluster [0-9a-f]{32}, but/);
    await node.start();
    await put(node.client, 'key', 'again');
  });

  it('a directory that holds something else', async () => {
    await using node = await SingleNode.create();
    const dataDir = path.join(node.folder, 'photos');
    mkdirSync(dataDir);
    writeFileSync(path.join(dataDir, 'holiday.jpg'), 'not ours');
    const { code, stderr } = await node.failToStart({ dataDir });
    expect(code).to.equal(1);
    expect(stderr)
      .to.match(/^kvs: /)
      .and.include(dataDir);
    expect(readdirSync(dataDir), 'untouched').to.deep.equal(['holiday.jpg']);
  });

  it('a damaged directory: never less than was acknowledged', async () => {
    await using node = await SingleNode.create();
    await node.start();
    for (let i = 0; i < 50; i++) await put(node.client, `key${i}`, 'value');
    await node.stop();
    damage(node.dataDir);
    const { code, stderr } = await node.failToStart();
    expect(code).to.equal(1);
    expect(stderr).to.match(/^kvs: .*(has lost what it acknowledged|is damaged)/);
  });
});

/** Cuts the largest file of RocksDB in two: its log of what is not in a table yet. */
function damage(dataDir: string): void {
  const files = readdirSync(dataDir, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(log|sst)$/.test(name))
    .map((name) => path.join(dataDir, name))
    .sort((a, b) => statSync(b).size - statSync(a).size);
  const [largest] = files;
  if (largest === undefined) throw new Error('there is nothing to damage');
  truncateSync(largest, Math.floor(statSync(largest).size / 2));
}
