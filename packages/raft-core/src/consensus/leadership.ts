import { ENTRY_HEADER_BYTES, EntryKind, type Proposal } from '../model/entry.js';
import { invariant } from '../model/errors.js';
import type { NodeId } from '../model/ids.js';
import { appendOwn } from './append.js';
import { abandonChange } from './change.js';
import { Progress } from './progress.js';
import { quorumValue } from './quorum.js';
import { adoptWaiting, failReads } from './reads.js';
import { dismissLeaving } from './leaving.js';
import { RoundTimes } from './round-times.js';
import { tellRemoved } from './removal.js';
import { replicateAll, sendCommitNotices, sendHeartbeats } from './replication.js';
import type { ConsensusState, Leadership } from './state.js';
import { considerFullDisk, considerPriority, isHandingOver, transferDeadline } from './transfer.js';

const NOOP: Proposal = { kind: EntryKind.Noop, session: 0, sequence: 0, payload: new Uint8Array(0) };

/** The election is won: announce it, and append the no-op that will commit what came before (Raft §8). */
export function becomeLeader(s: ConsensusState): void {
  invariant(
    s.role === 'candidate' && s.votedFor === s.identity.node && s.ownVoteAfter === undefined,
    'leadership without a durable own vote',
  );
  s.role = 'leader';
  s.leader = s.identity.node;
  s.electionAt = Infinity;
  s.votes.clear();
  const peers = new Map<NodeId, Progress>();
  for (const { id } of s.others())
    peers.set(id, new Progress(s.log.lastIndex + 1, s.now, s.options.heartbeatInterval / 2));
  const l: Leadership = {
    termStart: s.log.lastIndex + 1,
    since: s.now,
    timeBase: s.log.lastTime,
    peers,
    round: 0,
    roundTimes: new RoundTimes(),
    roundBeganAt: s.now,
    heartbeatAt: s.now,
    excusedAt: -Infinity,
    commitNoticeAt: undefined,
    reads: [],
    waitingReads: [],
    change: undefined,
    transfer: undefined,
    abdicated: false,
    priorityAt: s.now + s.options.electionTimeoutMax,
    retiredAt: Infinity,
    told: new Set(),
  };
  s.leadership = l;
  s.emitState();
  appendOwn(s, l, [NOOP]);
  beat(s, l);
  replicateAll(s, l);
}

/** Takes as many proposals as there is room for; answers by one effect. */
export function propose(s: ConsensusState, proposals: readonly Proposal[]): void {
  const l = s.leadership;
  if (l === undefined) {
    s.emit({ type: 'proposalRefused', refusal: { reason: 'notLeader', leader: s.leaderElsewhere } });
    return;
  }
  if (isHandingOver(l)) {
    s.emit({ type: 'proposalRefused', refusal: { reason: 'transferring' } });
    return;
  }
  // What former leaders have left counts too: a quorum that stays away must not let the log grow with each new leader (F1).
  let room = s.options.maxUncommittedBytes - s.uncommitted.bytes;
  let count = 0;
  for (const proposal of proposals) {
    if (room <= 0) break;
    room -= ENTRY_HEADER_BYTES + proposal.payload.length;
    count++;
  }
  if (count === 0) {
    s.emit({ type: 'proposalRefused', refusal: { reason: 'overloaded' } });
    return;
  }
  const batch = appendOwn(s, l, count === proposals.length ? proposals : proposals.slice(0, count));
  s.emit({ type: 'proposed', term: s.term, firstIndex: batch.firstIndex, count });
  replicateAll(s, l);
}

/** A periodic round. Deadlines lie on a common grid, so that all groups of a host beat in one turn (one message per peer). */
function beat(s: ConsensusState, l: Leadership): void {
  const { heartbeatInterval } = s.options;
  dismissLeaving(s, l);
  tellRemoved(s, l);
  considerFullDisk(s, l);
  considerPriority(s, l);
  sendHeartbeats(s, l);
  adoptWaiting(l);
  l.heartbeatAt = (Math.floor(s.now / heartbeatInterval) + 1) * heartbeatInterval;
}

/** When a quorum was last heard, by the clock of this leader; itself counts as now. */
function quorumContact(s: ConsensusState, l: Leadership): number {
  return quorumValue(s.configuration, (id) =>
    id === s.identity.node ? s.now : (l.peers.get(id)?.lastContact ?? -Infinity),
  );
}

/**
 * The moment at which this leader must give up if nothing is heard or written until then (rule 10). A disk gets the longer
 * of the two timeouts: where it pauses for a second, those of the others often do too, and another leader helps nobody.
 */
export function resignAt(s: ConsensusState, l: Leadership): number {
  const { electionTimeoutMin, electionTimeoutMax } = s.options;
  const alone = Math.max(quorumContact(s, l), l.since) + electionTimeoutMin;
  const stalled = s.diskStallsAt(electionTimeoutMax);
  return Math.max(Math.min(alone, stalled), l.excusedAt + electionTimeoutMin / 2);
}

/**
 * Whether the silence may be this node's own (J3): it comes late to its own heartbeat, so its loop was blocked or its
 * process paused, and nobody could be heard. Excused once until a quorum is heard again. Nothing rests on it but
 * patience: a read is confirmed by a quorum, and a deposed leader hears of the next term.
 */
function wasAway(s: ConsensusState, l: Leadership): boolean {
  return s.now - l.heartbeatAt >= s.options.heartbeatInterval / 2 && quorumContact(s, l) > l.excusedAt;
}

/** The next moment at which this leader has something to do. */
export function leaderDeadline(s: ConsensusState, l: Leadership): number {
  return Math.min(l.heartbeatAt, l.commitNoticeAt ?? Infinity, resignAt(s, l), transferDeadline(s, l));
}

/** Returns false where the leader has to step down. */
export function leaderTick(s: ConsensusState, l: Leadership): boolean {
  if (s.now >= resignAt(s, l)) {
    if (!wasAway(s, l)) return false;
    l.excusedAt = s.now;
  }
  if (s.now >= l.heartbeatAt) beat(s, l);
  if (l.commitNoticeAt !== undefined && s.now >= l.commitNoticeAt) sendCommitNotices(s, l);
  return true;
}

export function leaveLeadership(s: ConsensusState): void {
  const l = s.leadership;
  invariant(l !== undefined, 'no leadership to leave');
  s.leadership = undefined;
  if (s.leader === s.identity.node) s.leader = undefined;
  failReads(s, l);
  abandonChange(s, l);
  s.emitContacts();
}
