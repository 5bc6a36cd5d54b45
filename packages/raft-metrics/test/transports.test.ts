import { credentials, loadPackageDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { RaftClient } from '@lolraft/raft-client';
import { type ClientTransport, RaftError, RaftHost, type Transport } from '@lolraft/raft-core';
import { MemoryNetwork } from '@lolraft/raft-testkit';
import { MemoryStorage } from '@lolraft/storage-memory';
import { GrpcClientTransport, GrpcTransport } from '@lolraft/transport-grpc';
import { type AccessPolicy, createToken, WsClientTransport, WsTransport } from '@lolraft/transport-ws';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type MetricsSample, readMetrics, watchMetrics } from '../src/client/index.js';
import { METRICS_PROTO, METRICS_SERVICE, MetricsService } from '../src/service/index.js';
import { CountingApp, payload } from './support/cluster.js';
import { freePorts } from './support/free-ports.js';
import { until } from './support/wait.js';

const folder = fileURLToPath(METRICS_PROTO.folder);

interface End {
  readonly address: string;
  readonly transport: Transport;
  readonly client: () => ClientTransport;
}

interface Kind {
  readonly name: string;
  end(port: number, access: AccessPolicy | undefined): End;
}

const KINDS: readonly Kind[] = [
  {
    name: 'memory',
    end: () => {
      const network = new MemoryNetwork();
      return { address: 'mem:n1', transport: network.transport('mem:n1'), client: () => network.client() };
    },
  },
  {
    name: 'WebSockets',
    end: (port, access) => ({
      address: `ws://127.0.0.1:${port}`,
      transport: new WsTransport({ listen: port, ...(access === undefined ? {} : { access }) }),
      client: () => new WsClientTransport(),
    }),
  },
  {
    name: 'gRPC',
    end: (port, access) => ({
      address: `grpc://127.0.0.1:${port}`,
      transport: new GrpcTransport({ listen: `127.0.0.1:${port}`, ...(access === undefined ? {} : { access }) }),
      client: () => new GrpcClientTransport(),
    }),
  },
];

interface Site extends AsyncDisposable {
  readonly host: RaftHost;
  readonly service: MetricsService;
  readonly address: string;
  client(token?: string): RaftClient;
}

/** One node that leads itself, with the service mounted. */
async function start(kind: Kind, access?: AccessPolicy): Promise<Site> {
  const [port = 0] = await freePorts(1);
  const { address, transport, client } = kind.end(port, access);
  let service: MetricsService | undefined;
  const host = await RaftHost.start({
    id: 'n1',
    cluster: { name: 'metrics', token: kind.name },
    initial: 'new',
    members: [{ id: 'n1', address }],
    groups: { main: { app: new CountingApp() } },
    transport,
    storage: new MemoryStorage(),
    services: (one) => {
      service = new MetricsService(one, {});
      return [service.mounted];
    },
  });
  if (service === undefined) throw new Error('nothing was mounted');
  await until('it leads', () => host.group('main').status().role === 'leader');
  const clients: RaftClient[] = [];
  return {
    host,
    service,
    address,
    client(token) {
      const options = token === undefined ? {} : { credential: token };
      const made = new RaftClient({ transport: client(), endpoints: [address], ...options });
      clients.push(made);
      return made;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(clients.map((made) => made.close()));
      await host.close();
    },
  };
}

function valueOf({ families }: MetricsSample, name: string): unknown {
  const family = families.find(({ metric }) => metric.name === name);
  return family?.type === 'histogram' ? family.series.map(({ counts }) => counts) : family?.series;
}

async function failureOf(promise: Promise<unknown>): Promise<RaftError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof RaftError) return error;
    throw error;
  }
  throw new Error('it ended well');
}

describe('metrics over any transport', function () {
  this.timeout(60_000);

  for (const kind of KINDS)
    it(`${kind.name}: are read and watched, and end with the node`, async () => {
      await using site = await start(kind);
      const { host, service, address } = site;
      const client = site.client();
      for (let i = 0; i < 3; i++) await host.group('main').write(payload);
      const prefixes = ['lol_raft_proposals_total', 'lol_raft_term', 'lol_raft_write_duration_seconds'];
      const sample = await readMetrics(client, { prefixes });
      expect(sample.node).to.equal('n1');
      expect(sample.catalogue.map(({ name }) => name)).to.have.members(prefixes);
      expect(valueOf(sample, 'lol_raft_proposals_total')).to.deep.equal([{ labels: { group: 'main' }, value: 3 }]);
      const [counts = []] = valueOf(sample, 'lol_raft_write_duration_seconds') as number[][];
      expect(counts.reduce((a, b) => a + b, 0)).to.equal(3);
      // Everything, as a node has it by itself.
      const all = await readMetrics(client, { node: address });
      expect(all.families.length).to.be.above(25);
      expect(all.catalogue.length).to.be.above(all.families.length);

      const stream = watchMetrics(client, { node: address, interval: 100, prefixes });
      const first = (await stream.next()).value as MetricsSample;
      expect(valueOf(first, 'lol_raft_proposals_total')).to.deep.equal([{ labels: { group: 'main' }, value: 3 }]);
      await host.group('main').write(payload);
      const second = (await stream.next()).value as MetricsSample;
      expect(valueOf(second, 'lol_raft_proposals_total')).to.deep.equal([{ labels: { group: 'main' }, value: 4 }]);
      expect(second.catalogue).to.deep.equal(first.catalogue);
      expect(second.elapsed - first.elapsed).to.be.at.least(99);
      await stream.return();
      await until('it is given back', () => service.watchers === 0);

      for (const [options, code] of [
        [{ interval: 5 }, 'INVALID_ARGUMENT'],
        [{ prefixes: [''] }, 'INVALID_ARGUMENT'],
        [{ groups: ['nowhere'] }, 'GROUP_NOT_FOUND'],
      ] as const) {
        const refused = await failureOf(watchMetrics(client, { node: address, ...options }).next());
        expect(refused, JSON.stringify(options)).to.include({ code, outcome: 'not_applied', retryable: false });
      }

      const last = watchMetrics(client, { node: address, interval: 3_600_000 });
      await last.next();
      const end = failureOf(last.next());
      await until('it waits', () => service.watchers === 1);
      await host.close();
      expect((await end).code).to.be.oneOf(['CLOSED', 'UNAVAILABLE']);
      expect(service.watchers).to.equal(0);
    });

  for (const kind of KINDS.filter(({ name }) => name !== 'memory'))
    it(`${kind.name}: are for callers who may read`, async () => {
      const reader = createToken('reader', 'read', Date.now() + 60_000);
      const access = { tokens: [reader.record], certificates: [], anonymous: undefined };
      await using site = await start(kind, access);
      const { address: node } = site;
      const nobody = site.client();
      expect(await failureOf(readMetrics(nobody, { node }))).to.include({ code: 'UNAUTHENTICATED' });
      expect(await failureOf(watchMetrics(nobody, { node }).next())).to.include({ code: 'UNAUTHENTICATED' });
      expect(site.service.watchers).to.equal(0);
      const somebody = site.client(reader.token);
      expect((await readMetrics(somebody, { node })).node).to.equal('n1');
      expect(((await watchMetrics(somebody, { node }).next()).value as MetricsSample).node).to.equal('n1');
    });

  it('gRPC: a stranger finds the service by reflection, and watches it with nothing of ours but the .proto', async () => {
    const kind = KINDS.find(({ name }) => name === 'gRPC');
    if (kind === undefined) throw new Error('there is no gRPC');
    await using site = await start(kind);
    const target = site.address.replace('grpc://', '');
    const load = (file: string, ...folders: string[]): any =>
      loadPackageDefinition(
        loadSync(file, { includeDirs: folders, longs: Number, enums: String, oneofs: true, arrays: true }),
      );

    const root = path.dirname(createRequire(import.meta.url).resolve('@grpc/reflection/package.json'));
    const { grpc } = load('grpc/reflection/v1/reflection.proto', path.join(root, 'build/proto'));
    const reflection = new grpc.reflection.v1.ServerReflection(target, credentials.createInsecure());
    const asked = reflection.serverReflectionInfo();
    const answers: any[] = [];
    asked.on('data', (answer: unknown) => answers.push(answer));
    asked.on('error', () => undefined);
    asked.write({ listServices: '' });
    asked.write({ fileContainingSymbol: METRICS_SERVICE });
    await until('all is answered', () => answers.length === 2);
    asked.end();
    reflection.close();
    expect(answers[0].listServicesResponse.service.map(({ name }: { name: string }) => name)).to.include(
      METRICS_SERVICE,
    );
    const file = Buffer.concat(answers[1].fileDescriptorResponse.fileDescriptorProto).toString('latin1');
    for (const word of ['WatchRequest', 'Histogram', 'catalogue']) expect(file).to.include(word);

    const { Metrics } = load(METRICS_PROTO.file, folder).lol.metrics.v1;
    const stub = new Metrics(target, credentials.createInsecure());
    const stream = stub.Watch({ interval: 100, filter: { prefixes: ['lol_raft_role'], groups: ['main'] } });
    const samples: any[] = [];
    stream.on('data', (sample: unknown) => samples.push(sample));
    stream.on('error', () => undefined);
    await until('two have come', () => samples.length >= 2);
    stream.cancel();
    stub.close();
    const [first, second] = samples;
    expect(first.catalogue).to.have.length(1);
    expect(first.catalogue[0]).to.deep.include({ name: 'lol_raft_role', type: 'GAUGE', labels: ['group', 'role'] });
    expect(second.catalogue).to.deep.equal([]);
    const leads = second.families[0].series.find(({ labels }: { labels: string[] }) => labels[1] === 'leader');
    expect(leads).to.deep.include({ labels: ['main', 'leader'], value: 'gauge', gauge: 1 });
    await until('the place is given back', () => site.service.watchers === 0);
  });
});
