import { DEFAULT_GROUP, RaftHost, type RaftGroup } from '@lolraft/raft-core';
import { MemoryNetwork } from '@lolraft/raft-testkit';
import { MemoryStorage } from '@lolraft/storage-memory';
import type { BenchClient } from '../load/client.js';
import { emptyApp } from './empty-app.js';

const IDS = ['n1', 'n2', 'n3'];
const POLL_MS = 10;

/** Three nodes in this process, over memory: what the protocol costs, all three nodes and the copying network together. */
export class CoreCluster implements BenchClient {
  readonly #hosts: readonly RaftHost[];
  readonly #leader: RaftGroup;

  private constructor(hosts: readonly RaftHost[], leader: RaftGroup) {
    this.#hosts = hosts;
    this.#leader = leader;
  }

  static async start(): Promise<CoreCluster> {
    const network = new MemoryNetwork();
    const members = IDS.map((id) => ({ id, address: `mem:${id}` }));
    const hosts = await Promise.all(
      members.map(({ id, address }) =>
        RaftHost.start({
          id,
          cluster: { name: 'bench', token: 'core' },
          initial: 'new',
          members,
          groups: { [DEFAULT_GROUP]: { app: emptyApp } },
          transport: network.transport(address),
          storage: new MemoryStorage(),
        }),
      ),
    );
    for (;;) {
      const leader = hosts.map((host) => host.group(DEFAULT_GROUP)).find((group) => group.status().role === 'leader');
      if (leader !== undefined) return new CoreCluster(hosts, leader);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  async put(_key: Uint8Array, value: Uint8Array): Promise<void> {
    await this.#leader.write(value);
  }

  async get(key: Uint8Array): Promise<Uint8Array | undefined> {
    return (await this.#leader.read(key)).value;
  }

  async close(): Promise<void> {
    await Promise.all(this.#hosts.map((host) => host.close()));
  }
}
