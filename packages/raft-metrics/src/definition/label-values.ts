import type { HostEvents, MemberRole, Outcome, PeerStatus, ReadLevel, Role, SnapshotStatus } from '@lolraft/raft-core';

type Replication = NonNullable<PeerStatus['replication']>;

/** The compiler sees to it that none is missing. */
const all = <T extends string>(values: Readonly<Record<T, true>>): readonly T[] => Object.keys(values) as T[];

export const ROLES = all<Role>({ follower: true, preCandidate: true, candidate: true, leader: true });

export const MEMBER_ROLES = all<MemberRole>({ voter: true, incoming: true, outgoing: true, learner: true });

export const REPLICATION_STATES = all<Replication['state']>({ probe: true, replicate: true, snapshot: true });

export const SNAPSHOT_ACTIVITIES = all<SnapshotStatus['activity']>({
  idle: true,
  taking: true,
  fetching: true,
  installing: true,
  unreadable: true,
});

export const SNAPSHOT_OPERATIONS = all<HostEvents['snapshotFailed']['what']>({
  take: true,
  fetch: true,
  read: true,
  serve: true,
  delete: true,
});

export const READ_LEVELS = all<ReadLevel['type']>({ linearizable: true, lease: true, local: true });

export const OUTCOMES = all<Outcome>({ not_applied: true, unknown: true });
