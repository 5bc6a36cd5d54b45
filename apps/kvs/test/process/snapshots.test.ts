import { LOCAL_KVS } from '../../src/local-cluster/local-kvs.js';
import { findFreePorts, NodeProcess } from '@lolraft/node-kit/local';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NodeStatus } from '@lolraft/raft-core';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { answered, Processes, until } from './support/processes.js';
import { resources, withEnvironment } from './support/resources.js';

const PROGRAM = fileURLToPath(new URL('../../src/main.js', import.meta.url));
/** Small enough for hundreds of snapshots, as every node takes them from its environment. */
const SMALL = { KVS_SNAPSHOT_ENTRIES: '40', KVS_SNAPSHOT_TRAILING: '10' };

interface Ended {
  readonly code: number | string | null;
  readonly out: string;
  readonly err: string;
}

function kvs(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, ...args], { timeout: 60_000 }, (error, out, err) => {
      resolve({ code: error === null ? 0 : (error.code ?? null), out, err });
    });
  });
}

describe('snapshots of three processes', function () {
  this.timeout(120_000);
  let restore: () => void;
  beforeEach(() => {
    restore = withEnvironment(SMALL);
  });
  afterEach(() => {
    restore();
  });

  it('a follower that was down while the leader compacted catches up by snapshot, and log and folder stay small', async () => {
    await using processes = await Processes.start();
    const { cluster } = processes;
    processes.startStream();
    await processes.more(100);
    const away = await processes.follower();
    await cluster.kill(away.id);
    const others = cluster.nodes.filter((node) => node !== away);
    const now = await Promise.all(others.map((node) => processes.status(node)));
    const last = Math.max(...now.map(({ lastIndex }) => lastIndex));
    // Both of them: either may lead when it is back.
    await until(
      () => others.every(({ status }) => (status?.firstIndex ?? 0) > last),
      'the others have compacted what it lacks',
    );
    await cluster.startNode(away.id);
    await processes.more(100);
    await processes.stopStream();
    await cluster.whenLed();
    await processes.check();
    expect(readFileSync(path.join(processes.folder, `${away.id}.log`), 'utf8')).to.include(
      '"msg":"snapshot installed"',
    );
    for (const node of cluster.nodes) {
      const short = ({ snapshotIndex, firstIndex, lastIndex }: NodeStatus): boolean =>
        snapshotIndex > 100 && lastIndex - firstIndex < 500;
      await until(() => node.status !== undefined && short(node.status), `${node.id} keeps a short log`);
      const folder = path.join(processes.folder, node.id, 'snapshots');
      await until(() => resources(folder).length <= 2, `few snapshots of ${node.id}`);
    }
  });

  it('nodes are killed again and again while they take and install snapshots: nothing acknowledged is lost', async () => {
    await using processes = await Processes.start();
    const { cluster } = processes;
    processes.startStream();
    for (let round = 0; round < 6; round++) {
      await processes.more(80);
      const victim = await (round % 2 === 0 ? processes.leader() : processes.follower());
      await cluster.kill(victim.id);
      await processes.more(120);
      await cluster.startNode(victim.id);
      await cluster.whenLed();
    }
    await processes.more(50);
    await processes.stopStream();
    await cluster.whenLed();
    await processes.check();
  });

  it('a saved snapshot is a file that a new cluster starts from', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'lol-snapshots-'));
    const started: NodeProcess[] = [];
    try {
      const file = path.join(folder, 'backup.kvs');
      {
        await using processes = await Processes.start();
        const endpoints = processes.cluster.endpoints.join();
        for (const n of [1, 2, 3]) {
          const { code } = await kvs('put', `key${n}`, `value${n}`, '--endpoints', endpoints);
          expect(code).to.equal(0);
        }
        const saved = await kvs('snapshot', 'save', file, '--endpoints', endpoints, '--json');
        expect(saved.code, saved.err).to.equal(0);
        expect(JSON.parse(saved.out)).to.include({ file }).and.to.have.property('index');
        const again = await kvs('snapshot', 'save', file, '--endpoints', endpoints);
        expect(again).to.include({ code: 2 });
        expect(again.err).to.include('--force');
        expect((await kvs('snapshot', 'save', file, '--force', '--endpoints', endpoints)).code).to.equal(0);
        expect((await kvs('snapshot', 'now', '--endpoints', endpoints)).out).to.match(
          /^ws:\S+ was asked for a snapshot\n$/,
        );
        expect((await kvs('snapshot', 'now', '--wait', '--endpoints', endpoints)).out).to.match(
          /^ws:\S+: index \d+, \d+ bytes\n$/,
        );
        const node = processes.cluster.endpoints[1] ?? '';
        const asked = await kvs('snapshot', 'now', '--node', node, '--json', '--endpoints', endpoints);
        expect(JSON.parse(asked.out)).to.deep.equal({ node, requested: true });
        const waited = await kvs('snapshot', 'now', '--wait', '--node', node, '--json', '--endpoints', endpoints);
        const { index } = JSON.parse(waited.out) as { index: number };
        expect(index).to.be.at.least(3);
        const recorded = (await answered(() => processes.client.status(node))).snapshotIndex;
        expect(recorded, 'the node has what was waited for').to.be.at.least(index);

        // Ended by hand while the node does not answer: nothing is left of it.
        const paused = await processes.follower();
        paused.process?.kill('SIGSTOP');
        const save = ['snapshot', 'save', path.join(folder, 'never.kvs'), '--node', paused.address];
        const child = spawn(process.execPath, [PROGRAM, ...save, '--endpoints', endpoints], { stdio: 'ignore' });
        const ended = once(child, 'exit');
        await until(() => readdirSync(folder).some((name) => name.startsWith('.never.kvs')), 'it has begun');
        child.kill('SIGINT');
        expect(await ended).to.deep.equal([1, null]);
        paused.process?.kill('SIGCONT');
      }
      expect(readdirSync(folder), 'no temporary file is left').to.deep.equal(['backup.kvs']);
      const info = await kvs('snapshot', 'info', file, '--json');
      expect(JSON.parse(info.out)).to.include({ group: 'main' }).and.to.have.property('keys').that.is.at.least(3);

      const first = await findFreePorts(3);
      const members = ['m1', 'm2', 'm3'].map((id, i) => `${id}=ws://127.0.0.1:${first + i}`).join();
      const serve = (id: string): Promise<NodeProcess> =>
        NodeProcess.start(
          LOCAL_KVS.program,
          [
            ...['--id', id, '--members', members, '--cluster-token', 'restored', '--restore', file],
            ...['--data-dir', path.join(folder, id)],
          ],
          path.join(folder, `${id}.log`),
        );
      for (const id of ['m1', 'm2', 'm3']) started.push(await serve(id));
      const endpoints = ['--endpoints', `ws://127.0.0.1:${first}`, '--timeout', '30000'];
      const get = await kvs('get', 'key2', ...endpoints);
      expect(get).to.include({ code: 0, out: 'value2\n' });
      expect((await kvs('put', 'key4', 'value4', ...endpoints)).code).to.equal(0);

      // Once founded, a node does not read the file any more.
      await started[2]?.stop(10_000);
      rmSync(file);
      started[2] = await serve('m3');
      const level = ['--level', 'local', '--endpoints', `ws://127.0.0.1:${first + 2}`, '--timeout', '30000'];
      expect((await kvs('get', 'key1', ...level)).out).to.equal('value1\n');
    } finally {
      for (const each of started) await each.stop(10_000);
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('says what is wrong with a file', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'lol-snapshots-'));
    try {
      const file = path.join(folder, 'nonsense');
      writeFileSync(file, 'nonsense');
      expect(await kvs('snapshot', 'info', file)).to.include({ code: 1, err: 'kvs: this is no snapshot of lol\n' });
      expect((await kvs('snapshot', 'info', path.join(folder, 'nothing'))).err).to.include('cannot be read');
      const port = await findFreePorts(1);
      const args = ['--id', 'n1', '--members', `n1=ws://127.0.0.1:${port}`, '--data-dir', path.join(folder, 'n1')];
      const refused = await kvs('serve', ...args, '--restore', file, '--log-level', 'silent');
      expect(refused).to.include({ code: 1, err: 'kvs: this is no snapshot of lol\n' });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
