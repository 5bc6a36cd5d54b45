import type { MethodDefinition } from '@grpc/grpc-js';
import {
  InternalError,
  type ServiceDescription,
  type ServiceRequest,
  type ServiceResponse,
  type StreamItem,
  type StreamRequest,
} from '@lolraft/raft-core';
import { decodeMethodRequest, encodeMethodItem, encodeMethodResponse, SERVICE_METHODS } from '@lolraft/raft-wire';

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

/** What a method's messages are to us. */
export interface MethodCodec {
  /** @throws {ProtocolError} */
  request(bytes: Uint8Array): ServiceRequest | StreamRequest;
  response(response: ServiceResponse): Uint8Array;
  item(item: StreamItem): Uint8Array;
}

function misanswered(type: string): InternalError {
  return new InternalError(`a method was answered with a ${type}`);
}

export function raftCodec(type: MethodType): MethodCodec {
  return {
    request: (bytes) => decodeMethodRequest(type, bytes),
    response: (response) => {
      if (response.type === 'invoke') throw misanswered(response.type);
      return encodeMethodResponse(response);
    },
    item: (item) => {
      if (item.type === 'invokeItem') throw misanswered(item.type);
      return encodeMethodItem(item);
    },
  };
}

/** A method, and how its messages are read and written. */
export interface ServedMethod {
  readonly name: string;
  readonly definition: BytesMethod;
  readonly codec: MethodCodec;
}

/** Those of a service of the app: their messages pass as they are. */
export function appMethods({ name: service, methods }: ServiceDescription): ServedMethod[] {
  return Object.entries(methods).map(([name, { kind }]) => ({
    name,
    definition: method(`/${service}/${name}`, false, kind === 'stream'),
    codec: {
      request: (bytes) => ({
        type: kind === 'stream' ? 'invokeStream' : 'invoke',
        service,
        method: name,
        // Not a `Buffer`, whose `slice` shares: the bytes are the app's from here on.
        payload: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      }),
      response: (response) => {
        if (response.type !== 'invoke') throw misanswered(response.type);
        return response.value;
      },
      item: (item) => {
        if (item.type !== 'invokeItem') throw misanswered(item.type);
        return item.bytes;
      },
    },
  }));
}
