import { GrpcClientTransport, GrpcTransport } from '@lolraft/transport-grpc';
import { freePort } from './free-ports.js';
import { memory } from './memory-surroundings.js';
import type { Surroundings, World } from './surroundings.js';

/** `GrpcTransport` on loopback, and `MemoryStorage`. */
export const grpcMemory: Surroundings = {
  name: 'over gRPC, in memory',
  async create(nodes): Promise<World> {
    const ports = new Map<string, number>();
    for (const node of nodes) ports.set(node, await freePort());
    const listen = (node: string): string => `127.0.0.1:${ports.get(node) ?? 0}`;
    return {
      ...(await memory.create(nodes)),
      address: (node) => `grpc://${listen(node)}`,
      transport: (node) => new GrpcTransport({ listen: listen(node), reflection: false }),
      client: () => new GrpcClientTransport(),
    };
  },
};
