import { MemoryNetwork } from '@lolraft/raft-testkit';
import { MemoryStorage } from '@lolraft/storage-memory';
import { KeptStorage } from './kept-storage.js';
import type { Surroundings, World } from './surroundings.js';

/** `MemoryNetwork` and `MemoryStorage`. */
export const memory: Surroundings = {
  name: 'in memory',
  async create(nodes): Promise<World> {
    const network = new MemoryNetwork();
    const disks = new Map(nodes.map((node) => [node, new MemoryStorage()]));
    const disk = (node: string): MemoryStorage => {
      const found = disks.get(node);
      if (found === undefined) throw new Error(`no node ${node}`);
      return found;
    };
    return {
      address: (node) => `mem:${node}`,
      transport: (node) => network.transport(`mem:${node}`),
      client: () => network.client(),
      open: async (node) => new KeptStorage(disk(node)),
      wipe: async (node) => {
        disks.set(node, new MemoryStorage());
      },
      swap: async (from, to) => {
        disks.set(to, disk(from));
      },
      remove: async () => {
        await Promise.all([...disks.values()].map((one) => one.close()));
      },
    };
  },
};
