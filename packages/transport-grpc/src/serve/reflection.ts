import type { Server } from '@grpc/grpc-js';
import type { PackageDefinition } from '@grpc/proto-loader';
import { InvalidArgumentError, type ServiceDescription } from '@lolraft/raft-core';
import { PROTO_FOLDER } from '@lolraft/raft-wire';
import { fileURLToPath } from 'node:url';
import { asBuffer } from '../methods.js';

let ours: Promise<PackageDefinition> | undefined;

/** Reads the .proto files, once for a process, and only where somebody serves them. */
async function describe(): Promise<PackageDefinition> {
  const { loadSync } = await import('@grpc/proto-loader');
  // Not the health service, which is everywhere the same: its maps come out of these libraries as nothing that reads back.
  return loadSync(['lol/v1/service.proto', 'lol/v1/link.proto'], {
    includeDirs: [fileURLToPath(PROTO_FOLDER)],
    keepCase: true,
  });
}

/** @throws {InvalidArgumentError} where it is no `FileDescriptorSet`. */
async function read({ name, descriptors }: ServiceDescription): Promise<PackageDefinition> {
  if (descriptors === undefined) return {};
  const { loadFileDescriptorSetFromBuffer } = await import('@grpc/proto-loader');
  try {
    return loadFileDescriptorSetFromBuffer(asBuffer(descriptors), { keepCase: true });
  } catch (error) {
    throw new InvalidArgumentError(`the descriptors of service ${name} cannot be read: ${String(error)}`);
  }
}

/**
 * Adds `grpc.reflection.v1` and its former self, `v1alpha`.
 * @param services of the app: those that bring descriptors are described too.
 */
export async function addReflection(server: Server, services: readonly ServiceDescription[] = []): Promise<void> {
  ours ??= describe();
  const { ReflectionService } = await import('@grpc/reflection');
  const described = await Promise.all([ours, ...services.map(read)]);
  new ReflectionService(Object.assign({}, ...described) as PackageDefinition).addToServer(server);
}
