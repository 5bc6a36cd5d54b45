import { scalars } from '@lolraft/proto-kit';
import {
  clusterId,
  groupId,
  nodeId,
  type NodeStatus,
  type PeerStatus,
  ProtocolError,
  type Role,
  type SnapshotStatus,
  storeId,
} from '@lolraft/raft-core';
import { bounded, measured, present } from '../protobuf/check.js';
import { proto } from '../protobuf/generated.js';
import { Names } from '../protobuf/names.js';
import { cutText } from '../protobuf/text.js';
import { MAX_ADDRESS_BYTES, MAX_FAILURE_BYTES, MAX_PEERS } from './limits.js';
import { membershipFromProto, membershipToProto } from './membership-codec.js';
import { rangeFromProto, rangeToProto, reportFromProto, reportToProto } from './report-codec.js';

type PeerRole = PeerStatus['role'];
type Replication = Exclude<PeerStatus['replication'], undefined>;

const ROLES = new Names<Role, proto.NodeRole>({
  follower: proto.NodeRole.NODE_ROLE_FOLLOWER,
  preCandidate: proto.NodeRole.NODE_ROLE_PRE_CANDIDATE,
  candidate: proto.NodeRole.NODE_ROLE_CANDIDATE,
  leader: proto.NodeRole.NODE_ROLE_LEADER,
});
const PEER_ROLES = new Names<PeerRole, proto.PeerRole>({
  voter: proto.PeerRole.PEER_ROLE_VOTER,
  learner: proto.PeerRole.PEER_ROLE_LEARNER,
});
const STATES = new Names<Replication['state'], proto.ReplicationState>({
  probe: proto.ReplicationState.REPLICATION_STATE_PROBE,
  replicate: proto.ReplicationState.REPLICATION_STATE_REPLICATE,
  snapshot: proto.ReplicationState.REPLICATION_STATE_SNAPSHOT,
});
const ACTIVITIES = new Names<SnapshotStatus['activity'], proto.SnapshotActivity>({
  idle: proto.SnapshotActivity.SNAPSHOT_ACTIVITY_IDLE,
  taking: proto.SnapshotActivity.SNAPSHOT_ACTIVITY_TAKING,
  fetching: proto.SnapshotActivity.SNAPSHOT_ACTIVITY_FETCHING,
  installing: proto.SnapshotActivity.SNAPSHOT_ACTIVITY_INSTALLING,
  unreadable: proto.SnapshotActivity.SNAPSHOT_ACTIVITY_UNREADABLE,
});
/** What is not sent: it would be in every status of a node that takes no snapshots. */
const NOTHING: SnapshotStatus = { size: 0, activity: 'idle', received: 0, total: 0, failure: undefined };

export function statusToProto(status: NodeStatus): proto.NodeStatus.$Properties {
  const { leader, leaderAddress, phi, failure } = status;
  return {
    group: status.group,
    id: status.id,
    clusterId: status.clusterId,
    storeId: status.storeId,
    role: ROLES.valueOf(status.role),
    term: status.term,
    leader: leader ?? null,
    leaderAddress: leaderAddress === undefined ? null : cutText(leaderAddress, MAX_ADDRESS_BYTES),
    commitIndex: status.commitIndex,
    appliedIndex: status.appliedIndex,
    firstIndex: status.firstIndex,
    lastIndex: status.lastIndex,
    lastTerm: status.lastTerm,
    durableIndex: status.durableIndex,
    snapshotIndex: status.snapshotIndex,
    clusterVersion: status.clusterVersion,
    phi: phi ?? null,
    failure: failure === undefined ? null : cutText(failure, MAX_FAILURE_BYTES),
    peers: status.peers.map(peerToProto),
    snapshot: snapshotToProto(status.snapshot),
    membership: membershipToProto(status.membership),
    ...reportToProto(status),
  };
}

function snapshotToProto(status: SnapshotStatus): proto.SnapshotStatus.$Properties | null {
  const { size, activity, received, total, failure } = status;
  const isNothing = size === 0 && received === 0 && total === 0;
  if (isNothing && activity === NOTHING.activity && failure === undefined) return null;
  const text = failure === undefined ? null : cutText(failure, MAX_FAILURE_BYTES);
  return { size, activity: ACTIVITIES.valueOf(activity), received, total, failure: text };
}

function snapshotFromProto(m: proto.SnapshotStatus.$Properties | null | undefined): SnapshotStatus {
  if (!m) return NOTHING;
  const { size, activity, received, total } = scalars(m);
  const failure = typeof m.failure === 'string' ? bounded('a failure', m.failure, MAX_FAILURE_BYTES) : undefined;
  return { size, activity: present('what is done', ACTIVITIES.nameOf(activity)), received, total, failure };
}

function peerToProto({
  id,
  address,
  role,
  connected,
  versions,
  replication,
}: PeerStatus): proto.PeerStatus.$Properties {
  const cut = cutText(address, MAX_ADDRESS_BYTES);
  const peer = { id, address: cut, role: PEER_ROLES.valueOf(role), connected, versions: rangeToProto(versions) };
  if (replication === undefined) return peer;
  const { state, matchIndex, nextIndex, inflightMessages, inflightBytes, lastContact } = replication;
  const numbers = { matchIndex, nextIndex, inflightMessages, inflightBytes, lastContact };
  const { snapshot = null, roundTrip = null, phi = null } = replication;
  return { ...peer, replication: { state: STATES.valueOf(state), ...numbers, snapshot, roundTrip, phi } };
}

/** Throws `InvalidArgumentError` on an id that is not valid, otherwise `ProtocolError`. */
export function statusFromProto(message: proto.NodeStatus.$Properties | null | undefined): NodeStatus {
  const m = present('the status', message);
  const s = scalars(m);
  const peers = m.peers ?? [];
  if (peers.length > MAX_PEERS)
    throw new ProtocolError(`a status has ${peers.length} peers, over the limit of ${MAX_PEERS}`);
  return {
    group: groupId(s.group),
    id: nodeId(s.id),
    clusterId: clusterId(s.clusterId),
    storeId: storeId(s.storeId),
    role: present('the role', ROLES.nameOf(s.role)),
    term: s.term,
    leader: typeof m.leader === 'string' ? nodeId(m.leader) : undefined,
    leaderAddress:
      typeof m.leaderAddress === 'string' ? bounded('an address', m.leaderAddress, MAX_ADDRESS_BYTES) : undefined,
    commitIndex: s.commitIndex,
    appliedIndex: s.appliedIndex,
    firstIndex: s.firstIndex,
    lastIndex: s.lastIndex,
    lastTerm: s.lastTerm,
    durableIndex: s.durableIndex,
    snapshotIndex: s.snapshotIndex,
    clusterVersion: s.clusterVersion,
    phi: typeof m.phi === 'number' ? measured('phi', m.phi) : undefined,
    failure: typeof m.failure === 'string' ? bounded('a failure', m.failure, MAX_FAILURE_BYTES) : undefined,
    peers: peers.map(peerFromProto),
    snapshot: snapshotFromProto(m.snapshot),
    membership: membershipFromProto(m.membership),
    ...reportFromProto(m),
  };
}

function peerFromProto(m: proto.PeerStatus.$Properties): PeerStatus {
  const { id, address, role, connected } = scalars(m);
  return {
    id: nodeId(id),
    address: bounded('an address', address, MAX_ADDRESS_BYTES),
    role: present('the role of a peer', PEER_ROLES.nameOf(role)),
    connected,
    versions: rangeFromProto(m.versions),
    replication: m.replication ? replicationFromProto(m.replication) : undefined,
  };
}

function replicationFromProto(m: proto.Replication.$Properties): Replication {
  const { state, matchIndex, nextIndex, inflightMessages, inflightBytes, lastContact } = scalars(m);
  return {
    state: present('the state of a replication', STATES.nameOf(state)),
    matchIndex,
    nextIndex,
    inflightMessages,
    inflightBytes,
    lastContact: measured('the last contact', lastContact),
    roundTrip: typeof m.roundTrip === 'number' ? measured('the round trip', m.roundTrip) : undefined,
    phi: typeof m.phi === 'number' ? measured('phi', m.phi) : undefined,
    snapshot: m.snapshot ? offeredFromProto(m.snapshot) : undefined,
  };
}

function offeredFromProto(m: proto.OfferedSnapshot.$Properties): NonNullable<Replication['snapshot']> {
  const { index, size, received } = scalars(m);
  return { index, size, received };
}
