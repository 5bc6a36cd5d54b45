import { DEFAULT_GROUP, type Member, type RaftHost } from '@lolraft/raft-core';
import type { Logger } from 'pino';

const MAX_REMEMBERED = 1024;

/** What a node that is no member yet waits for, and how somebody sees to it. */
export function logWaiting(host: RaftHost, members: readonly string[], log: Logger): void {
  for (const { group, membership } of host.status()) {
    if (membership.members.length > 0) continue;
    const of = group === DEFAULT_GROUP ? '' : ` --group ${group}`;
    const how = `raftctl add ${host.id} ${host.address}${of} --endpoints ${members.join()}`;
    log.info({ group }, `waits to be added to the cluster: ${how}`);
  }
}

/** Writes what happens to a node as structured log lines. */
export function logEvents({ events }: RaftHost, log: Logger): void {
  events.on('state', ({ group, role, term, leader }) => {
    log.info({ group, role, term, leader }, 'role');
  });
  events.on('configuration', ({ group, index, configuration }) => {
    const idsOf = (members: readonly Member[]): string[] => members.map(({ id }) => id);
    const { voters, outgoing, learners } = configuration;
    const former = outgoing.length > 0 ? { from: idsOf(outgoing) } : undefined;
    log.info({ group, index, voters: idsOf(voters), learners: idsOf(learners), ...former }, 'configuration');
  });
  events.on('peerUp', ({ peer }) => {
    log.info({ peer }, 'peer up');
  });
  events.on('peerDown', ({ peer, reason }) => {
    log.warn({ peer, reason }, 'peer down');
  });
  events.on('messagesDropped', ({ peer, messages }) => {
    log.debug({ peer, messages }, 'messages dropped');
  });
  // A peer that is away is dialled again and again: the same refusal is news once, until it is there again.
  const refused = new Map<string, string>();
  events.on('peerUp', () => {
    refused.clear();
  });
  events.on('connectionRefused', ({ reason, remote }) => {
    const known = refused.get(remote) === reason;
    if (refused.size >= MAX_REMEMBERED) refused.clear();
    refused.set(remote, reason);
    log[known ? 'debug' : 'warn']({ reason, remote }, 'connection refused');
  });
  events.on('peerFault', ({ group, peer, why }) => {
    log.error({ group, peer, why }, 'a peer broke the protocol');
  });
  events.on('diskSlow', ({ milliseconds }) => {
    log.warn({ milliseconds: Math.round(milliseconds) }, 'slow disk');
  });
  events.on('diskFull', ({ full }) => {
    if (full) log.error('the reserve of disk space is reached: writes are refused');
    else log.info('there is room on the disk again');
  });
  events.on('snapshotTaken', ({ group, index, size, milliseconds }) => {
    log.info({ group, index, size, milliseconds: Math.round(milliseconds) }, 'snapshot taken');
  });
  events.on('snapshotProgress', ({ group, from, index, received, size }) => {
    log.debug({ group, from, index, received, size }, 'snapshot on its way');
  });
  events.on('snapshotServed', ({ group, peer, bytes }) => {
    log.debug({ group, peer, bytes }, 'snapshot served');
  });
  events.on('snapshotInstalled', ({ group, index, size }) => {
    log.info({ group, index, size }, 'snapshot installed');
  });
  events.on('snapshotFailed', ({ group, what, error }) => {
    log.warn({ group, what, err: error }, 'a snapshot failed, and is tried again');
  });
  events.on('stopped', ({ group, error }) => {
    if (error.code === 'REMOVED') log.info({ group, code: error.code }, 'this node was removed from the group');
    else log.fatal({ group, code: error.code, err: error }, 'the group has stopped on this node');
  });
}
