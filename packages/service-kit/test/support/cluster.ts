import { DEFAULT_GROUP, type RaftApp, RaftHost } from '@lolraft/raft-core';
import { FaultyStorage, MemoryNetwork } from '@lolraft/raft-testkit';
import { MemoryStorage } from '@lolraft/storage-memory';
import type { Barrier } from '../../src/index.js';

/** Answers with the number of commands; `hold` makes it stand still in the middle of one. */
export class CountingApp implements RaftApp {
  count = 0;
  held: Promise<void> | undefined;

  async apply(commands: readonly unknown[]): Promise<Uint8Array[]> {
    await this.held;
    return commands.map(() => Uint8Array.of(++this.count));
  }
  query(): Uint8Array {
    return Uint8Array.of(this.count);
  }
  install(): void {
    this.count = 0;
  }
}

export const barrier: Barrier = (group, options) => group.read(new Uint8Array(0), options);

export interface Node {
  readonly host: RaftHost;
  readonly app: CountingApp;
  readonly storage: FaultyStorage;
}

/** Nodes in memory, of one group. */
export class Cluster implements AsyncDisposable {
  readonly network = new MemoryNetwork();
  readonly nodes: Node[] = [];

  static async start(size: number, given = size): Promise<Cluster> {
    const cluster = new Cluster();
    for (let n = 1; n <= size; n++) await cluster.add(n, given);
    return cluster;
  }

  /** `given`: founding members in all, whether they run or not; 0: the node joins. */
  async add(n: number, given: number): Promise<Node> {
    const app = new CountingApp();
    const storage = new FaultyStorage(new MemoryStorage());
    const members = Array.from({ length: given }, (_, i) => ({ id: `n${i + 1}`, address: `mem:n${i + 1}` }));
    const host = await RaftHost.start({
      id: `n${n}`,
      cluster: given === 0 ? { id: this.nodes[0]?.host.clusterId ?? '' } : { name: 'service', token: '' },
      initial: given === 0 ? 'existing' : 'new',
      members,
      groups: { [DEFAULT_GROUP]: { app } },
      transport: this.network.transport(`mem:n${n}`),
      storage,
      consensus: { heartbeatInterval: 50, electionTimeoutMin: 400, electionTimeoutMax: 1200 },
    });
    const node = { host, app, storage };
    this.nodes.push(node);
    return node;
  }

  get leader(): Node | undefined {
    return this.nodes.find(({ host }) => host.group(DEFAULT_GROUP).status().role === 'leader');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { storage } of this.nodes) storage.resume();
    await Promise.all(this.nodes.map(({ host }) => host.close()));
  }
}
