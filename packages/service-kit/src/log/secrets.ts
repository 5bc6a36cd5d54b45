const NAMES = [
  ...['password', 'passphrase', 'secret', 'token', 'authorization', 'cookie', 'credentials'],
  ...[
    'clusterToken',
    'accessToken',
    'tokens',
    'apiKey',
    'privateKey',
    'tlsKey',
    'key',
    'secretAccessKey',
    'sessionToken',
  ],
];

/** Fields that are never written, at the top of a line and one level below. */
export const SECRET_FIELDS: readonly string[] = NAMES.flatMap((name) => [name, `*.${name}`]);

export const REDACTED = '[redacted]';

/** Without who logs in, in whatever URL a text has. */
export function withoutCredentials(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, `$1${REDACTED}@`);
}
