import type { MessageType } from '@lolraft/proto-kit';
import { proto } from './generated.js';
import type { LockMethod } from '../protocol/service.js';

/** A method of the service that answers once. */
export interface Method<Q, A> {
  readonly name: LockMethod;
  readonly request: MessageType<Q, unknown>;
  readonly response: MessageType<never, A>;
}

function method<Q, A>(
  name: LockMethod,
  request: MessageType<Q, unknown>,
  response: MessageType<never, A>,
): Method<Q, A> {
  return { name, request, response };
}

export const OPEN_SESSION = method('OpenSession', proto.OpenSessionRequest, proto.OpenSessionResponse);
export const KEEP_ALIVE = method('KeepAlive', proto.KeepAliveRequest, proto.KeepAliveResponse);
export const CLOSE_SESSION = method('CloseSession', proto.CloseSessionRequest, proto.CloseSessionResponse);
export const ACQUIRE = method('Acquire', proto.AcquireRequest, proto.AcquireResponse);
export const RELEASE = method('Release', proto.ReleaseRequest, proto.ReleaseResponse);
export const LEAVE = method('Leave', proto.LeaveRequest, proto.LeaveResponse);
export const PROCLAIM = method('Proclaim', proto.ProclaimRequest, proto.ProclaimResponse);
export const CHECK = method('Check', proto.CheckRequest, proto.CheckResponse);
export const DESCRIBE = method('Describe', proto.DescribeRequest, proto.DescribeResponse);
export const LIST_OBJECTS = method('ListObjects', proto.ListObjectsRequest, proto.ListObjectsResponse);
export const LIST_SESSIONS = method('ListSessions', proto.ListSessionsRequest, proto.ListSessionsResponse);
export const NAMESPACE = method('Namespace', proto.NamespaceRequest, proto.NamespaceResponse);
export const BREAK = method('Break', proto.BreakRequest, proto.BreakResponse);
export const SET_QUOTAS = method('SetQuotas', proto.SetQuotasRequest, proto.SetQuotasResponse);
