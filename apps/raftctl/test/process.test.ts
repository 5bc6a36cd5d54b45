import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { RaftHost } from '@lolraft/raft-core';
import { FsSnapshots } from '@lolraft/snapshot-fs';
import { RocksStorage } from '@lolraft/storage-rocksdb';
import { WsTransport } from '@lolraft/transport-ws';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { ELECTION_MS } from './support/cluster.js';
import { listApp } from './support/list-app.js';

const MAIN = fileURLToPath(new URL('../src/main.js', import.meta.url));

interface Ended {
  readonly code: number | string | null;
  readonly out: string;
  readonly err: string;
}

function raftctl(env: NodeJS.ProcessEnv, ...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { env: { ...process.env, ...env } }, (error, out, err) => {
      resolve({ code: error === null ? 0 : (error.code ?? null), out, err });
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('it listens on no port');
  return address.port;
}

describe('the process raftctl', function () {
  this.timeout(60_000);
  let folder = '';
  let directory = '';
  let address = '';
  let node: RaftHost;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lol-raftctl-'));
    directory = path.join(folder, 'n1');
    const port = await freePort();
    address = `ws://127.0.0.1:${port}`;
    node = await RaftHost.start({
      id: 'n1',
      initial: 'new',
      cluster: { name: 'raftctl', token: folder },
      members: [{ id: 'n1', address }],
      groups: { main: { app: listApp() } },
      consensus: { electionTimeoutMin: ELECTION_MS, electionTimeoutMax: ELECTION_MS + 200 },
      transport: new WsTransport({ listen: `127.0.0.1:${port}` }),
      storage: await RocksStorage.open(directory),
      snapshots: new FsSnapshots(path.join(directory, 'snapshots')),
    });
  });
  after(async () => {
    await node.close();
    await rm(folder, { recursive: true });
  });

  it('talks to a cluster over WebSockets, named by an option or the environment', async () => {
    const learner = await raftctl({}, '--endpoints', address, 'add', 'n2', 'ws://127.0.0.1:1', '--learner');
    expect([learner.code, learner.err]).to.deep.equal([0, '']);
    const { code, out } = await raftctl({ RAFTCTL_ENDPOINTS: address }, 'members', '--json');
    expect(code).to.equal(0);
    expect(JSON.parse(out)).to.have.nested.property('members[1].role', 'learner');
    const status = await raftctl({ RAFTCTL_ENDPOINTS: address }, 'status');
    expect([status.code, status.err]).to.deep.equal([1, '']);
    expect(status.out).to.match(/n2 +ws:\/\/127\.0\.0\.1:1 .*unreachable/);
    const gone = await raftctl({ RAFTCTL_ENDPOINTS: address }, 'remove', 'n2');
    expect(gone.code, gone.err).to.equal(0);
    expect((await raftctl({ RAFTCTL_ENDPOINTS: address }, 'status')).code).to.equal(0);
  });

  it('ends with 1 where it fails, and 2 where it is used wrongly, with one line that says why', async () => {
    const nobody = await raftctl({}, '--endpoints', 'ws://127.0.0.1:1', 'info');
    expect(nobody.code).to.equal(1);
    expect(nobody.err).to.match(/^raftctl: no node answers: [^\n]*\n$/);
    const json = await raftctl({}, '--endpoints', 'ws://127.0.0.1:1', 'info', '--json');
    expect(JSON.parse(json.err)).to.have.nested.property('error.code', 'UNAVAILABLE');
    for (const args of [['dance'], ['add', 'n2'], ['add', '../n2', 'x'], ['--timeout', '0', 'info']]) {
      const { code, err } = await raftctl({ RAFTCTL_ENDPOINTS: address }, ...args);
      expect(code, args.join(' ')).to.equal(2);
      expect(err, args.join(' ')).to.match(/^[^\n]+\n/);
    }
    const help = await raftctl({}, '--help');
    expect([help.code, help.err]).to.deep.equal([0, '']);
    for (const command of ['members', 'metrics', 'plan', 'tune', 'log', 'recover'])
      expect(help.out).to.contain(`  ${command} `);
  });

  it('asks nobody where there is no terminal', async () => {
    const { code, err } = await raftctl({}, 'recover', directory, '--into', path.join(folder, 'new'));
    expect(code).to.equal(2);
    expect(err).to.match(/this has to be confirmed: on a terminal, or by --yes-i-know\n$/);
    expect(await readdir(folder)).to.deep.equal(['n1']);
  });

  it('refuses the directory of a node that runs in another process, and reads it afterwards', async () => {
    const running = await raftctl({}, 'log', 'verify', directory);
    expect(running.code).to.equal(1);
    expect(running.err).to.match(/^raftctl: .* is in use/);
    await node.close();
    const stopped = await raftctl({}, 'log', 'verify', directory);
    expect([stopped.code, stopped.err]).to.deep.equal([0, '']);
    // Whoever reads it may leave early.
    const dumped = await raftctl({}, 'log', 'dump', directory);
    expect(dumped.out.split('\n').length).to.be.greaterThan(3);
  });
});
