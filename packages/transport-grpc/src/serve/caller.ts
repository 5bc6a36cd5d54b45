import type { Metadata, ServerUnaryCall } from '@grpc/grpc-js';
import { InvalidArgumentError, type ServiceRequest, type StreamRequest } from '@lolraft/raft-core';
import type { CallMessage } from '@lolraft/raft-wire';

const MAX_TIMEOUT = 2 ** 31 - 1;
const MAX_TRACEPARENT = 256;
const MAX_CREDENTIAL = 16_384;
const BEARER = /^Bearer +(\S.*)$/i;

/** What is common to calls of every kind. */
export type AnyCall = Pick<ServerUnaryCall<unknown, unknown>, 'metadata' | 'getDeadline' | 'getPeer' | 'once'>;

function textOf(metadata: Metadata, key: string, max: number): string | undefined {
  const [value] = metadata.get(key);
  if (typeof value !== 'string' || value === '') return undefined;
  // Never shows it: it may be a secret.
  if (value.length > max)
    throw new InvalidArgumentError(`the metadata ${key} is longer than ${String(max)} characters`);
  return value;
}

/**
 * A call of gRPC as a call of ours: deadline, trace and credential come as metadata.
 * @throws {InvalidArgumentError} on metadata that is too long.
 */
export function callOf(call: AnyCall, request: ServiceRequest | StreamRequest): CallMessage {
  const authorization = textOf(call.metadata, 'authorization', MAX_CREDENTIAL);
  return {
    type: 'call',
    id: 1,
    timeout: timeoutOf(call),
    traceparent: textOf(call.metadata, 'traceparent', MAX_TRACEPARENT),
    credential: authorization === undefined ? undefined : BEARER.exec(authorization)?.[1],
    request,
  };
}

function timeoutOf(call: AnyCall): number | undefined {
  const deadline = Number(call.getDeadline());
  if (!Number.isFinite(deadline)) return undefined;
  return Math.min(MAX_TIMEOUT, Math.max(1, Math.ceil(deadline - Date.now())));
}
