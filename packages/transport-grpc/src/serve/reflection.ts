import type { Server } from '@grpc/grpc-js';
import { PROTO_FOLDER } from '@lolraft/raft-wire';
import { fileURLToPath } from 'node:url';

interface Reflection {
  addToServer(server: Pick<Server, 'addService'>): void;
}

let reflection: Promise<Reflection> | undefined;

/** Reads the .proto files, once for a process, and only where somebody serves them. */
async function describe(): Promise<Reflection> {
  const [{ ReflectionService }, { loadSync }] = await Promise.all([
    import('@grpc/reflection'),
    import('@grpc/proto-loader'),
  ]);
  // Not the health service, which is everywhere the same: its maps come out of these libraries as nothing that reads back.
  const described = loadSync(['lol/v1/service.proto', 'lol/v1/link.proto'], {
    includeDirs: [fileURLToPath(PROTO_FOLDER)],
    keepCase: true,
  });
  return new ReflectionService(described);
}

/** Adds `grpc.reflection.v1` and its former self, `v1alpha`. */
export async function addReflection(server: Server): Promise<void> {
  reflection ??= describe();
  (await reflection).addToServer(server);
}
