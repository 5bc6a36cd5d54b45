import { InvalidArgumentError, type AccessRole } from '@lolraft/raft-core';
import { checkPolicy, checkRole, type AccessPolicy, type CertificateRule } from './access-policy.js';
import type { TokenRecord } from './token.js';

const EXPECTED =
  'expected "token ID ROLE EXPIRY sha256:HEX", "certificate NAME ROLE", "anonymous ROLE", or a comment with #';

/**
 * Reads an access file: one rule on each line.
 *
 *     token        ci      write  2027-01-31T00:00:00Z  sha256:5e88...
 *     certificate  CN:ops  admin
 *     anonymous    read
 *
 * @throws {InvalidArgumentError} that names the line, and shows nothing of it: somebody may have put a secret there.
 */
export function parseAccessFile(text: string): AccessPolicy {
  const tokens: TokenRecord[] = [];
  const certificates: CertificateRule[] = [];
  let anonymous: AccessRole | undefined;
  for (const [at, line] of text.split('\n').entries()) {
    const words = line
      .replace(/(^|\s)#.*$/, '')
      .trim()
      .split(/\s+/);
    const [kind, ...rest] = words;
    if (kind === '' || kind === undefined) continue;
    const fail = (why: string): never => {
      throw new InvalidArgumentError(`line ${String(at + 1)} of the access file is not valid: ${why}`);
    };
    const roleOf = (word: string | undefined): AccessRole => {
      try {
        return checkRole(word ?? '');
      } catch {
        return fail('the role must be read, write or admin');
      }
    };
    if (kind === 'token' && rest.length === 4) {
      const [id = '', role, expiry = '', digest = ''] = rest;
      if (!/^sha256:[0-9a-f]{64}$/.test(digest)) fail('a token is kept as sha256: and 64 hexadecimal digits');
      const expires = expiry === 'never' ? Infinity : Date.parse(expiry);
      if (Number.isNaN(expires)) fail('the expiry must be a time like 2027-01-31T00:00:00Z, or never');
      tokens.push({ id, role: roleOf(role), expires, hash: digest.slice('sha256:'.length) });
    } else if (kind === 'certificate' && rest.length === 2) {
      const [name = '', role] = rest;
      certificates.push({ name, role: roleOf(role) });
    } else if (kind === 'anonymous' && rest.length === 1) {
      if (anonymous !== undefined) fail('anonymous is named twice');
      anonymous = roleOf(rest[0]);
    } else fail(EXPECTED);
  }
  return checkPolicy({ tokens, certificates, anonymous });
}

/** The line of an access file for this token. */
export function formatToken({ id, role, expires, hash }: TokenRecord): string {
  return `token ${id} ${role} ${expires === Infinity ? 'never' : new Date(expires).toISOString()} sha256:${hash}`;
}
