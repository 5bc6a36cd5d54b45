import { RocksStorage } from '@lolraft/storage-rocksdb';
import { WsClientTransport, WsTransport } from '@lolraft/transport-ws';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '@lolraft/tool-process-kit';
import type { Surroundings, World } from './surroundings.js';

/** `WsTransport` on loopback, and `RocksStorage` in a temporary folder. */
export const wsRocks: Surroundings = {
  name: 'over WebSockets and RocksDB',
  async create(nodes): Promise<World> {
    const root = await mkdtemp(path.join(tmpdir(), 'lol-integration-'));
    const ports = new Map<string, number>();
    for (const node of nodes) ports.set(node, await freePort());
    const listen = (node: string): string => `127.0.0.1:${ports.get(node) ?? 0}`;
    const folder = (node: string): string => path.join(root, node);
    return {
      address: (node) => `ws://${listen(node)}`,
      transport: (node) => new WsTransport({ listen: listen(node) }),
      client: () => new WsClientTransport(),
      // Small buffers, since most tests write little; no reserve, since the tests' disk may be nearly full.
      open: (node) => RocksStorage.open(folder(node), { reserveBytes: 0, writeBufferBytes: 4 * 1024 * 1024 }),
      wipe: (node) => rm(folder(node), { recursive: true }),
      swap: async (from, to) => {
        await rm(folder(to), { recursive: true, force: true });
        await rename(folder(from), folder(to));
      },
      remove: () => rm(root, { recursive: true, force: true }),
    };
  },
};
