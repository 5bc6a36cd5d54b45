import { ACCESS_ROLES, InvalidArgumentError, type AccessRole } from '@lolraft/raft-core';
import { checkTokenId, type TokenRecord } from './token.js';

/** A certificate that carries this name, and that the node trusts, has this role. */
export interface CertificateRule {
  /** `CN:alice`, `URI:spiffe://prod/app`, `DNS:app.example` or `email:alice@example.com`; the whole of it. */
  readonly name: string;
  readonly role: AccessRole;
}

/** Who may call a node. Nodes among themselves are not in it: their certificates name them. */
export interface AccessPolicy {
  readonly tokens: readonly TokenRecord[];
  readonly certificates: readonly CertificateRule[];
  /** What a caller may do that shows neither a token nor a certificate that is named here; undefined: nothing. */
  readonly anonymous: AccessRole | undefined;
}

const NAME = /^(CN|URI|DNS|email):.{1,512}$/;
const MAX_RULES = 10_000;

/** @throws {InvalidArgumentError} that never shows a hash. */
export function checkPolicy(policy: AccessPolicy): AccessPolicy {
  const { tokens, certificates, anonymous } = policy;
  if (tokens.length + certificates.length > MAX_RULES)
    throw new InvalidArgumentError(`an access policy has at most ${String(MAX_RULES)} tokens and certificates`);
  const seen = new Set<string>();
  const once = (what: string, key: string): void => {
    if (seen.has(`${what} ${key}`)) throw new InvalidArgumentError(`${what} ${key} is named twice`);
    seen.add(`${what} ${key}`);
  };
  for (const { id, hash, role, expires } of tokens) {
    once('token', checkTokenId(id));
    checkRole(role);
    if (!/^[0-9a-f]{64}$/.test(hash))
      throw new InvalidArgumentError(`the hash of token ${id} is not valid: expected 64 hexadecimal digits`);
    if (!(expires > 0)) throw new InvalidArgumentError(`the expiry of token ${id} is not valid`);
  }
  for (const { name, role } of certificates) {
    once('certificate', name);
    checkRole(role);
    if (!NAME.test(name))
      throw new InvalidArgumentError(
        `the certificate name ${JSON.stringify(name)} is not valid: expected CN:, URI:, DNS: or email: and a name`,
      );
  }
  if (anonymous !== undefined) checkRole(anonymous);
  return policy;
}

/** @throws {InvalidArgumentError} */
export function checkRole(role: string): AccessRole {
  const known = ACCESS_ROLES.find((each) => each === role);
  if (known === undefined)
    throw new InvalidArgumentError(`the role ${JSON.stringify(role)} is not one of ${ACCESS_ROLES.join(', ')}`);
  return known;
}
