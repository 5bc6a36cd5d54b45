import { type proto, sessionHex } from '@lolraft/lock-client';
import type { MethodContext } from '@lolraft/raft-core';
import { type Answer, decodeAnswer, encodeQuery, type Query, type Token } from '../machine/index.js';
import type { LockGroup } from './leadership.js';
import { limitOf, namespaceOf } from './messages/requests.js';
import { description, objectState, sessionState } from './messages/states.js';

type AnswerTo<Q extends Query> = Extract<Answer, { type: Q['type'] extends 'check' ? 'checked' : Q['type'] }>;

/** The methods that look: linearizable, and answered by any node that has heard of a leader. */
export class LookUps {
  readonly #group: LockGroup;

  constructor(group: LockGroup) {
    this.#group = group;
  }

  async #ask<Q extends Query>(query: Q, context: MethodContext): Promise<AnswerTo<Q>> {
    const { value } = await this.#group.read(encodeQuery(query), {
      signal: context.signal,
      timeout: context.remaining,
    });
    return decodeAnswer(value) as AnswerTo<Q>;
  }

  async check(request: proto.CheckRequest, context: MethodContext): Promise<proto.CheckResponse.$Properties> {
    const { name, token } = request;
    const namespace = namespaceOf(request.namespace);
    const answer = await this.#ask({ type: 'check', namespace, name, token: token as Token }, context);
    return { current: answer.isCurrent, newest: answer.newest };
  }

  async describe(request: proto.DescribeRequest, context: MethodContext): Promise<proto.DescribeResponse.$Properties> {
    const { name, limit } = request;
    const namespace = namespaceOf(request.namespace);
    return description(await this.#ask({ type: 'object', namespace, name, limit: limitOf(limit) }, context));
  }

  async listObjects(
    request: proto.ListObjectsRequest,
    context: MethodContext,
  ): Promise<proto.ListObjectsResponse.$Properties> {
    const { after, limit } = request;
    const namespace = namespaceOf(request.namespace);
    const answer = await this.#ask({ type: 'objects', namespace, after, limit: limitOf(limit) }, context);
    return { objects: answer.objects.map(objectState), more: answer.more };
  }

  async listSessions(
    request: proto.ListSessionsRequest,
    context: MethodContext,
  ): Promise<proto.ListSessionsResponse.$Properties> {
    const after = request.after.length === 0 ? '' : sessionHex(request.after);
    const namespace = namespaceOf(request.namespace);
    const answer = await this.#ask({ type: 'sessions', namespace, after, limit: limitOf(request.limit) }, context);
    return { sessions: answer.sessions.map(sessionState), more: answer.more };
  }

  async namespace(
    request: proto.NamespaceRequest,
    context: MethodContext,
  ): Promise<proto.NamespaceResponse.$Properties> {
    const answer = await this.#ask({ type: 'namespace', namespace: namespaceOf(request.namespace) }, context);
    const { quotas, isOwn: own, sessions, objects, waiters, requests } = answer;
    return { quotas, own, sessions, objects, waiters, requests };
  }
}
