import {
  decodeMessage,
  encodeMessage,
  LOCK_DESCRIPTORS,
  LOCK_METHODS,
  LOCK_SERVICE,
  type LockMethod,
  type MessageType,
  proto,
} from '@lolraft/lock-client';
import { InvalidArgumentError, type MethodContext, type MountedMethod, type MountedService } from '@lolraft/raft-core';
import type { LockMethods } from './methods.js';
import type { LockServiceOptions } from './options.js';
import type { Watches } from './watching/watches.js';

/** @throws {InvalidArgumentError} on bytes that are no such message. */
function decoded<Q>(type: MessageType<never, Q>, bytes: Uint8Array): Q {
  try {
    return decodeMessage('the request', type, bytes);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

/** The service as nodes mount it: bytes in, bytes out. */
export function mountedService(
  methods: LockMethods,
  watches: Watches,
  { maxWaiting, maxWatches, maxCalls }: LockServiceOptions,
): MountedService {
  const unary = <Q, A>(
    name: Exclude<LockMethod, 'Watch'>,
    request: MessageType<never, Q>,
    response: MessageType<A, unknown>,
    handle: (message: Q, context: MethodContext) => Promise<A>,
  ): MountedMethod => ({
    ...LOCK_METHODS[name],
    handle: async (bytes, context) => encodeMessage(response, await handle(decoded(request, bytes), context)),
  });
  const { lookUps } = methods;
  const all = {
    OpenSession: unary('OpenSession', proto.OpenSessionRequest, proto.OpenSessionResponse, (q, c) =>
      methods.openSession(q, c),
    ),
    KeepAlive: unary('KeepAlive', proto.KeepAliveRequest, proto.KeepAliveResponse, (q) => methods.keepAlive(q)),
    CloseSession: unary('CloseSession', proto.CloseSessionRequest, proto.CloseSessionResponse, (q, c) =>
      methods.closeSession(q, c),
    ),
    Acquire: unary('Acquire', proto.AcquireRequest, proto.AcquireResponse, (q, c) => methods.acquire(q, c)),
    Release: unary('Release', proto.ReleaseRequest, proto.ReleaseResponse, (q, c) => methods.release(q, c)),
    Leave: unary('Leave', proto.LeaveRequest, proto.LeaveResponse, (q, c) => methods.leave(q, c)),
    Proclaim: unary('Proclaim', proto.ProclaimRequest, proto.ProclaimResponse, (q, c) => methods.proclaim(q, c)),
    Check: unary('Check', proto.CheckRequest, proto.CheckResponse, (q, c) => lookUps.check(q, c)),
    Describe: unary('Describe', proto.DescribeRequest, proto.DescribeResponse, (q, c) => lookUps.describe(q, c)),
    ListObjects: unary('ListObjects', proto.ListObjectsRequest, proto.ListObjectsResponse, (q, c) =>
      lookUps.listObjects(q, c),
    ),
    ListSessions: unary('ListSessions', proto.ListSessionsRequest, proto.ListSessionsResponse, (q, c) =>
      lookUps.listSessions(q, c),
    ),
    Namespace: unary('Namespace', proto.NamespaceRequest, proto.NamespaceResponse, (q, c) => lookUps.namespace(q, c)),
    Watch: {
      ...LOCK_METHODS.Watch,
      handle: async function* (bytes, context) {
        for await (const event of watches.watch(decoded(proto.WatchRequest, bytes), context))
          yield encodeMessage(proto.WatchEvent, event);
      },
    },
    Break: unary('Break', proto.BreakRequest, proto.BreakResponse, (q, c) => methods.break(q, c)),
    SetQuotas: unary('SetQuotas', proto.SetQuotasRequest, proto.SetQuotasResponse, (q, c) => methods.setQuotas(q, c)),
  } satisfies Record<LockMethod, MountedMethod>;
  return {
    name: LOCK_SERVICE,
    methods: all,
    maxCalls: maxWaiting + maxWatches + maxCalls,
    descriptors: LOCK_DESCRIPTORS,
  };
}
