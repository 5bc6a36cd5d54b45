import { InvalidArgumentError } from '@lolraft/raft-core';

/** The one path that peers and clients ask for, and the subprotocol that names the version of what follows. */
export const PATH = '/lol';
export const SUBPROTOCOL = 'lol.v1';

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

/** The address of a listener, as members of a configuration carry it. */
export function formatAddress(secure: boolean, host: string, port: number): string {
  return `${secure ? 'wss' : 'ws'}://${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}

/**
 * Where to dial for an address `ws://host:port` or `wss://host:port`.
 * @throws {InvalidArgumentError}
 */
export function parseAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (
    url === undefined ||
    (url.protocol !== 'ws:' && url.protocol !== 'wss:') ||
    (url.pathname !== '/' && url.pathname !== PATH) ||
    `${url.username}${url.password}${url.search}${url.hash}` !== ''
  ) {
    throw new InvalidArgumentError(
      `address ${JSON.stringify(address)} is not valid: expected ws://host:port or wss://host:port`,
    );
  }
  url.pathname = PATH;
  return url;
}
