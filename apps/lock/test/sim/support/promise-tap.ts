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

/** `sentAt` in simulated milliseconds, `ttl` as the service says it. */
export type Promised = (session: SessionId, sentAt: number, ttl: number) => void;

/** A transport that tells what the service promises to those who use it: that a session lives for so long. */
export function tapped(transport: ClientTransport, kernel: Kernel, onPromise: Promised): ClientTransport {
  const call = async (
    connection: ClientConnection,
    request: ServiceRequest,
    options: CallOptions | undefined,
  ): Promise<ServiceResponse> => {
    const sentAt = kernel.now;
    const response = await connection.call(request, options);
    for (const { session, ttl } of promisesOf(request, response)) if (ttl > 0) onPromise(session, sentAt, ttl);
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

function promisesOf(
  request: ServiceRequest,
  response: ServiceResponse,
): readonly { readonly session: SessionId; readonly ttl: number }[] {
  if (request.type !== 'invoke' || response.type !== 'invoke' || request.service !== LOCK_SERVICE) return [];
  const { payload } = request;
  const { value } = response;
  if (request.method === 'OpenSession') {
    const { session } = decodeMessage('a request', proto.OpenSessionRequest, payload);
    const { ttl } = decodeMessage('an answer', proto.OpenSessionResponse, value);
    return [{ session: sessionHex(session) as SessionId, ttl }];
  }
  if (request.method !== 'KeepAlive') return [];
  const { sessions } = decodeMessage('a request', proto.KeepAliveRequest, payload);
  const kept = decodeMessage('an answer', proto.KeepAliveResponse, value).sessions;
  return sessions.map((id, i) => ({ session: sessionHex(id) as SessionId, ttl: kept[i]?.ttl ?? 0 }));
}
