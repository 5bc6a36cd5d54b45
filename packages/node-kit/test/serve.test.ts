import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { jsonAnswer } from '@lolraft/service-kit';
import { RaftClient } from '@lolraft/raft-client';
import { readMetrics } from '@lolraft/raft-metrics/client';
import { createToken, formatToken } from '@lolraft/transport-kit';
import { PermissionDeniedError, UnauthenticatedError } from '@lolraft/raft-core';
import { WsClientTransport } from '@lolraft/transport-ws';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { pino } from 'pino';
import { environmentName, type NodeApp, settingsOf } from '../src/index.js';
import { findFreePorts } from '../src/local/ports.js';
import { checkSettings, serve, type Server } from '../src/node.js';
import { PLAIN } from './support/plain-app.js';

/** Says on a page who may do what, and what its own setting is. */
const paged: NodeApp<{ readonly colour: string }> = {
  ...PLAIN,
  compose: async (settings) => ({
    ...(await PLAIN.compose(settings)),
    attach: (host, http) => {
      http?.mount([
        {
          method: 'GET',
          path: '/colour',
          handle: (request) => {
            try {
              http.authorize('write', request);
            } catch (error) {
              if (error instanceof UnauthenticatedError) return jsonAnswer(error.code, 401);
              if (error instanceof PermissionDeniedError) return jsonAnswer(error.code, 403);
              throw error;
            }
            return jsonAnswer({ colour: settings.colour, node: host.id });
          },
        },
      ]);
      return () => undefined;
    },
  }),
};

describe('a node of an app', () => {
  let folder = '';
  let server: Server | undefined;
  let lines: string[] = [];
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'node-kit-'));
    lines = [];
  });
  afterEach(async () => {
    await server?.close();
    server = undefined;
    rmSync(folder, { recursive: true });
  });

  const log = pino({}, { write: (line: string) => void lines.push(line) });
  const urlOf = (): string =>
    lines.map((line) => (JSON.parse(line) as { url?: string }).url).find((url) => url !== undefined) ?? '';
  const start = async (given: Readonly<Record<string, unknown>>, app = paged): Promise<Server> => {
    const base = {
      id: 'n1',
      members: 'n1=ws://127.0.0.1:7001',
      listen: '127.0.0.1:0',
      storage: 'memory',
      httpListen: '0',
    };
    server = await serve(app, checkSettings(app, { ...base, ...given }), log, new AbortController().signal);
    return server;
  };

  it('has the settings that all have, and its own, by names of its own', () => {
    expect(settingsOf(PLAIN).map(({ key }) => key)).to.include.members(['id', 'dataDir', 'colour']);
    expect(environmentName('PLAIN', { flag: '--colour <name>' })).to.equal('PLAIN_COLOUR');
    const given = { id: 'n1', members: 'n1=ws://127.0.0.1:7001' };
    expect(checkSettings(PLAIN, given)).to.include({ colour: 'blue', clusterName: 'plain' });
    expect(() => checkSettings(PLAIN, { ...given, size: 1 })).to.throw(/plain serve --help/);
  });

  it('serves calls, health, metrics, and what the app adds', async () => {
    const { host } = await start({ colour: 'red' });
    while (host.status()[0]?.role !== 'leader') await sleep(5);
    const { value } = await host.group('main').write(Buffer.from('echo'));
    expect(Buffer.from(value).toString()).to.equal('echo');
    const url = urlOf();
    expect(await (await fetch(`${url}/colour`)).json()).to.deep.equal({ colour: 'red', node: 'n1' });
    expect((await fetch(`${url}/livez`)).status).to.equal(200);
    expect(await (await fetch(`${url}/metrics`)).text()).to.include('raft_');
  });

  it('tells its metrics to clients, from the counts of its page, and those of the app behind them', async () => {
    const shown: NodeApp<{ readonly colour: string }> = {
      ...paged,
      compose: async (settings) => {
        const metric = { name: 'plain_rows', type: 'gauge', unit: undefined, help: 'Rows.', labels: [] } as const;
        const series = [{ labels: {}, value: 7 }];
        return {
          ...(await paged.compose(settings)),
          metrics: () => [{ metrics: [metric], read: () => [{ type: metric.type, metric, series }] }],
        };
      },
    };
    const port = await findFreePorts(1);
    const address = `ws://127.0.0.1:${port}`;
    const { host } = await start({ members: `n1=${address}`, listen: `127.0.0.1:${port}` }, shown);
    while (host.status()[0]?.role !== 'leader') await sleep(5);
    for (let i = 0; i < 3; i++) await host.group('main').write(Buffer.from('x'));
    await using client = new RaftClient({ transport: new WsClientTransport(), endpoints: [address] });
    const prefixes = ['lol_raft_proposals_total', 'plain_'];
    const { families } = await readMetrics(client, { node: address, prefixes });
    expect(families.map(({ metric, series }) => [metric.name, series])).to.deep.equal([
      ['lol_raft_proposals_total', [{ labels: { group: 'main' }, value: 3 }]],
      ['plain_rows', [{ labels: {}, value: 7 }]],
    ]);
    expect(await (await fetch(`${urlOf()}/metrics`)).text()).to.match(/^lol_raft_proposals_total\{group="main"\} 3$/m);
  });

  it('holds its access policy on the routes of the app too, and follows the file', async () => {
    const file = path.join(folder, 'access.json');
    const writer = createToken('writer', 'write', Date.now() + 60_000);
    const reader = createToken('reader', 'read', Date.now() + 60_000);
    const write = (...tokens: (typeof writer)[]): void =>
      writeFileSync(file, tokens.map(({ record }) => `${formatToken(record)}\n`).join(''));
    write(writer, reader);
    await start({ accessFile: file });
    const ask = async (token?: string): Promise<number> => {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      return (await fetch(`${urlOf()}/colour`, { headers })).status;
    };
    expect(await ask()).to.equal(401);
    expect(await ask('x')).to.equal(401);
    expect(await ask(reader.token)).to.equal(403);
    expect(await ask(writer.token)).to.equal(200);
    write(reader);
    process.kill(process.pid, 'SIGHUP');
    while ((await ask(writer.token)) !== 401) await sleep(20);
    expect((await fetch(`${urlOf()}/livez`)).status).to.equal(200);
  });
});
