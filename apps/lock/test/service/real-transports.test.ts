import {
  decodeMessage,
  encodeMessage,
  LOCK_PROTO,
  LOCK_SERVICE,
  LockClient,
  lockErrorCode,
  type MessageType,
  NotAcquiredError,
  proto,
} from '@lolraft/lock-client';
import { RaftClient } from '@lolraft/raft-client';
import { type ClientTransport, RaftHost, type Transport } from '@lolraft/raft-core';
import { MemorySnapshots } from '@lolraft/raft-testkit';
import { MemoryStorage } from '@lolraft/storage-memory';
import { GrpcClientTransport, GrpcTransport } from '@lolraft/transport-grpc';
import { WsClientTransport, WsTransport } from '@lolraft/transport-ws';
import { credentials, loadPackageDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { LockApp, LockFeed, LockService } from '../../src/index.js';
import { sessionOf } from './support/cluster.js';

const IDS = ['n1', 'n2', 'n3'] as const;
const folder = fileURLToPath(LOCK_PROTO.folder);

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

interface Kind {
  readonly name: string;
  readonly scheme: string;
  transport(listen: string): Transport;
  client(): ClientTransport;
}

const KINDS: readonly Kind[] = [
  {
    name: 'WebSockets',
    scheme: 'ws',
    transport: (listen) => new WsTransport({ listen }),
    client: () => new WsClientTransport(),
  },
  {
    name: 'gRPC',
    scheme: 'grpc',
    transport: (listen) => new GrpcTransport({ listen }),
    client: () => new GrpcClientTransport(),
  },
];

interface Running {
  readonly host: RaftHost;
  readonly service: LockService;
}

async function start(kind: Kind): Promise<{ nodes: Map<string, Running>; addresses: string[] }> {
  const ports = await freePorts(IDS.length);
  const addresses = ports.map((port) => `${kind.scheme}://127.0.0.1:${port}`);
  const members = IDS.map((id, i) => ({ id, address: addresses[i]! }));
  const nodes = new Map<string, Running>();
  for (const [i, id] of IDS.entries()) {
    const feed = new LockFeed();
    const app = new LockApp({ onEvents: feed.listener });
    let service: LockService | undefined;
    const host = await RaftHost.start({
      id,
      cluster: { name: 'lock', token: kind.name },
      initial: 'new',
      members,
      groups: { main: { app } },
      transport: kind.transport(`127.0.0.1:${ports[i]}`),
      storage: new MemoryStorage(),
      snapshots: new MemorySnapshots(),
      services: (one) => {
        service = new LockService({ group: one.group('main'), events: one.events, app, feed });
        return [service.mounted];
      },
    });
    nodes.set(id, { host, service: service! });
  }
  return { nodes, addresses };
}

async function until(holds: () => boolean, what: string): Promise<void> {
  for (let i = 0; i < 6_000; i++) {
    if (holds()) return;
    await pause(5);
  }
  throw new Error(`not in half a minute: ${what}`);
}

for (const kind of KINDS)
  describe(`lock service over ${kind.name}`, () => {
    it('serves a client through the end of a leader', async () => {
      const { nodes, addresses } = await start(kind);
      const client = new RaftClient({ transport: kind.client(), endpoints: addresses });
      const call = async <Q, A>(
        method: string,
        request: MessageType<Q, unknown>,
        response: MessageType<never, A>,
        message: Q,
      ): Promise<A> =>
        decodeMessage(
          method,
          response,
          await client.call(LOCK_SERVICE, method, encodeMessage(request, message), {
            idempotent: true,
            waits: true,
            timeout: 60_000,
          }),
        );
      const acquire = (n: number, request: number): Promise<proto.AcquireResponse> =>
        call('Acquire', proto.AcquireRequest, proto.AcquireResponse, {
          session: sessionOf(n),
          request,
          name: 'a',
          want: { mutex: {} },
          waitOpen: true,
        });
      try {
        for (const n of [1, 2])
          await call('OpenSession', proto.OpenSessionRequest, proto.OpenSessionResponse, {
            session: sessionOf(n),
            owner: `owner ${n}`,
            ttl: 600_000,
          });
        const { token } = await acquire(1, 1);
        const watch = client.stream(
          LOCK_SERVICE,
          'Watch',
          encodeMessage(proto.WatchRequest, { session: sessionOf(2) }),
          { idempotent: true },
        );
        const state = await watch.next();
        expect(decodeMessage('state', proto.WatchEvent, state.value as Uint8Array).state?.session).to.include({
          owner: 'owner 2',
        });
        await watch.return();
        const waits = acquire(2, 1);
        const leaders = (): [string, Running][] =>
          [...nodes].filter(([, { service }]) => service.status().keepsSessions);
        await until(() => leaders().some(([, { service }]) => service.status().waitingRequests === 1), 'it waits');
        const [id, { host, service }] = leaders()[0]!;
        await host.shutdown();
        service.close();
        nodes.delete(id);
        await until(
          () => leaders().some(([, one]) => one.service.status().waitingRequests === 1),
          'it waits at the next leader',
        );
        const kept = await call('KeepAlive', proto.KeepAliveRequest, proto.KeepAliveResponse, {
          sessions: [sessionOf(1), sessionOf(3)],
        });
        expect(kept.sessions.map(({ ttl }) => ttl)).to.deep.equal([600_000, 0]);
        await call('Release', proto.ReleaseRequest, proto.ReleaseResponse, { session: sessionOf(1), request: 1 });
        expect((await waits).token).to.be.above(token!);
        let error: unknown;
        await acquire(1, 1).catch((one: unknown) => {
          error = one;
        });
        expect(lockErrorCode(error)).to.equal('ENDED');
        if (kind.scheme === 'grpc') await asStrangersDo([...nodes.values()], addresses);
      } finally {
        await client.close();
        for (const { host, service } of nodes.values()) {
          service.close();
          await host.close();
        }
      }
    });
  });

describe('the client of the lock service', () => {
  it('holds locks, waits for them and leads, through the end of a leader', async () => {
    const [kind] = KINDS;
    const { nodes, addresses } = await start(kind!);
    const options = { endpoints: addresses, ttl: 20_000 };
    const one = new LockClient({ ...options, transport: kind!.client(), owner: 'one' });
    const other = new LockClient({ ...options, transport: kind!.client(), owner: 'other' });
    try {
      const lock = await one.acquire('a');
      const { token } = lock;
      expect(await other.tryAcquire('a')).to.equal(undefined);
      expect(await one.check('a', token)).to.include({ isCurrent: true });
      const waits = other.acquire('a');
      const leads = (): Running | undefined =>
        [...nodes.values()].find(({ service }) => service.status().keepsSessions);
      await until(() => leads()?.service.status().waitingRequests === 1, 'it waits');
      const { host, service } = leads()!;
      await host.shutdown();
      service.close();
      nodes.delete(host.id);
      await until(() => leads()?.service.status().waitingRequests === 1, 'it waits at the next leader');
      await lock.release();
      const next = await waits;
      expect(next.token).to.be.above(token);
      expect(await one.check('a', token)).to.include({ isCurrent: false });
      expect(await other.acquire('b', { wait: 0 })).to.have.property('token');
      const failure = await one.acquire('a', { wait: 50 }).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(failure).to.be.instanceOf(NotAcquiredError);
      await next.release();
    } finally {
      await one.close();
      await other.close();
      for (const running of nodes.values()) {
        running.service.close();
        await running.host.close();
      }
    }
  });
});

/** With nothing of ours but the .proto: by the service's own name, at the node that leads. */
async function asStrangersDo(nodes: readonly Running[], addresses: readonly string[]): Promise<void> {
  const leader = nodes.find(({ service }) => service.status().keepsSessions)!;
  const at = addresses[IDS.findIndex((id) => id === leader.host.id)]!.replace('grpc://', '');
  const definition = loadSync(LOCK_PROTO.file, { includeDirs: [folder], longs: Number });
  const stub = new (loadPackageDefinition(definition) as any).lol.lock.v1.Lock(at, credentials.createInsecure());
  const answer = await new Promise<any>((resolve, reject) =>
    stub.Describe({ name: 'a' }, (error: Error | null, response: unknown) =>
      error === null ? resolve(response) : reject(error),
    ),
  );
  stub.close();
  expect(answer.holders.map(({ owner }: { owner: string }) => owner)).to.deep.equal(['owner 2']);
}
