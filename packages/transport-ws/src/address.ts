import { InvalidArgumentError } from '@lolraft/raft-core';

/** The one path that peers and clients ask for, and the subprotocol that names the version of what follows. */
export const PATH = '/lol';
export const SUBPROTOCOL = 'lol.v1';

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
