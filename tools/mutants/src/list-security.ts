import { mutantsOf, type Mutant } from './mutant.js';

const kit = mutantsOf('packages/transport-kit/src');
const BREAKS = 'docs/security.md';

/** Faults of who gets in, and what they may do. */
export const SECURITY: readonly Mutant[] = [
  kit(
    'any-trusted-certificate-speaks-as-any-node',
    BREAKS,
    'tls',
    'if (names.includes(expected)) return undefined;',
    'if (names.includes(expected) || names.length > 0) return undefined;',
  ),
  kit(
    'a-peer-without-tls-needs-no-certificate',
    BREAKS,
    'tls',
    '  const isTrusting = ',
    '  if (security === undefined) return undefined;\n  const isTrusting = ',
  ),
  kit(
    'a-client-certificate-is-taken-untrusted',
    BREAKS,
    'security/authenticator',
    'if (security?.authorized !== true || certificate === undefined) return undefined;',
    'if (certificate === undefined) return undefined;',
  ),
  kit(
    'a-certificate-never-expires-on-an-open-connection',
    BREAKS,
    'security/authenticator',
    "if (isOutOfDate(certificate, now)) throw new UnauthenticatedError('the certificate has expired');",
    '',
  ),
  kit(
    'a-token-never-expires',
    BREAKS,
    'security/authenticator',
    'if (now >= record.expires)',
    'if (now >= record.expires && record.expires < 0)',
  ),
  kit('a-token-is-remembered-beyond-its-expiry', BREAKS, 'security/gate', ' && now < last.caller.until)', ')'),
  kit('a-token-is-remembered-beyond-its-policy', BREAKS, 'security/gate', 'last.version === version && ', ''),
  kit('another-token-counts-as-the-last-one', BREAKS, 'security/gate', 'last.credential === credential && ', ''),
  kit(
    'a-wrong-token-falls-back-to-the-certificate',
    BREAKS,
    'security/authenticator',
    'if (credential !== undefined) return this.#byToken(credential, now);',
    `if (credential !== undefined)
      try {
        return this.#byToken(credential, now);
      } catch {
        // Looks at the certificate.
      }`,
  ),
  kit(
    'the-id-of-a-token-is-enough',
    BREAKS,
    'security/token',
    'const isEqual = timingSafeEqual(digestOf(token), entry?.digest ?? NOBODY);',
    'const isEqual = entry !== undefined || timingSafeEqual(digestOf(token), NOBODY);',
  ),
  kit(
    'whoever-is-known-may-do-everything',
    BREAKS,
    'security/gate',
    'if (grants(caller.role, needed)) return;',
    'if (grants(caller.role, needed) || needed !== undefined) return;',
  ),
  kit(
    'a-node-is-an-administrator',
    BREAKS,
    'security/gate',
    "if (grants('read', needed)) return;",
    "if (grants('admin', needed)) return;",
  ),
  kit(
    'whoever-says-that-it-passes-on-may',
    BREAKS,
    'security/gate',
    "    if (caller.type === 'node') {",
    "    if (caller.type === 'node' || forwarded) {",
  ),
  kit(
    'a-node-certificate-is-one-of-a-client-too',
    BREAKS,
    'security/authenticator',
    'if (node !== undefined) return',
    'if (node !== undefined && !this.#certificates.has(name)) return',
  ),
  kit(
    'names-are-split-at-every-comma',
    BREAKS,
    'security/certificate-names',
    '("(?:[^"\\\\]|\\\\.)*"|[^,]*)',
    '([^,]*)',
  ),
  kit(
    'newcomers-are-refused-in-a-flood',
    BREAKS,
    'admission',
    'for (const names of this.#pendingOf.values()) if (names.size > (largest?.size ?? 0)) largest = names;',
    'for (const names of this.#pendingOf.values()) if (names.size <= (largest?.size ?? Infinity)) largest = names;',
  ),
  kit(
    'clients-take-the-room-of-nodes',
    BREAKS,
    'admission',
    "if (as === 'peer' && this.#counts.peer >= maxPeerConnections)",
    "if (as === 'peer' && this.#counts.client >= maxConnections)",
  ),
  kit(
    'connections-of-one-address-are-not-bounded',
    BREAKS,
    'admission',
    'if ((this.#clientsOf.get(address) ?? 0) >= maxConnectionsPerAddress)',
    'if (maxConnectionsPerAddress < 0)',
  ),
  kit(
    'a-stranger-counts-as-admitted',
    BREAKS,
    'security/gate',
    'if (error instanceof UnauthenticatedError) return undefined;',
    'if (error instanceof UnauthenticatedError) return this.#admit();',
  ),
  kit('refusals-fill-the-log', BREAKS, 'security/refusal-log', 'if (this.#room === 0) {', 'if (this.#room < 0) {'),
  kit(
    'a-policy-that-is-not-valid-is-half-used',
    BREAKS,
    'security/gate',
    'new Authenticator(checkPolicy(policy), this.#nodes)',
    'new Authenticator(policy, this.#nodes)',
  ),
];
