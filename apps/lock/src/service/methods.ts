import { MAX_KEPT_SESSIONS, type proto } from '@lolraft/lock-client';
import { InvalidArgumentError, type MethodContext } from '@lolraft/raft-core';
import type { ReleaseResult, RequestId, Token } from '../machine/index.js';
import type { Acquiring, AcquiringSite } from './acquiring.js';
import type { LookUps } from './look-ups.js';
import { refusal } from './messages/errors.js';
import { isGiven, namespaceOf, quotasOf, sessionOf } from './messages/requests.js';

/** What is asked of the service, in messages of the protocol: whatever brings them. */
export class LockMethods {
  readonly #site: AcquiringSite;
  readonly #acquiring: Acquiring;
  readonly lookUps: LookUps;

  constructor(site: AcquiringSite, acquiring: Acquiring, lookUps: LookUps) {
    this.#site = site;
    this.#acquiring = acquiring;
    this.lookUps = lookUps;
  }

  async openSession(
    request: proto.OpenSessionRequest,
    context: MethodContext,
  ): Promise<proto.OpenSessionResponse.$Properties> {
    const { commands, keeper } = this.#site;
    const { owner, ttl: ttlMs } = request;
    const session = sessionOf(request.session);
    const namespace = namespaceOf(request.namespace);
    const result = await commands.runFor(keeper, { type: 'openSession', session, namespace, owner, ttlMs }, context);
    if (result.type !== 'opened') throw refusal(result);
    return { ttl: ttlMs };
  }

  async keepAlive({ sessions }: proto.KeepAliveRequest): Promise<proto.KeepAliveResponse.$Properties> {
    if (sessions.length === 0 || sessions.length > MAX_KEPT_SESSIONS)
      throw new InvalidArgumentError(`name 1 to ${MAX_KEPT_SESSIONS} sessions, not ${sessions.length}`);
    const ids = sessions.map(sessionOf);
    const { keeper, tally } = this.#site;
    const ttls = await keeper.keepAlive(ids);
    tally.keepAlives += ttls.length;
    return { sessions: ttls.map((ttl) => ({ ttl })) };
  }

  async closeSession(
    request: proto.CloseSessionRequest,
    context: MethodContext,
  ): Promise<proto.CloseSessionResponse.$Properties> {
    const { commands, keeper } = this.#site;
    // Gone already is what was wanted.
    await commands.runFor(keeper, { type: 'closeSession', session: sessionOf(request.session) }, context);
    return {};
  }

  acquire(request: proto.AcquireRequest, context: MethodContext): Promise<proto.AcquireResponse.$Properties> {
    return this.#acquiring.acquire(request, context);
  }

  async release(message: proto.ReleaseRequest, context: MethodContext): Promise<proto.ReleaseResponse.$Properties> {
    const { request, token, name, floor } = message;
    const { commands, keeper } = this.#site;
    const session = sessionOf(message.session);
    if (isGiven(request))
      return released(
        await commands.runFor(keeper, { type: 'release', session, request: request as RequestId, floor }, context),
      );
    if (!isGiven(token)) throw new InvalidArgumentError('name the request, or the object and its token');
    return released(
      await commands.runFor(keeper, { type: 'releaseToken', session, name, token: token as Token, floor }, context),
    );
  }

  leave(request: proto.LeaveRequest, context: MethodContext): Promise<proto.LeaveResponse.$Properties> {
    return this.#acquiring.leave(request, context);
  }

  async proclaim(request: proto.ProclaimRequest, context: MethodContext): Promise<proto.ProclaimResponse.$Properties> {
    const { commands, keeper } = this.#site;
    const { name, token } = request;
    const session = sessionOf(request.session);
    const value = Uint8Array.from(request.value);
    const command = { type: 'proclaim', session, name, token: token as Token, value } as const;
    const result = await commands.runFor(keeper, command, context);
    if (result.type !== 'proclaimed') throw refusal(result);
    return {};
  }

  async break(request: proto.BreakRequest, context: MethodContext): Promise<proto.BreakResponse.$Properties> {
    const { name, token } = request;
    const namespace = namespaceOf(request.namespace);
    const command = { type: 'break', namespace, name, token: token as Token } as const;
    const result = await this.#site.commands.run(command, context);
    if (result.type !== 'broken') throw refusal(result);
    return { holds: result.holds };
  }

  async setQuotas(
    request: proto.SetQuotasRequest,
    context: MethodContext,
  ): Promise<proto.SetQuotasResponse.$Properties> {
    const namespace = namespaceOf(request.namespace);
    const quotas = isGiven(request.quotas) ? quotasOf(request.quotas) : undefined;
    const result = await this.#site.commands.run({ type: 'setQuotas', namespace, quotas }, context);
    if (result.type !== 'quotasSet') throw refusal(result);
    return {};
  }
}

/** A release that is repeated finds that it was made. */
function released(result: ReleaseResult): proto.ReleaseResponse.$Properties {
  switch (result.type) {
    case 'released':
      return { left: result.left };
    case 'cancelled':
      return { left: 0 };
    case 'ended':
      if (result.how === 'released' || result.how === 'cancelled' || result.how === 'left') return { left: 0 };
      throw refusal(result);
    case 'notHeld':
    case 'sessionGone':
    case 'quotaExceeded':
      throw refusal(result);
  }
}
