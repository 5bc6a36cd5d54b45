import { invariant } from '../model/errors.js';
import type { NodeId } from '../model/ids.js';
import type { PreVoteReply, PreVoteRequest, TimeoutNow, VoteReply, VoteRequest } from '../model/messages.js';
import { becomeLeader, leaveLeadership } from './leadership.js';
import { tally } from './quorum.js';
import type { ConsensusState } from './state.js';

/**
 * How long to wait for a leader from now on: phi's opinion between the two fixed bounds, spread at random. A node whose
 * app has no state lets others go first.
 */
export function armElection(s: ConsensusState): void {
  const { electionTimeoutMin, electionTimeoutMax, phiThreshold } = s.options;
  const suspicion = s.phi.timeout(phiThreshold) ?? electionTimeoutMin;
  const base = Math.min(Math.max(suspicion, electionTimeoutMin), electionTimeoutMax);
  s.electionAt =
    s.now +
    (s.unreadable ? electionTimeoutMax : 0) +
    s.random.between(
      base,
      Math.min(base + electionTimeoutMin, Math.max(electionTimeoutMax, base + electionTimeoutMin / 2)),
    );
}

/** A live leader of this term was heard. */
export function heardLeader(s: ConsensusState, leader: NodeId): void {
  const news = s.leader !== leader || s.role !== 'follower';
  if (s.leader !== leader) s.phi.reset();
  s.leaderContact = s.now;
  s.contactLeader = leader;
  s.leaderLost = false;
  s.excused = false;
  if (news) {
    s.role = 'follower';
    s.leader = leader;
    s.votes.clear();
    s.ownVoteAfter = undefined;
    s.emitState();
  }
  armElection(s);
}

/** Steps down without a leader in sight; the term may have grown before. */
export function becomeFollower(s: ConsensusState): void {
  if (s.role === 'leader') leaveLeadership(s);
  s.role = 'follower';
  s.votes.clear();
  s.ownVoteAfter = undefined;
  s.emitState();
  armElection(s);
}

/** A peer has a higher term. */
export function catchUpTerm(s: ConsensusState, term: number): void {
  s.adoptTerm(term, undefined);
  becomeFollower(s);
}

/**
 * Whether a voter still keeps faith with a leader (rule 9). A leader keeps faith with itself: when it has lost its
 * quorum, check-quorum deposes it. That the own connection to a leader has closed ends a promise only where no lease may rest
 * on it.
 */
function isSticky(s: ConsensusState): boolean {
  const { electionTimeoutMin } = s.options;
  if (s.role === 'leader') return true;
  const released = s.leaderLost && !s.settings.leases;
  if (s.leaderContact !== undefined && !released && s.now - s.leaderContact < electionTimeoutMin) return true;
  // In term 0 nobody can have been promised anything.
  return s.term > 0 && s.now - s.startedAt < electionTimeoutMin;
}

/** Raft §5.4.1: lexicographic, last term first. */
function isUpToDate(s: ConsensusState, lastTerm: number, lastIndex: number): boolean {
  return lastTerm > s.log.lastTerm || (lastTerm === s.log.lastTerm && lastIndex >= s.log.lastIndex);
}

/**
 * The election deadline has come. Where this node comes late to it, its own loop was blocked or its process paused, and
 * the silence may be its own (J3): the leader gets one more heartbeat interval, once. Where its own disk hangs or has no
 * room, it is not fit to lead (rules 10, 17): whoever has room needs no vote of a log that is longer only in memory.
 */
export function onElectionTimeout(s: ConsensusState): void {
  const { heartbeatInterval } = s.options;
  const late = s.now - s.electionAt >= heartbeatInterval / 2;
  if (late && !s.excused && !s.leaderLost && s.leader !== undefined) {
    s.excused = true;
    s.electionAt = s.now + heartbeatInterval;
    return;
  }
  if (s.diskFull || s.now >= s.diskStallsAt(s.options.electionTimeoutMin)) {
    armRetry(s);
    return;
  }
  startPreVote(s);
}

/** Nobody leads: ask whether an election could succeed, without disturbing anybody (thesis §9.6). */
function startPreVote(s: ConsensusState): void {
  if (!s.isElectable()) {
    s.electionAt = Infinity;
    return;
  }
  s.role = 'preCandidate';
  s.leader = undefined;
  s.votes.clear();
  s.ownVoteAfter = undefined;
  s.votes.set(s.identity.node, true);
  s.emitState();
  armRetry(s);
  if (tally(s.configuration, s.votes) === 'won') {
    campaign(s);
    return;
  }
  for (const { id } of s.others()) {
    s.send(id, { type: 'preVoteRequest', term: s.term + 1, lastIndex: s.log.lastIndex, lastTerm: s.log.lastTerm });
  }
}

/** Elections that were split or lost are tried again after a random time, so that one candidate gets ahead. */
function armRetry(s: ConsensusState): void {
  s.electionAt = s.now + s.random.between(s.options.electionTimeoutMin / 2, s.options.electionTimeoutMin);
}

/** Raft §5.2. The own vote counts, and requests leave, once it is durable. */
function campaign(s: ConsensusState, transfer = false): void {
  s.role = 'candidate';
  s.votes.clear();
  s.ownVoteAfter = s.adoptTerm(s.term + 1, s.identity.node);
  s.emitState();
  armRetry(s);
  for (const { id } of s.others()) {
    s.send(id, {
      type: 'voteRequest',
      term: s.term,
      lastIndex: s.log.lastIndex,
      lastTerm: s.log.lastTerm,
      transfer,
    });
  }
}

/** The write of the own vote may have become durable. */
export function ownVoteWritten(s: ConsensusState): void {
  if (s.ownVoteAfter === undefined || s.ownVoteAfter > s.durableHardState) return;
  invariant(s.role === 'candidate' && s.votedFor === s.identity.node, 'a vote for itself outside of a candidacy');
  s.ownVoteAfter = undefined;
  countVote(s, s.identity.node, true);
}

function countVote(s: ConsensusState, from: NodeId, granted: boolean): void {
  if (!s.votes.has(from)) s.votes.set(from, granted);
  const result = tally(s.configuration, s.votes);
  if (result === 'open') return;
  if (result === 'lost') {
    s.role = 'follower';
    s.emitState();
    return;
  }
  if (s.role === 'preCandidate') campaign(s);
  else becomeLeader(s);
}

/**
 * A pure question: nothing is written and nothing changes here (rule 8). Answered without the own configuration; but a node that
 * has joined and never had an entry votes for nobody, since it may be what is left of a voter that has lost its log (rule 19).
 */
export function onPreVoteRequest(s: ConsensusState, from: NodeId, m: PreVoteRequest): void {
  const granted = m.term > s.term && !s.blank && !isSticky(s) && isUpToDate(s, m.lastTerm, m.lastIndex);
  s.send(from, { type: 'preVoteReply', term: granted ? m.term : s.term, granted });
}

export function onPreVoteReply(s: ConsensusState, from: NodeId, m: PreVoteReply): void {
  if (s.role !== 'preCandidate') return;
  // A grant echoes the asked term; one of an older question does not count.
  if (m.granted && m.term !== s.term + 1) return;
  countVote(s, from, m.granted);
}

/** Raft §5.2 and §5.4.1, with stickiness (thesis §4.2.3). Answered without the own configuration (rule 8). */
export function onVoteRequest(s: ConsensusState, from: NodeId, m: VoteRequest): void {
  const sticky = !m.transfer && isSticky(s);
  if (m.term > s.term) {
    if (sticky) return;
    catchUpTerm(s, m.term);
  }
  // A voter may have heard of the candidate's term from a third before it was asked, and its promise stands all the same. Where no
  // lease rests on that, an election need not wait for it.
  const promised = sticky && s.settings.leases;
  const free = s.votedFor === undefined || s.votedFor === from;
  const granted =
    m.term === s.term &&
    free &&
    !promised &&
    !s.blank &&
    s.leader === undefined &&
    isUpToDate(s, m.lastTerm, m.lastIndex);
  if (granted && s.votedFor === undefined) {
    s.votedFor = from;
    s.persistHardState();
    armElection(s);
  }
  s.send(from, { type: 'voteReply', term: s.term, granted });
}

export function onVoteReply(s: ConsensusState, from: NodeId, m: VoteReply): void {
  if (m.term < s.term || s.role !== 'candidate') return;
  countVote(s, from, m.granted);
}

/**
 * The own connection to the leader closed: a hint that is faster than any timeout, and harmless by pre-vote. Where leases may rest
 * on this node's promise, it is kept to the end all the same.
 */
export function onLeaderConnectionClosed(s: ConsensusState): void {
  s.leaderLost = true;
  if (s.role !== 'follower') return;
  const { electionTimeoutMin, closedConnectionSpread } = s.options;
  const promised = s.settings.leases ? (s.leaderContact ?? -Infinity) + electionTimeoutMin : -Infinity;
  s.electionAt = Math.min(s.electionAt, Math.max(s.now, promised) + s.random.between(0, closedConnectionSpread));
}

/** The leader of this term wants this node to take over. A node without a state, or without room, leads nobody. */
export function onTimeoutNow(s: ConsensusState, from: NodeId, m: TimeoutNow): void {
  if (m.term < s.term || s.leadership !== undefined || s.unreadable || s.diskFull || !s.isElectable()) return;
  if (s.leader !== undefined && s.leader !== from) {
    s.emit({ type: 'peerFault', peer: from, why: `hands over term ${m.term}, which ${s.leader} leads` });
    return;
  }
  campaign(s, true);
}
