import { InvalidArgumentError } from '@lolraft/raft-core';

export interface ListenAddress {
  /** A host name or IP address; `0.0.0.0` and `::` mean every interface. */
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
}

const LOOPBACK = '127.0.0.1';
const EVERY_INTERFACE = new Set(['0.0.0.0', '::', '']);

/**
 * Reads `host:port`, `[v6]:port`, a bare port, or the two apart. Loopback unless a host is named.
 * @throws {InvalidArgumentError}
 */
export function parseListen(
  listen: string | number | { readonly host?: string; readonly port: number },
): ListenAddress {
  if (typeof listen === 'object') return checkListen(listen.host ?? LOOPBACK, listen.port, JSON.stringify(listen));
  if (typeof listen === 'number') return checkListen(LOOPBACK, listen, String(listen));
  const match = /^(?:(?:\[([0-9A-Fa-f:.%]+)\]|([^:[\]/\s]+)):)?(\d{1,5})$/.exec(listen);
  if (match === null) {
    throw new InvalidArgumentError(
      `listen ${JSON.stringify(listen)} is not valid: expected "host:port" or "[ipv6]:port"`,
    );
  }
  return checkListen(match[1] ?? match[2] ?? LOOPBACK, Number(match[3]), JSON.stringify(listen));
}

function checkListen(host: string, port: number, given: string): ListenAddress {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new InvalidArgumentError(`listen ${given} is not valid: expected a port from 0 to 65535`);
  }
  return { host, port };
}

/** Whether others can reach what listens there by that same name. */
export function isEveryInterface(host: string): boolean {
  return EVERY_INTERFACE.has(host);
}

/** The address of a listener, as members of a configuration carry it: `scheme://host:port`. */
export function formatAddress(scheme: string, host: string, port: number): string {
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}
