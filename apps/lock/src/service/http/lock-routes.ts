import { KIND_NAMES, proto, sessionBytes, sessionHex, SESSION_BYTES } from '@lolraft/lock-client';
import { InvalidArgumentError, type MethodContext, type MethodRole } from '@lolraft/raft-core';
import { randomBytes } from 'node:crypto';
import type { LockService } from '../lock-service.js';
import { failure, type LeaderUrl } from './failures.js';
import { Fields } from './fields.js';
import { json, type LockHttpAnswer, type LockHttpRequest, type LockRoute } from './route.js';
import { descriptionView, objectView, sessionView } from './views.js';

export interface LockHttpOptions<R extends LockHttpRequest = LockHttpRequest> {
  /** Where a node of the cluster takes HTTP requests, such as `https://one.example:8443`; undefined where that is not known. */
  readonly leaderUrl?: LeaderUrl;
  /** Lets the caller do this, or throws an `UNAUTHENTICATED` or `PERMISSION_DENIED` error. Without it everybody may do everything. */
  readonly authorize?: (role: MethodRole, request: R) => void | Promise<void>;
}

/** The longest wait for a lock in one request (milliseconds): who waits longer asks again, under the same number. */
export const MAX_HTTP_WAIT = 600_000;
const TIMEOUT = 30_000;
/** A value in JSON, at worst six characters for each byte. */
const MAX_BODY = 256 * 1024;

type Handle = (asked: Asked) => Promise<unknown>;

/** What a route has of its request. */
interface Asked {
  readonly namespace: string;
  readonly session: Uint8Array;
  readonly name: string;
  readonly body: Fields;
  readonly query: Fields;
  readonly context: MethodContext;
}

/** An answer with a status of its own. */
class Answer {
  readonly status: number;
  readonly value: unknown;
  constructor(status: number, value: unknown) {
    this.status = status;
    this.value = value;
  }
}

/** The lock service as JSON over HTTP, for curl and for programs without a client: see docs/lock.md. */
export function lockRoutes<R extends LockHttpRequest = LockHttpRequest>(
  service: LockService,
  options: LockHttpOptions<R> = {},
): LockRoute<R>[] {
  const { methods } = service;
  const { lookUps } = methods;
  const route = (
    method: LockRoute['method'],
    path: string,
    role: MethodRole,
    handle: Handle,
    timeout = TIMEOUT,
  ): LockRoute<R> => ({
    method,
    path,
    role,
    maxBodyBytes: method === 'GET' ? 0 : MAX_BODY,
    timeout,
    handle: (request) => answer(handle, request, role, options),
  });
  const NAMESPACE = '/v1/namespaces/:namespace';
  const SESSION = '/v1/sessions/:session';
  return [
    route('POST', `${NAMESPACE}/sessions`, 'write', async ({ namespace, body, context }) => {
      const given = body.text('session');
      const session = given === undefined ? randomBytes(SESSION_BYTES) : sessionBytes(given);
      const ttl = body.required('ttl', body.small('ttl'));
      const owner = body.text('owner') ?? '';
      body.end();
      await methods.openSession(new proto.OpenSessionRequest({ session, namespace, owner, ttl }), context);
      return new Answer(201, { session: sessionHex(session), ttl });
    }),
    route('PUT', SESSION, 'write', async ({ session, body }) => {
      body.end();
      const { sessions } = await methods.keepAlive(new proto.KeepAliveRequest({ sessions: [session] }));
      const ttl = sessions?.[0]?.ttl ?? 0;
      if (ttl > 0) return { ttl };
      return new Answer(410, {
        code: 'SESSION_GONE',
        message: 'there is no such session, or not any more',
        outcome: 'not_applied',
        retryable: false,
        details: {},
      });
    }),
    route('DELETE', SESSION, 'write', ({ session, context }) =>
      methods.closeSession(new proto.CloseSessionRequest({ session }), context),
    ),
    route(
      'POST',
      `${SESSION}/locks/:name`,
      'write',
      async ({ session, name, body, context }) => {
        const message = acquireRequest(session, name, body);
        const { token, position } = await methods.acquire(message, context);
        if (typeof token === 'number') return { token };
        if (typeof position === 'number') return new Answer(202, { position });
        return new Answer(409, {
          code: 'BUSY',
          message: 'it was not granted in time, and this request does not wait any more',
          outcome: 'not_applied',
          retryable: false,
          details: {},
        });
      },
      MAX_HTTP_WAIT + TIMEOUT,
    ),
    route('DELETE', `${SESSION}/locks/:name`, 'write', async ({ session, name, query, context }) => {
      const token = query.number('token');
      const request = query.number('request');
      const floor = query.number('floor') ?? 0;
      query.end();
      if ((token === undefined) === (request === undefined))
        throw new InvalidArgumentError('name the token of the hold, or the request');
      const what = token === undefined ? { request: request ?? 0 } : { token };
      const { left } = await methods.release(new proto.ReleaseRequest({ session, name, floor, ...what }), context);
      return { left };
    }),
    route('PUT', `${SESSION}/locks/:name`, 'write', async ({ session, name, body, context }) => {
      const token = body.required('token', body.number('token'));
      const value = valueOf(body);
      body.end();
      return methods.proclaim(new proto.ProclaimRequest({ session, name, token, value }), context);
    }),
    route(
      'POST',
      `${SESSION}/locks/:name/leave`,
      'write',
      async ({ session, name, body, context }) => {
        const request = body.required('request', body.number('request'));
        const floor = body.number('floor') ?? 0;
        body.end();
        return methods.leave(new proto.LeaveRequest({ session, name, request, floor }), context);
      },
      MAX_HTTP_WAIT + TIMEOUT,
    ),
    route('GET', NAMESPACE, 'read', async ({ namespace, query, context }) => {
      query.end();
      return lookUps.namespace(new proto.NamespaceRequest({ namespace }), context);
    }),
    route('PUT', `${NAMESPACE}/quotas`, 'admin', async ({ namespace, body, context }) => {
      const now = await lookUps.namespace(new proto.NamespaceRequest({ namespace }), context);
      const quotas: Record<string, number> = {};
      for (const [quota, value] of Object.entries(now.quotas ?? {}))
        if (typeof value === 'number') quotas[quota] = body.small(quota) ?? value;
      body.end();
      return methods.setQuotas(new proto.SetQuotasRequest({ namespace, quotas }), context);
    }),
    route('DELETE', `${NAMESPACE}/quotas`, 'admin', ({ namespace, context }) =>
      methods.setQuotas(new proto.SetQuotasRequest({ namespace }), context),
    ),
    route('GET', `${NAMESPACE}/sessions`, 'read', async ({ namespace, query, context }) => {
      const text = query.text('after');
      const after = text === undefined ? new Uint8Array() : sessionBytes(text);
      const limit = query.small('limit') ?? 0;
      query.end();
      const page = await lookUps.listSessions(new proto.ListSessionsRequest({ namespace, after, limit }), context);
      return { sessions: (page.sessions ?? []).map(sessionView), more: page.more };
    }),
    route('GET', `${NAMESPACE}/locks`, 'read', async ({ namespace, query, context }) => {
      const after = query.text('after') ?? '';
      const limit = query.small('limit') ?? 0;
      query.end();
      const page = await lookUps.listObjects(new proto.ListObjectsRequest({ namespace, after, limit }), context);
      return { locks: (page.objects ?? []).map(objectView), more: page.more };
    }),
    route('GET', `${NAMESPACE}/locks/:name`, 'read', async ({ namespace, name, query, context }) => {
      const limit = query.small('limit') ?? 0;
      query.end();
      return descriptionView(await lookUps.describe(new proto.DescribeRequest({ namespace, name, limit }), context));
    }),
    route('GET', `${NAMESPACE}/locks/:name/check`, 'read', async ({ namespace, name, query, context }) => {
      const token = query.required('token', query.number('token'));
      query.end();
      return lookUps.check(new proto.CheckRequest({ namespace, name, token }), context);
    }),
    route('POST', `${NAMESPACE}/locks/:name/break`, 'admin', async ({ namespace, name, body, context }) => {
      const token = body.required('token', body.number('token'));
      body.end();
      return methods.break(new proto.BreakRequest({ namespace, name, token }), context);
    }),
  ];
}

async function answer<R extends LockHttpRequest>(
  handle: Handle,
  request: R,
  role: MethodRole,
  { leaderUrl = () => undefined, authorize }: LockHttpOptions<R>,
): Promise<LockHttpAnswer> {
  try {
    await authorize?.(role, request);
    const { namespace = '', session, name = '' } = request.parameters;
    const result = await handle({
      namespace,
      session: session === undefined ? new Uint8Array() : sessionBytes(session),
      name,
      body: Fields.ofBody(request.body),
      query: Fields.ofQuery(request.query),
      context: contextOf(request),
    });
    return result instanceof Answer ? json(result.status, result.value) : json(200, result);
  } catch (error) {
    return failure(error, request, leaderUrl);
  }
}

function contextOf({ signal, headers, remote }: LockHttpRequest): MethodContext {
  const { traceparent } = headers;
  return {
    signal,
    remaining: undefined,
    traceparent: typeof traceparent === 'string' ? traceparent : undefined,
    credential: undefined,
    forwarded: false,
    remote,
  };
}

function acquireRequest(session: Uint8Array, name: string, body: Fields): proto.AcquireRequest {
  const want = wantOf(body);
  const request = body.required('request', body.number('request'));
  const floor = body.number('floor') ?? 0;
  const wait = body.wait(MAX_HTTP_WAIT) ?? 0;
  body.end();
  const how = wait === 'open' ? { waitOpen: true } : wait === 'queue' ? { queue: true } : { waitFor: wait };
  return new proto.AcquireRequest({ session, request, floor, name, want, ...how });
}

function wantOf(body: Fields): proto.Want.$Properties {
  switch (body.oneOf('kind', KIND_NAMES) ?? 'mutex') {
    case 'mutex':
      return { mutex: {} };
    case 'rwlock': {
      const mode = body.required('mode', body.oneOf('mode', ['read', 'write']));
      return { rwlock: { mode: mode === 'read' ? proto.Mode.READ : proto.Mode.WRITE } };
    }
    case 'semaphore':
      return {
        semaphore: {
          permits: body.required('permits', body.small('permits')),
          weight: body.small('weight') ?? 1,
        },
      };
    case 'election':
      return { election: { value: valueOf(body) } };
    case 'barrier':
      return { barrier: { parties: body.required('parties', body.small('parties')) } };
  }
}

/** Of an election: text, or bytes in base64. */
function valueOf(body: Fields): Uint8Array {
  const text = body.text('value');
  const base64 = body.text('valueBase64');
  if (text !== undefined && base64 !== undefined) throw new InvalidArgumentError('name value or valueBase64, not both');
  if (base64 === undefined) return new TextEncoder().encode(text ?? '');
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.toString('base64') !== base64) throw new InvalidArgumentError('valueBase64 is not base64');
  return new Uint8Array(bytes);
}
