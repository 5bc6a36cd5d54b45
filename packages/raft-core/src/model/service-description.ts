import { InvalidArgumentError } from './errors.js';

/**
 * What a caller must be allowed to do:
 * - `read`: to look.
 * - `write`: to change what the app keeps.
 * - `admin`: to change how the cluster runs.
 */
export type MethodRole = 'read' | 'write' | 'admin';

export interface MethodDescription {
  /** `unary`: one answer. `stream`: any number of them, one after the other. */
  readonly kind: 'unary' | 'stream';
  readonly role: MethodRole;
}

/** What a transport has to know of a service that an app mounts. */
export interface ServiceDescription {
  /** As in protobuf, with its package: `lol.lock.v1.Lock`. */
  readonly name: string;
  /** By name, such as `Acquire`. */
  readonly methods: Readonly<Record<string, MethodDescription>>;
  /** A `google.protobuf.FileDescriptorSet` with the service and all that it imports: for those who ask a node what it speaks. */
  readonly descriptors?: Uint8Array;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/;
const METHOD = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Characters of the name of a service, and of a method. */
export const MAX_SERVICE_NAME = 255;
const RESERVED = /^(lol\.v\d+|grpc)\./;

/** @throws {InvalidArgumentError} where a name cannot travel, is ours, or is there twice. */
export function checkServices(services: readonly ServiceDescription[]): void {
  const names = new Set<string>();
  for (const { name, methods } of services) {
    if (!NAME.test(name) || name.length > MAX_SERVICE_NAME)
      throw new InvalidArgumentError(`${JSON.stringify(name)} is no name of a service: expected package.Service`);
    if (RESERVED.test(name)) throw new InvalidArgumentError(`the name of service ${name} is reserved`);
    if (names.has(name)) throw new InvalidArgumentError(`service ${name} is mounted twice`);
    names.add(name);
    for (const method of Object.keys(methods))
      if (!METHOD.test(method) || method.length > MAX_SERVICE_NAME)
        throw new InvalidArgumentError(`${JSON.stringify(method)} is no name of a method of ${name}`);
  }
}

/** The method of that name and kind; undefined where there is none. */
export function findMethod<M extends MethodDescription, K extends M['kind']>(
  services: readonly { readonly name: string; readonly methods: Readonly<Record<string, M>> }[],
  { service, method }: { readonly service: string; readonly method: string },
  kind: K,
): Extract<M, { readonly kind: K }> | undefined {
  const methods = services.find(({ name }) => name === service)?.methods;
  const found = methods !== undefined && Object.hasOwn(methods, method) ? methods[method] : undefined;
  return found?.kind === kind ? (found as Extract<M, { readonly kind: K }>) : undefined;
}
