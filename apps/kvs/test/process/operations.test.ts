import { LOCAL_KVS } from '../../src/local-cluster/local-kvs.js';
import { findFreePorts, NodeProcess } from '@lolraft/node-kit/local';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Authority } from '@lolraft/raft-testkit/certificates';
import { askHealth } from '@lolraft/service-kit';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { until } from './support/processes.js';

const PROGRAM = fileURLToPath(new URL('../../../bin/kvs.mjs', import.meta.url));

describe('a process of kvs serve, to those who run it', () => {
  let folder = '';
  let node: NodeProcess | undefined;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'lol-operations-'));
  });
  afterEach(async () => {
    await node?.stop(10_000);
    rmSync(folder, { recursive: true, force: true });
  });

  const start = async (scheme: string, http: number, more: readonly string[]): Promise<void> => {
    const members = `n1=${scheme}://127.0.0.1:${await findFreePorts(1)}`;
    const args = [
      '--id',
      'n1',
      '--members',
      members,
      '--data-dir',
      path.join(folder, 'n1'),
      '--http-listen',
      String(http),
    ];
    node = await NodeProcess.start(LOCAL_KVS.program, [...args, ...more], path.join(folder, 'log'));
  };
  const log = (): string => readFileSync(path.join(folder, 'log'), 'utf8');
  const isReady = (url: string, tls = {}): Promise<boolean> =>
    askHealth({ url, endpoint: 'readyz', timeout: 5_000, tls }).then(
      ({ isPassed }) => isPassed,
      () => false,
    );

  it('serves health and metrics, says that it drains, goes on meanwhile, and ends with 0', async () => {
    const http = await findFreePorts(1);
    const url = `http://127.0.0.1:${http}`;
    await start('ws', http, ['--drain-delay', '600000', '--log-level', 'warn']);
    await until(() => isReady(url), 'it is ready');
    expect(await (await fetch(`${url}/metrics`)).text())
      .to.match(/^lol_raft_has_leader\{group="main"\} 1$/m)
      .and.to.match(/^process_start_time_seconds /m);
    expect(log()).to.equal('');
    node?.kill('SIGUSR2');
    await until(() => log().includes('"logLevel":"debug"'), 'the level changes');
    node?.kill('SIGTERM');
    await until(async () => !(await isReady(url)), 'it is not ready any more');
    const { report } = await askHealth({ url, endpoint: 'readyz', timeout: 5_000 });
    expect(report).to.contain('[-]shutdown failed').and.contain('[+]group/main/leader ok');
    expect((await fetch(`${url}/livez`)).status).to.equal(200);
    // Ten minutes of delay: the second signal cuts it short.
    node?.kill('SIGTERM');
    expect(await node?.exited).to.deep.equal({ code: 4, signal: null });
    expect(log()).to.contain('"msg":"ended at once"');
  });

  it('over TLS answers those alone who show a certificate, and kvs health does', async () => {
    const authority = new Authority('ours');
    const own = authority.issue('n1');
    const file = (name: string, content: string): string => {
      writeFileSync(path.join(folder, name), content);
      return path.join(folder, name);
    };
    const [cert, key, ca] = [file('cert', own.cert), file('key', own.key), file('ca', authority.cert)];
    const http = await findFreePorts(1);
    const url = `https://127.0.0.1:${http}`;
    await start('wss', http, ['--http-tls', 'mutual', '--tls-cert', cert, '--tls-key', key, '--tls-ca', ca]);
    const tls = { ...own, ca: authority.cert };
    await until(() => isReady(url, tls), 'it is ready');
    expect(await isReady(url, { ca: authority.cert })).to.equal(false);
    const env = { ...process.env, KVS_HTTP_LISTEN: String(http), KVS_HTTP_TLS: 'mutual', KVS_TLS_CA: ca };
    const health = (more: object): number | null =>
      spawnSync(process.execPath, [PROGRAM, 'health'], { env: { ...env, ...more }, stdio: 'ignore' }).status;
    expect(health({ KVS_TLS_CERT: cert, KVS_TLS_KEY: key })).to.equal(0);
    expect(health({})).to.equal(1);
    expect((await node?.stop(20_000))?.code).to.equal(0);
    expect(log()).to.contain('"signal":"SIGTERM","msg":"closing"');
  });

  it('is alive and not ready while it looks for its cluster, and ends with 0 then too', async () => {
    const [http, port, nobody] = [await findFreePorts(1), await findFreePorts(1), await findFreePorts(1)];
    const args = ['--id', 'n4', '--listen', `127.0.0.1:${port}`, '--join', `ws://127.0.0.1:${nobody}`];
    const more = ['--data-dir', path.join(folder, 'n4'), '--http-listen', String(http)];
    const child = spawn(process.execPath, [PROGRAM, 'serve', ...args, ...more], { stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    try {
      const url = `http://127.0.0.1:${http}`;
      await until(
        () =>
          fetch(`${url}/livez`).then(
            ({ ok }) => ok,
            () => false,
          ),
        'it is alive',
      );
      const { isPassed, report } = await askHealth({ url, endpoint: 'readyz', timeout: 5_000 });
      expect(isPassed).to.equal(false);
      expect(report).to.contain('[-]started failed: the node has not started yet');
      child.kill('SIGTERM');
      expect(await ended).to.equal(0);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
