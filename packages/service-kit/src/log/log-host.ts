import type { HostEvents, RaftHost } from '@lolraft/raft-core';
import type { Logger } from 'pino';
import { HOST_LINES, type HostLine } from './host-lines.js';

const MAX_REMEMBERED = 1024;

/** Writes what happens to a host as lines of a log, from now on; what there is to tell is in `HOST_LINES`. */
export function logHost(host: Pick<RaftHost, 'events'>, log: Logger): void {
  for (const line of HOST_LINES) listen(host, log, line as HostLine);
  logRefusals(host, log);
}

function listen<K extends keyof HostEvents>(
  { events }: Pick<RaftHost, 'events'>,
  log: Logger,
  line: HostLine<K>,
): void {
  events.on(line.event, (event) => {
    const fields = line.read(event);
    if (fields !== undefined) log[line.level](fields, line.message);
  });
}

export const REFUSAL_MESSAGE = 'connection refused';

/** A peer that is away is dialled again and again: the same refusal is news once, until somebody is there again. */
function logRefusals({ events }: Pick<RaftHost, 'events'>, log: Logger): void {
  const refused = new Map<string, string>();
  events.on('peerUp', () => {
    refused.clear();
  });
  events.on('connectionRefused', ({ reason, remote }) => {
    const isKnown = refused.get(remote) === reason;
    if (refused.size >= MAX_REMEMBERED) refused.clear();
    refused.set(remote, reason);
    log[isKnown ? 'debug' : 'warn']({ reason, remote }, REFUSAL_MESSAGE);
  });
}
