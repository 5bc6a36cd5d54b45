import { decodeMessage, LOCK_SERVICE, proto, sessionHex } from '@lolraft/lock-client';
import type {
  CallOptions,
  ClientConnection,
  ClientTransport,
  ServiceRequest,
  ServiceResponse,
} from '@lolraft/raft-core';
import type { Kernel } from '@lolraft/raft-testkit';
import type { SessionId } from '../../../src/index.js';

/** `sentAt` in simulated milliseconds; `ttl` as the service says it, undefined where it says only that the session lived. */
export type Promised = (session: SessionId, sentAt: number, ttl: number | undefined) => void;

/** A transport that tells what the service promises to those who use it: that a session lives for so long. */
export function tapped(transport: ClientTransport, kernel: Kernel, onPromise: Promised): ClientTransport {
  const call = async (
    connection: ClientConnection,
    request: ServiceRequest,
    options: CallOptions | undefined,
  ): Promise<ServiceResponse> => {
    const sentAt = kernel.now;
    const response = await connection.call(request, options);
    for (const { session, ttl } of promisesOf(request, response)) if (ttl !== 0) onPromise(session, sentAt, ttl);
    return response;
  };
  return {
    connect: async (address, options) => {
      const connection = await transport.connect(address, options);
      return {
        closed: connection.closed,
        close: () => connection.close(),
        stream: (request, terms) => connection.stream(request, terms),
        call: (request, terms) => call(connection, request, terms),
      };
    },
  };
}

interface PromiseOf {
  readonly session: SessionId;
  readonly ttl: number | undefined;
}

const id = (bytes: Uint8Array): SessionId => sessionHex(bytes) as SessionId;

function promisesOf(request: ServiceRequest, response: ServiceResponse): readonly PromiseOf[] {
  if (request.type !== 'invoke' || response.type !== 'invoke' || request.service !== LOCK_SERVICE) return [];
  const { payload, method } = request;
  const { value } = response;
  switch (method) {
    case 'OpenSession': {
      const { session } = decodeMessage('a request', proto.OpenSessionRequest, payload);
      const { ttl } = decodeMessage('an answer', proto.OpenSessionResponse, value);
      return [{ session: id(session), ttl }];
    }
    case 'KeepAlive': {
      const { sessions } = decodeMessage('a request', proto.KeepAliveRequest, payload);
      const kept = decodeMessage('an answer', proto.KeepAliveResponse, value).sessions;
      return sessions.map((session, i) => ({ session: id(session), ttl: kept[i]?.ttl ?? 0 }));
    }
    // Any other command of the session is a sign of life as well.
    case 'Acquire':
      return [{ session: id(decodeMessage('a request', proto.AcquireRequest, payload).session), ttl: undefined }];
    case 'Release':
      return [{ session: id(decodeMessage('a request', proto.ReleaseRequest, payload).session), ttl: undefined }];
    default:
      return [];
  }
}
