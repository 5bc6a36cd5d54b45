import { EntryKind } from './entry.js';
import type { GroupSettings } from './group-settings.js';
import type { PeerMessage } from './messages.js';

/**
 * The cluster version since which each thing may be written (rule 20). A build knows everything that is listed here, and writes
 * only what the version of its cluster has: until it is raised, an older build can take the place of a newer one.
 */
export const SINCE: {
  readonly entryKinds: Readonly<Record<EntryKind, number>>;
  readonly groupSettings: Readonly<Record<keyof GroupSettings, number>>;
  readonly messages: Readonly<Record<PeerMessage['type'], number>>;
  /** By `SNAPSHOT_VERSION`, the version of a snapshot's resource. */
  readonly snapshots: Readonly<Record<number, number>>;
} = {
  entryKinds: {
    [EntryKind.Noop]: 1,
    [EntryKind.Command]: 1,
    [EntryKind.Configuration]: 1,
    [EntryKind.Session]: 1,
  },
  groupSettings: {
    leases: 1,
    maxClockDrift: 1,
    sessionTtl: 1,
    maxSessions: 1,
    sessionWindow: 1,
    maxSessionSequences: 1,
    maxSessionResponses: 1,
    maxSessionResponseBytes: 1,
    maxResponseBytes: 1,
  },
  messages: {
    preVoteRequest: 1,
    preVoteReply: 1,
    voteRequest: 1,
    voteReply: 1,
    append: 1,
    appendReply: 1,
    heartbeat: 1,
    heartbeatReply: 1,
    readIndexRequest: 1,
    readIndexReply: 1,
    snapshotOffer: 1,
    snapshotReply: 1,
    snapshotPull: 1,
    snapshotChunk: 1,
    snapshotGone: 1,
    storeRefused: 1,
    memberRemoved: 1,
    timeoutNow: 1,
  },
  snapshots: { 1: 1 },
};
