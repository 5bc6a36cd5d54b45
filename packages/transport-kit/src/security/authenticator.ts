import { UnauthenticatedError, type AccessRole, type NodeId } from '@lolraft/raft-core';
import type { ChannelSecurity } from '../channel.js';
import type { AccessPolicy } from './access-policy.js';
import { isOutOfDate, namesOf } from './certificate-names.js';
import type { NodeName } from './node-name.js';
import { TokenTable } from './token.js';

/** Somebody who has shown who it is. */
export type Caller = {
  /** For logs; holds no secret. */
  readonly name: string;
  /** Milliseconds since 1970: until then, what it has shown is good. */
  readonly until: number;
} & (
  | { readonly type: 'client'; readonly role: AccessRole }
  /** Another node of the cluster: it looks, and passes on what its own callers ask. */
  | { readonly type: 'node'; readonly node: NodeId }
);

/** What a connection shows by itself, before it says anything. */
export interface Shown {
  readonly security: ChannelSecurity | undefined;
}

/** Finds out who calls, from a certificate or a token. The same for every transport. */
export class Authenticator {
  readonly #tokens: TokenTable;
  readonly #certificates: ReadonlyMap<string, AccessRole>;
  readonly #anonymous: AccessRole | undefined;
  readonly #nodes: NodeName;

  constructor({ tokens, certificates, anonymous }: AccessPolicy, nodes: NodeName) {
    this.#tokens = new TokenTable(tokens);
    this.#certificates = new Map(certificates.map(({ name, role }) => [name, role]));
    this.#anonymous = anonymous;
    this.#nodes = nodes;
  }

  /**
   * A token that is shown counts alone: a wrong one is not made good by a certificate.
   * @param now Milliseconds since 1970.
   * @throws {UnauthenticatedError}
   */
  authenticate({ security }: Shown, credential: string | undefined, now: number): Caller {
    if (credential !== undefined) return this.#byToken(credential, now);
    const caller = this.#byCertificate(security, now);
    if (caller !== undefined) return caller;
    if (this.#anonymous !== undefined)
      return { type: 'client', name: 'anonymous', role: this.#anonymous, until: Infinity };
    throw new UnauthenticatedError('no token, and no certificate that is known here');
  }

  #byToken(credential: string, now: number): Caller {
    const record = this.#tokens.find(credential);
    if (record === undefined) throw new UnauthenticatedError('the token is not known here');
    if (now >= record.expires) throw new UnauthenticatedError(`the token ${record.id} has expired`);
    return { type: 'client', name: `token ${record.id}`, role: record.role, until: record.expires };
  }

  #byCertificate(security: ChannelSecurity | undefined, now: number): Caller | undefined {
    const certificate = security?.certificate;
    if (security?.authorized !== true || certificate === undefined) return undefined;
    if (isOutOfDate(certificate, now)) throw new UnauthenticatedError('the certificate has expired');
    const until = Date.parse(certificate.valid_to);
    const names = namesOf(certificate);
    for (const name of names) {
      const node = this.#nodes.nodeOf(name);
      if (node !== undefined) return { type: 'node', name: `node ${node}`, node, until };
    }
    for (const name of names) {
      const role = this.#certificates.get(name);
      if (role !== undefined) return { type: 'client', name, role, until };
    }
    return undefined;
  }
}
