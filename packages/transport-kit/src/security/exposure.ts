import { isIP } from 'node:net';

/** What somebody has to know who lets a node listen like this; empty where there is nothing to say. */
export function exposureOf(setup: {
  readonly host: string;
  readonly tls: boolean;
  /** Whether certificates are asked for. */
  readonly verifies: boolean;
  readonly policy: boolean;
}): readonly string[] {
  if (isLoopback(setup.host)) return [];
  const problems: string[] = [];
  const where = `listening on ${setup.host}, beyond this machine,`;
  if (!setup.tls)
    problems.push(`${where} without TLS: whoever reaches the port can speak as a node, and read what is sent`);
  else if (!setup.verifies)
    problems.push(`${where} without asking nodes for certificates: whoever reaches the port can speak as a node`);
  if (!setup.policy) problems.push(`${where} without an access policy: whoever reaches the port may do everything`);
  return problems;
}

/** Whether nobody but this machine reaches what listens there. */
export function isLoopback(host: string): boolean {
  if (isIP(host) === 4) return host.startsWith('127.');
  return host === '::1' || host === 'localhost';
}
