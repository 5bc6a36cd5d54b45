import { isVoter, quorumValue } from './quorum.js';
import type { ConsensusState, Leadership } from './state.js';

type LeaseState = Readonly<
  Pick<ConsensusState, 'configuration' | 'configurations' | 'identity' | 'commitIndex' | 'options' | 'settings'>
>;

/**
 * Leases (thesis §6.4.1; rules 9, 12 and 13): until when no other leader can have been elected, by the clock `now` of this one;
 * `-Infinity` where it holds no lease.
 *
 * Each voter that has answered a round keeps faith with this leader for `electionTimeoutMin` from when the round reached it, which
 * was not before it was begun here. So where voters that make a majority of every half have answered rounds that were begun at `t`
 * or later, nobody is elected before `t + electionTimeoutMin`, less what their clocks may be faster than this one. Why that holds:
 *
 * - Whoever is elected next needs one of these voters. The members of this configuration decide, since no leader can be
 *   elected by another one: what came before it is either committed, so that every later leader has it, or is a half of it.
 * - That voter neither votes nor stands for election meanwhile (see `isSticky`). It forgets its promise by a restart, and keeps
 *   another one then.
 * - It keeps the promise although its connection closes, or it has heard of the candidate's term already, only if it knows that
 *   leases are on. It does where its log agrees with this one at least up to the entry that has switched them on, and up to an
 *   entry of this term: no tail of a former leader is left that could say otherwise, and each configuration that this
 *   leader has appended since leaves them on.
 * - A transfer overrules every promise to a leader that has sent TimeoutNow: that one holds no lease in its term any more.
 * - What other leaders have committed is known here once an entry of the own term is committed.
 *
 * A read that arrived before `now` may see any state between its arrival and its answer: what is committed here at
 * `now` is one, whatever happens to the lease afterwards.
 */
export function leaseEnd(s: LeaseState, l: Leadership, now: number): number {
  const { node } = s.identity;
  const since = s.configurations.leasesSince;
  if (l.abdicated || since > s.commitIndex || l.termStart > s.commitIndex) return -Infinity;
  if (!isVoter(s.configuration, node)) return -Infinity;
  const known = Math.max(since, l.termStart);
  const began = quorumValue(s.configuration, (id) => {
    if (id === node) return now;
    const p = l.peers.get(id);
    return p === undefined || p.matchIndex < known ? -Infinity : p.ackedRoundBegan;
  });
  return began + leaseLength(s);
}

/** What is left of a voter's promise where its clock runs as fast as it may, and the own one as slowly. */
function leaseLength(s: LeaseState): number {
  return (s.options.electionTimeoutMin * 1000) / (1000 + s.settings.maxClockDrift);
}

/** Whether no other leader can have been elected before `now`, the moment at which this is asked, by the clock of this node. */
export function holdsLease(s: LeaseState, l: Leadership, now: number): boolean {
  return now < leaseEnd(s, l, now);
}
