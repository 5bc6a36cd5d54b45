import { InvalidArgumentError } from '@lolraft/raft-core';
import { createSecureContext, type SecureContextOptions } from 'node:tls';

/** PEM text or bytes. */
export type Pem = string | Uint8Array;

export interface HttpTls {
  readonly cert: Pem;
  readonly key: Pem;
  /** Who signs the certificates of callers; needed where they must show one. */
  readonly ca?: Pem | readonly Pem[];
  /** Whether callers must show a certificate that `ca` has signed. Default: no. */
  readonly requireCertificate?: boolean;
}

const isList = (ca: Pem | readonly Pem[]): ca is readonly Pem[] => Array.isArray(ca);
const pem = (value: Pem): string | Buffer => (typeof value === 'string' ? value : Buffer.from(value));

/** @throws {InvalidArgumentError} where the certificates cannot be used. */
export function secureOptions({ cert, key, ca, requireCertificate }: HttpTls): SecureContextOptions {
  if (requireCertificate === true && ca === undefined)
    throw new InvalidArgumentError('callers cannot be asked for certificates without the authority that signs them');
  const options: SecureContextOptions = {
    minVersion: 'TLSv1.2',
    cert: pem(cert),
    key: pem(key),
    ...(ca === undefined ? undefined : { ca: (isList(ca) ? ca : [ca]).map(pem) }),
  };
  try {
    createSecureContext(options);
  } catch (error) {
    throw new InvalidArgumentError(
      `the TLS options of the HTTP server are not valid: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return options;
}
