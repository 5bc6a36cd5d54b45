import { InvalidArgumentError } from '@lolraft/raft-core';

export interface ListenAddress {
  readonly host: string;
  /** 0: one that is free. */
  readonly port: number;
}

const LOOPBACK = '127.0.0.1';

/**
 * `host:port`, `[::1]:port`, or a port alone, which is of the loopback interface: whoever wants others to connect says so.
 * @throws {InvalidArgumentError}
 */
export function listenAddress(text: string): ListenAddress {
  const [, bracketed, plain, digits = ''] = /^(?:\[([0-9a-fA-F:.]+)\]:|([^\s:/[\]]+):)?(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (digits === '' || port > 65_535)
    throw new InvalidArgumentError(`an address to listen on is host:port or a port, not ${JSON.stringify(text)}`);
  return { host: bracketed ?? plain ?? LOOPBACK, port };
}

/** Where this machine reaches what listens there. */
export function localUrl({ host, port }: ListenAddress, isTls: boolean): string {
  const reached = host === '0.0.0.0' ? LOOPBACK : host === '::' ? '::1' : host;
  return `${isTls ? 'https' : 'http'}://${reached.includes(':') ? `[${reached}]` : reached}:${port}`;
}
