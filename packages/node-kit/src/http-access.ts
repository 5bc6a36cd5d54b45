import type { IncomingHttpHeaders } from 'node:http';
import type { PeerCertificate } from 'node:tls';
import {
  type AccessRole,
  type ClusterId,
  grants,
  PermissionDeniedError,
  UnauthenticatedError,
} from '@lolraft/raft-core';
import { type AccessPolicy, Authenticator, checkPolicy, DEFAULT_NODE_NAME, NodeName } from '@lolraft/transport-kit';

const BEARER = /^bearer +(\S+)$/i;

/** What a request over HTTP shows of its caller. */
export interface HttpCaller {
  readonly headers: IncomingHttpHeaders;
  readonly certificate: PeerCertificate | undefined;
}

/** Who may use the routes of an app: the policy of the calls holds for them too. Health and metrics are not its affair. */
export class HttpAccess {
  readonly #nodes: NodeName;
  #authenticator: Authenticator | undefined;

  /** @param policy undefined: everybody may do everything. */
  constructor(policy: AccessPolicy | undefined, nodeName: string | undefined, cluster: ClusterId) {
    this.#nodes = new NodeName(nodeName ?? DEFAULT_NODE_NAME, cluster);
    if (policy !== undefined) this.renew(policy);
  }

  /** Counts from the next request on. @throws {InvalidArgumentError} and goes on as before. */
  renew(policy: AccessPolicy): void {
    this.#authenticator = new Authenticator(checkPolicy(policy), this.#nodes);
  }

  /**
   * @throws {UnauthenticatedError} where nobody knows who asks.
   * @throws {PermissionDeniedError} where it may not.
   */
  authorize(needed: AccessRole, { headers, certificate }: HttpCaller): void {
    if (this.#authenticator === undefined) return;
    const security = certificate === undefined ? undefined : { authorized: true, problem: '', certificate };
    const caller = this.#authenticator.authenticate({ security }, credentialOf(headers), Date.now());
    // A node has no reason to ask over HTTP but to look.
    const role = caller.type === 'node' ? 'read' : caller.role;
    if (!grants(role, needed))
      throw new PermissionDeniedError(`this needs the role ${needed}, and ${caller.name} has ${role}`);
  }
}

function credentialOf({ authorization }: IncomingHttpHeaders): string | undefined {
  if (authorization === undefined) return undefined;
  const [, token] = BEARER.exec(authorization) ?? [];
  if (token === undefined) throw new UnauthenticatedError('the authorization is no bearer token');
  return token;
}
