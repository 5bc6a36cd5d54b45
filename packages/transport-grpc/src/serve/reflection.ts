import type { Server } from '@grpc/grpc-js';
import { PROTO_FOLDER } from '@lolraft/raft-wire';
import { fileURLToPath } from 'node:url';

interface Reflection {
  addToServer(server: Pick<Server, 'addService'>): void;
}

let described: Promise<Reflection> | undefined;

/** Reads the .proto files, once for a process, and only where somebody serves them. */
async function describe(): Promise<Reflection> {
  const [{ ReflectionService }, { loadSync }, health] = await Promise.all([
    import('@grpc/reflection'),
    import('@grpc/proto-loader'),
    import('grpc-health-check'),
  ]);
  const ours = loadSync(['lol/v1/service.proto', 'lol/v1/link.proto'], {
    includeDirs: [fileURLToPath(PROTO_FOLDER)],
    keepCase: true,
  });
  return new ReflectionService({ ...ours, ...loadSync(health.protoPath, { keepCase: true }) });
}

/** Adds `grpc.reflection.v1` and its former self, `v1alpha`. */
export async function addReflection(server: Server): Promise<void> {
  described ??= describe();
  (await described).addToServer(server);
}
