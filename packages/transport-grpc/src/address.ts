import { InvalidArgumentError } from '@lolraft/raft-core';

/** Where to dial. */
export interface Destination {
  readonly secure: boolean;
  /** A name or an IP address, without brackets. */
  readonly host: string;
  readonly port: number;
}

/**
 * Reads `grpc://host:port` or `grpcs://host:port`.
 * @throws {InvalidArgumentError}
 */
export function parseAddress(address: string): Destination {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (
    url === undefined ||
    (url.protocol !== 'grpc:' && url.protocol !== 'grpcs:') ||
    url.hostname === '' ||
    url.port === '' ||
    (url.pathname !== '' && url.pathname !== '/') ||
    `${url.username}${url.password}${url.search}${url.hash}` !== ''
  ) {
    throw new InvalidArgumentError(
      `address ${JSON.stringify(address)} is not valid: expected grpc://host:port or grpcs://host:port`,
    );
  }
  const host = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
  return { secure: url.protocol === 'grpcs:', host, port: Number(url.port) };
}

/** As in the authority of a URL. */
export function hostPort({ host, port }: Pick<Destination, 'host' | 'port'>): string {
  return `${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}
