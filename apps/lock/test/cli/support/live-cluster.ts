import { createServer } from 'node:net';
import { type RaftGroup, RaftHost } from '@lolraft/raft-core';
import { MemorySnapshots } from '@lolraft/raft-testkit';
import { MemoryStorage } from '@lolraft/storage-memory';
import { WsTransport } from '@lolraft/transport-ws';
import { LockApp, LockFeed, LockService } from '../../../src/index.js';

const LOWEST = 15_000;
const HIGHEST = 32_000;

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

async function freePorts(count: number): Promise<number[]> {
  for (;;) {
    const base = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST - count));
    const ports = Array.from({ length: count }, (_, i) => base + i);
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return ports;
  }
}

interface Node {
  readonly host: RaftHost;
  readonly group: RaftGroup;
  readonly service: LockService;
}

/** Three nodes of the lock service in this process, over WebSockets. */
export class LiveCluster {
  readonly addresses: readonly string[];
  readonly nodes: Node[] = [];

  private constructor(addresses: readonly string[]) {
    this.addresses = addresses;
  }

  static async start(): Promise<LiveCluster> {
    const cluster = new LiveCluster((await freePorts(3)).map((port) => `ws://127.0.0.1:${port}`));
    await Promise.all(cluster.addresses.map((address, i) => cluster.#startNode(`n${i + 1}`, address)));
    await until(() => cluster.leader !== undefined, 'somebody leads');
    return cluster;
  }

  async #startNode(id: string, address: string): Promise<void> {
    const feed = new LockFeed();
    const app = new LockApp({ onEvents: feed.listener });
    let service: LockService | undefined;
    const host = await RaftHost.start({
      id,
      cluster: { name: 'lock', token: 'test' },
      initial: 'new',
      members: this.addresses.map((one, i) => ({ id: `n${i + 1}`, address: one })),
      groups: { main: { app } },
      transport: new WsTransport({ listen: address.slice('ws://'.length) }),
      storage: new MemoryStorage(),
      snapshots: new MemorySnapshots(),
      services: (own) => {
        service = new LockService({ group: own.group('main'), events: own.events, app, feed });
        return [service.mounted];
      },
    });
    this.nodes.push({ host, group: host.group('main'), service: service! });
  }

  get leader(): Node | undefined {
    return this.nodes.find(({ service }) => service.status().keepsSessions);
  }

  async stop(node: Node): Promise<void> {
    this.nodes.splice(this.nodes.indexOf(node), 1);
    node.service.close();
    await node.host.close();
  }

  async close(): Promise<void> {
    await Promise.all([...this.nodes].map((node) => this.stop(node)));
  }
}

/** Looks until it is so. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string, within = 30_000): Promise<void> {
  const end = Date.now() + within;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`it was waited for in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
