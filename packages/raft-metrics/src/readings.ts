import type { NodeStatus, RaftGroup, RaftHost } from '@lolraft/raft-core';
import { MEMBER_ROLES, REPLICATION_STATES, ROLES, SNAPSHOT_ACTIVITIES } from './definition/label-values.js';
import { METRICS } from './definition/metrics.js';
import type { GaugeDefinition } from './definition/metric.js';
import type { Samples } from './sample.js';

/** One series for each state that there is, of which the present one is 1. */
function addState(
  samples: Samples,
  metric: GaugeDefinition,
  values: readonly string[],
  all: readonly string[],
  present: string,
): void {
  for (const state of all) samples.add(metric, [...values, state], state === present);
}

function readConsensus(samples: Samples, status: NodeStatus): void {
  const at = [status.group];
  addState(samples, METRICS.role, at, ROLES, status.role);
  samples.add(METRICS.term, at, status.term);
  samples.add(METRICS.hasLeader, at, status.leader !== undefined);
  if (status.phi !== undefined) samples.add(METRICS.leaderSuspicion, at, status.phi);
  samples.add(METRICS.failed, at, status.failure !== undefined);
  samples.add(METRICS.commitIndex, at, status.commitIndex);
  samples.add(METRICS.appliedIndex, at, status.appliedIndex);
  samples.add(METRICS.applyLag, at, Math.max(0, status.commitIndex - status.appliedIndex));
  samples.add(METRICS.firstIndex, at, status.firstIndex);
  samples.add(METRICS.lastIndex, at, status.lastIndex);
  samples.add(METRICS.durableIndex, at, status.durableIndex);
  samples.add(METRICS.logEntries, at, status.lastIndex - status.firstIndex + 1);
}

function readMembership(samples: Samples, { group, membership, clusterVersion }: NodeStatus): void {
  const at = [group];
  for (const role of MEMBER_ROLES)
    samples.add(METRICS.members, [group, role], membership.members.filter((m) => m.role === role).length);
  samples.add(METRICS.membershipJoint, at, membership.joint);
  samples.add(METRICS.configurationIndex, at, membership.index);
  samples.add(METRICS.clusterVersion, at, clusterVersion);
}

function readSnapshots(samples: Samples, { group, snapshotIndex, snapshot }: NodeStatus): void {
  samples.add(METRICS.snapshotIndex, [group], snapshotIndex);
  samples.add(METRICS.snapshotSize, [group], snapshot.size);
  addState(samples, METRICS.snapshotActivity, [group], SNAPSHOT_ACTIVITIES, snapshot.activity);
}

function readPeers(samples: Samples, { group, lastIndex, peers }: NodeStatus): void {
  for (const { id, replication } of peers) {
    if (replication === undefined) continue;
    const at = [group, id];
    addState(samples, METRICS.replicationState, at, REPLICATION_STATES, replication.state);
    samples.add(METRICS.matchIndex, at, replication.matchIndex);
    samples.add(METRICS.peerLag, at, Math.max(0, lastIndex - replication.matchIndex));
    samples.add(METRICS.inflightMessages, at, replication.inflightMessages);
    samples.add(METRICS.inflightBytes, at, replication.inflightBytes);
    samples.add(METRICS.lastContact, at, replication.lastContact / 1000);
  }
}

function readPending(samples: Samples, group: RaftGroup): void {
  const at = [group.id];
  const { writes, writeBytes, reads, readBytes } = group.pending;
  samples.add(METRICS.pendingWrites, at, writes);
  samples.add(METRICS.pendingWriteBytes, at, writeBytes);
  samples.add(METRICS.pendingReads, at, reads);
  samples.add(METRICS.pendingReadBytes, at, readBytes);
}

/** A connection serves all groups, so each of them tells the same of it. */
function readConnections(samples: Samples, statuses: readonly NodeStatus[]): void {
  const connected = new Map(statuses.flatMap(({ peers }) => peers.map((peer) => [peer.id, peer.connected] as const)));
  for (const [peer, isConnected] of connected) samples.add(METRICS.connected, [peer], isConnected);
}

function readTraffic(samples: Samples, host: RaftHost, peers: ReadonlySet<string>): void {
  for (const [peer, traffic] of host.traffic() ?? []) {
    if (!peers.has(peer)) continue;
    samples.add(METRICS.messagesSent, [peer], traffic.messagesSent);
    samples.add(METRICS.bytesSent, [peer], traffic.bytesSent);
    samples.add(METRICS.messagesReceived, [peer], traffic.messagesReceived);
    samples.add(METRICS.bytesReceived, [peer], traffic.bytesReceived);
  }
}

/** Everything that can be read at the moment of asking, without having been counted before. */
export function read(samples: Samples, host: RaftHost, groups: readonly RaftGroup[], peers: ReadonlySet<string>): void {
  samples.add(METRICS.nodeInfo, [host.id, host.clusterId], 1);
  samples.add(METRICS.groups, [], groups.length);
  samples.add(METRICS.storageFull, [], host.diskFull);
  const statuses: NodeStatus[] = [];
  for (const group of groups) {
    const status = group.status();
    statuses.push(status);
    readConsensus(samples, status);
    readMembership(samples, status);
    readSnapshots(samples, status);
    readPeers(samples, status);
    readPending(samples, group);
  }
  readConnections(samples, statuses);
  readTraffic(samples, host, peers);
}
