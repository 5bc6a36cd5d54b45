import { GrpcClientTransport, GrpcTransport, type TlsOptions } from '@lolraft/transport-grpc';
import { freePort } from '@lolraft/tool-process-kit';
import { memory } from './memory-surroundings.js';
import type { Surroundings, World } from './surroundings.js';

export interface GrpcSurroundings {
  /** What a node shows; without it, nobody shows anything. */
  readonly tls?: (node: string) => TlsOptions;
  readonly reflection?: boolean;
}

/** `GrpcTransport` on loopback, and `MemoryStorage`. */
export function grpcMemory({ tls, reflection = false }: GrpcSurroundings = {}): Surroundings {
  return {
    name: 'over gRPC, in memory',
    async create(nodes): Promise<World> {
      const ports = new Map<string, number>();
      for (const node of nodes) ports.set(node, await freePort());
      const listen = (node: string): string => `127.0.0.1:${ports.get(node) ?? 0}`;
      return {
        ...(await memory.create(nodes)),
        address: (node) => `${tls === undefined ? 'grpc' : 'grpcs'}://${listen(node)}`,
        transport: (node) =>
          new GrpcTransport({ listen: listen(node), reflection, ...(tls === undefined ? {} : { tls: tls(node) }) }),
        client: () => new GrpcClientTransport(),
      };
    },
  };
}
