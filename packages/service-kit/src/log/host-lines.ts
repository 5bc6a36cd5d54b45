import type { HostEvents, Member } from '@lolraft/raft-core';
import type { LogLevel } from './logger.js';

/** What one event says in the log; its fields are documented, and there is no other in the line. */
export interface HostLine<K extends keyof HostEvents = keyof HostEvents> {
  readonly event: K;
  readonly level: Exclude<LogLevel, 'silent'>;
  readonly message: string;
  readonly fields: readonly string[];
  /** Undefined where the event does not say this. */
  read(event: HostEvents[K]): Readonly<Record<string, unknown>> | undefined;
}

/** A definition, checked against the event that it is about. */
function line<K extends keyof HostEvents>(
  event: K,
  level: HostLine['level'],
  message: string,
  fields: readonly string[],
  read: HostLine<K>['read'],
): HostLine<K> {
  return { event, level, message, fields, read };
}

const idsOf = (members: readonly Member[]): string[] => members.map(({ id }) => id);

/** All lines that come from events of a host. */
export const HOST_LINES = [
  line('state', 'info', 'role', ['group', 'role', 'term', 'leader'], (event) => ({ ...event })),
  line(
    'configuration',
    'info',
    'configuration',
    ['group', 'index', 'voters', 'learners', 'from'],
    ({ group, index, configuration: { voters, outgoing, learners } }) => ({
      group,
      index,
      voters: idsOf(voters),
      learners: idsOf(learners),
      ...(outgoing.length > 0 ? { from: idsOf(outgoing) } : undefined),
    }),
  ),
  line('peerUp', 'info', 'peer up', ['peer'], (event) => ({ ...event })),
  line('peerDown', 'warn', 'peer down', ['peer', 'reason'], (event) => ({ ...event })),
  line('messagesDropped', 'debug', 'messages dropped', ['peer', 'messages'], (event) => ({ ...event })),
  line('peerFault', 'error', 'a peer broke the protocol', ['group', 'peer', 'why'], (event) => ({ ...event })),
  line('diskSlow', 'warn', 'slow disk', ['milliseconds'], ({ milliseconds }) => ({
    milliseconds: Math.round(milliseconds),
  })),
  line('diskFull', 'error', 'the reserve of disk space is reached: writes are refused', [], ({ full }) =>
    full ? {} : undefined,
  ),
  line('diskFull', 'info', 'there is room on the disk again', [], ({ full }) => (full ? undefined : {})),
  line('snapshotTaken', 'info', 'snapshot taken', ['group', 'index', 'size', 'milliseconds'], (event) => ({
    ...event,
    milliseconds: Math.round(event.milliseconds),
  })),
  line('snapshotProgress', 'debug', 'snapshot on its way', ['group', 'from', 'index', 'received', 'size'], (event) => ({
    ...event,
  })),
  line('snapshotServed', 'debug', 'snapshot served', ['group', 'peer', 'bytes'], (event) => ({ ...event })),
  line('snapshotInstalled', 'info', 'snapshot installed', ['group', 'index', 'size'], ({ group, index, size }) => ({
    group,
    index,
    size,
  })),
  line(
    'snapshotFailed',
    'warn',
    'a snapshot failed, and is tried again',
    ['group', 'what', 'err'],
    ({ group, what, error }) => ({ group, what, err: error }),
  ),
  line('stopped', 'info', 'this node was removed from the group', ['group', 'code'], ({ group, error }) =>
    error.code === 'REMOVED' ? { group, code: error.code } : undefined,
  ),
  line('stopped', 'fatal', 'the group has stopped on this node', ['group', 'code', 'err'], ({ group, error }) =>
    error.code === 'REMOVED' ? undefined : { group, code: error.code, err: error },
  ),
] as const;
