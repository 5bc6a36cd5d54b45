import type { Progress } from '../consensus/progress.js';
import type { ConsensusState } from '../consensus/state.js';
import { findMember, isJoint, membersOf, type Configuration, type Member } from '../model/configuration.js';
import type { RaftError } from '../model/errors.js';
import type { ClusterId, GroupId, NodeId } from '../model/ids.js';
import type {
  ChangedSetting,
  DiskStatus,
  MemberRole,
  MembershipStatus,
  NodeStatus,
  PeerStatus,
  PendingStatus,
  SnapshotStatus,
} from '../model/service.js';
import { BUILD } from '../model/versions.js';

function replicationOf(progress: Progress, now: number): PeerStatus['replication'] {
  const { offer } = progress;
  return {
    state: offer === undefined ? progress.state : 'snapshot',
    matchIndex: progress.matchIndex,
    nextIndex: progress.nextIndex,
    inflightMessages: progress.inflightMessages,
    inflightBytes: progress.inflightBytes,
    lastContact: Math.max(0, now - progress.lastContact),
    roundTrip: progress.roundTrip,
    phi: progress.phi.phi(now),
    snapshot:
      offer === undefined
        ? undefined
        : { index: offer.record.index, size: offer.record.size, received: offer.received },
  };
}

/** Of a host that takes none. */
const NO_SNAPSHOTS: SnapshotStatus = { size: 0, activity: 'idle', received: 0, total: 0, failure: undefined };

function roleOf(configuration: Configuration, id: NodeId): MemberRole {
  const votes = (list: readonly Member[]): boolean => list.some((m) => m.id === id);
  if (!votes(configuration.voters)) return votes(configuration.outgoing) ? 'outgoing' : 'learner';
  return !isJoint(configuration) || votes(configuration.outgoing) ? 'voter' : 'incoming';
}

function membershipOf({ configurations, commitIndex, leadership }: Readonly<ConsensusState>): MembershipStatus {
  const { index, configuration } = configurations.current;
  return {
    index,
    committed: index <= commitIndex,
    joint: isJoint(configuration),
    members: membersOf(configuration).map(({ id, address, store, priority = 0 }) => ({
      id,
      address,
      role: roleOf(configuration, id),
      store,
      priority,
    })),
    catchingUp: [...(leadership?.change?.catchUps ?? [])]
      .filter(([, { ready }]) => !ready)
      .map(([id, { target, round }]) => ({
        id,
        matchIndex: leadership?.peers.get(id)?.matchIndex ?? 0,
        target,
        round,
      })),
  };
}

function diskOf({ openWrites, options }: Readonly<ConsensusState>, full: boolean, now: number): DiskStatus {
  const oldest = Math.max(0, now - (openWrites[0]?.since ?? now));
  const slow = oldest >= options.electionTimeoutMin / 2;
  return { state: full ? 'full' : slow ? 'slow' : 'ok', pendingWrites: openWrites.length, oldest };
}

/** What a group knows of itself beside its consensus. */
export interface StatusSources {
  readonly group: GroupId;
  readonly clusterId: ClusterId;
  readonly appliedIndex: number;
  readonly snapshot: SnapshotStatus | undefined;
  readonly peersUp: ReadonlySet<NodeId>;
  readonly pending: Omit<PendingStatus, 'uncommittedBytes'>;
  readonly diskFull: boolean;
  readonly settings: readonly ChangedSetting[];
  readonly failure: RaftError | undefined;
  readonly now: number;
}

/** A group's state as people and programs ask for it. */
export function groupStatus(state: Readonly<ConsensusState>, sources: StatusSources): NodeStatus {
  const { group, clusterId, appliedIndex, snapshot, peersUp, pending, diskFull, settings, failure, now } = sources;
  const { configuration, identity, log, leadership } = state;
  const peers: PeerStatus[] = [];
  for (const member of membersOf(configuration)) {
    if (member.id === identity.node) continue;
    const progress = leadership?.peers.get(member.id);
    peers.push({
      id: member.id,
      address: member.address,
      role: roleOf(configuration, member.id) === 'learner' ? 'learner' : 'voter',
      connected: peersUp.has(member.id),
      versions: state.peerBuilds.get(member.id),
      replication: progress === undefined ? undefined : replicationOf(progress, now),
    });
  }
  return {
    group,
    id: identity.node,
    clusterId,
    storeId: identity.store,
    role: failure === undefined ? state.role : 'follower',
    term: state.term,
    leader: failure === undefined ? state.leader : undefined,
    leaderAddress: state.leader === undefined ? undefined : findMember(configuration, state.leader)?.address,
    commitIndex: state.commitIndex,
    appliedIndex,
    firstIndex: log.baseIndex + 1,
    lastIndex: log.lastIndex,
    lastTerm: log.lastTerm,
    durableIndex: log.durableIndex,
    snapshotIndex: state.snapshot.index,
    snapshot: snapshot ?? NO_SNAPSHOTS,
    clusterVersion: configuration.clusterVersion,
    membership: membershipOf(state),
    phi: state.role === 'leader' || state.leader === undefined ? undefined : state.phi.phi(now),
    failure: failure?.message,
    peers,
    build: { version: BUILD, versions: state.build },
    uptime: Math.max(0, now - state.startedAt),
    pending: { ...pending, uncommittedBytes: state.uncommitted.bytes },
    disk: diskOf(state, diskFull, now),
    settings: settings.map(({ name, value }) => ({ name, value })),
  };
}
