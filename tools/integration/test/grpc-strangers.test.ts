import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Authority } from '@lolraft/raft-testkit/certificates';
import { PROTO_FOLDER } from '@lolraft/raft-wire';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { Cluster, QUICK } from './support/cluster.js';
import { grpcMemory } from './support/grpc-memory-surroundings.js';
import { until } from './support/wait.js';

const run = promisify(execFile);
const PYTHON = '/usr/bin/python3';
const PLUGIN = '/usr/bin/grpc_python_plugin';
const CLIENT = fileURLToPath(new URL('../../test/strangers/client.py', import.meta.url));
const BUF = fileURLToPath(new URL('../../../../node_modules/.bin/buf', import.meta.url));

async function works(program: string, ...args: string[]): Promise<boolean> {
  return run(program, args).then(
    () => true,
    () => false,
  );
}

interface Seen {
  readonly refused: number;
  readonly hints: readonly string[];
  readonly leader: string;
  readonly index: number;
  readonly entries: readonly (readonly string[])[];
  readonly watched: readonly string[];
  readonly pipelined: boolean;
}

describe('a client in another language', function () {
  this.timeout(90_000);
  let folder: string;

  before(async function () {
    const there =
      existsSync(PLUGIN) && (await works('protoc', '--version')) && (await works(PYTHON, '-c', 'import grpc'));
    if (!there) {
      console.log('      skipped: needs python3-grpcio, protobuf-compiler and protobuf-compiler-grpc');
      this.skip();
    }
    folder = await mkdtemp(path.join(tmpdir(), 'lol-strangers-'));
    const proto = fileURLToPath(PROTO_FOLDER);
    const sources = (await readdir(path.join(proto, 'lol/v1'))).map((name) => `lol/v1/${name}`);
    const plugin = `--plugin=protoc-gen-grpc=${PLUGIN}`;
    await run('protoc', ['-I', proto, `--python_out=${folder}`, `--grpc_out=${folder}`, plugin, ...sources]);
  });

  after(async () => {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  it('made from the .proto files alone writes, reads and follows the leader over mutual TLS', async () => {
    const authority = new Authority('authority');
    const tls = (node: string) => ({ ...authority.issue(node), ca: authority.cert, require: 'everybody' as const });
    const file = (name: string): string => path.join(folder, name);
    const own = authority.issue('client');
    await writeFile(file('ca.pem'), authority.cert);
    await writeFile(file('client.pem'), own.cert);
    await writeFile(file('client.key'), own.key);
    await using cluster = await Cluster.start(grpcMemory({ tls }), { consensus: QUICK });
    const leader = await cluster.leader();
    const addressOf = (id: string): string => new URL(cluster.world.address(id)).host;
    const client = async (text: string, ids: readonly string[]): Promise<Seen> => {
      const files = [folder, file('ca.pem'), file('client.pem'), file('client.key')];
      // Else it would go by whatever proxy the machine is set up for.
      const env = { ...process.env, no_proxy: '127.0.0.1' };
      const { stdout } = await run(PYTHON, [CLIENT, ...files, text, ...ids.map(addressOf)], { env });
      return JSON.parse(stdout) as Seen;
    };

    // A follower first, which refuses, and knows who leads.
    const followersFirst = [...cluster.ids].sort((a, b) => Number(a === leader.id) - Number(b === leader.id));
    const first = await client('one', followersFirst);
    expect(first.refused).to.be.at.least(1);
    expect(first.hints).to.include(first.leader);
    expect(first.entries).to.have.lengthOf(3);
    for (const entries of first.entries) expect(entries).to.deep.equal(['one']);
    expect(first.watched[1]).to.equal('NODE_ROLE_LEADER');
    expect(first.pipelined).to.equal(true);

    // The leader goes while its address is still the first that is asked.
    const gone = (await cluster.leader()).id;
    await cluster.stop(gone);
    const second = await client('two', [gone, ...cluster.ids.filter((id) => id !== gone)]);
    expect(second.leader).not.to.equal(addressOf(gone));
    expect(second.index).to.be.greaterThan(first.index);
    expect(second.entries).to.have.lengthOf(2);
    for (const entries of second.entries) expect(entries).to.have.lengthOf(102);
    await cluster.agree();
  });
});

describe('buf curl', function () {
  this.timeout(60_000);

  it('lists and calls the services over reflection, with no .proto file', async function () {
    if (!(await works(BUF, '--version'))) {
      console.log('      skipped: needs @bufbuild/buf');
      this.skip();
    }
    await using cluster = await Cluster.start(grpcMemory({ reflection: true }), { nodes: ['n1'], consensus: QUICK });
    await until(() => cluster.node('n1').status().role === 'leader', 'it leads');
    const url = cluster.world.address('n1').replace('grpc:', 'http:');
    const curl = async (...args: string[]): Promise<string> =>
      (await run(BUF, ['curl', '--protocol', 'grpc', '--http2-prior-knowledge', ...args], { cwd: tmpdir() })).stdout;
    const services = (await curl('--list-services', url)).trim().split('\n');
    expect(services).to.include.members(['lol.v1.Raft', 'lol.v1.Link']);
    const call = async (method: string, request: object): Promise<Record<string, any>> =>
      JSON.parse(await curl('--data', JSON.stringify(request), `${url}/${method}`)) as Record<string, any>;
    const payload = Buffer.from('from buf').toString('base64');
    expect(await call('lol.v1.Raft/Write', { group: 'main', payload })).to.have.property('index');
    const { value } = await call('lol.v1.Raft/Query', { group: 'main', linearizable: {}, payload: '' });
    expect(JSON.parse(Buffer.from(value as string, 'base64').toString())).to.deep.equal(['from buf']);
    const { status } = await call('lol.v1.Raft/Status', { group: 'main' });
    expect(status).to.include({ id: 'n1', role: 'NODE_ROLE_LEADER' });
  });
});
