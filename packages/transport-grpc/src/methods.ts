import type { MethodDefinition } from '@grpc/grpc-js';
import { SERVICE_METHODS } from '@lolraft/raft-wire';

export type MethodType = keyof typeof SERVICE_METHODS;
/** Messages are read and written by our own codec, so that what is wrong with them is said in our own words. */
export type BytesMethod = MethodDefinition<Uint8Array, Uint8Array>;

/** The same bytes as a `Buffer`. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const asBytes = (bytes: Buffer): Uint8Array => bytes;

function method(path: string, requestStream: boolean, responseStream: boolean): BytesMethod {
  return {
    path,
    requestStream,
    responseStream,
    requestSerialize: asBuffer,
    requestDeserialize: asBytes,
    responseSerialize: asBuffer,
    responseDeserialize: asBytes,
  };
}

export const RAFT = 'lol.v1.Raft';
export const PIPELINE = method(`/${RAFT}/Pipeline`, true, true);
export const CONNECT = method('/lol.v1.Link/Connect', true, true);

/** The method of the service for each kind of request: what is `takeSnapshot` to us is `TakeSnapshot` to gRPC. */
export const METHODS: readonly { readonly type: MethodType; readonly definition: BytesMethod }[] = (
  Object.keys(SERVICE_METHODS) as MethodType[]
).map((type) => ({
  type,
  definition: method(`/${RAFT}/${type.charAt(0).toUpperCase()}${type.slice(1)}`, false, SERVICE_METHODS[type].stream),
}));
