import { invariant } from '../model/errors.js';
import type { NodeId } from '../model/ids.js';
import type { AppendRequest, Heartbeat } from '../model/messages.js';
import { followCommit } from './commit.js';
import { heardLeader } from './election.js';
import type { ConsensusState } from './state.js';

/** AppendEntries at the receiver (Raft §5.3). The message is of the current term. */
export function onAppend(s: ConsensusState, from: NodeId, m: AppendRequest): void {
  heardLeader(s, from);
  const { log } = s;
  if (m.prevIndex < s.commitIndex) {
    appendFromCommit(s, from, m);
    return;
  }
  if (log.termAt(m.prevIndex) !== m.prevTerm) {
    const hintIndex = log.lastIndexWithTermAtMost(Math.min(m.prevIndex, log.lastIndex), m.prevTerm);
    const hintTerm = log.termAt(hintIndex);
    invariant(hintTerm !== undefined, () => `no term at the hint ${hintIndex}`);
    s.send(from, { type: 'appendReply', term: s.term, accepted: false, prevIndex: m.prevIndex, hintIndex, hintTerm });
    return;
  }
  accept(s, from, m);
}

/** What is committed agrees with every later leader (Raft §5.4.3), so only what follows needs a look. */
function appendFromCommit(s: ConsensusState, from: NodeId, m: AppendRequest): void {
  const last = m.entries?.lastIndex ?? m.prevIndex;
  const { commitIndex } = s;
  if (m.entries === undefined || last <= commitIndex) {
    s.verifiedIndex = Math.max(s.verifiedIndex, commitIndex);
    acknowledge(s, from);
    return;
  }
  const prevTerm = s.log.termAt(commitIndex);
  invariant(prevTerm !== undefined, () => `no term at commit index ${commitIndex}`);
  invariant(
    m.entries.term(commitIndex) === prevTerm,
    () => `the leader of term ${s.term} contradicts committed entry ${commitIndex}`,
  );
  accept(s, from, { ...m, prevIndex: commitIndex, prevTerm, entries: m.entries.slice(commitIndex + 1) });
}

/** The logs agree at `prevIndex`: keep what agrees, replace the tail from the first entry that does not (rule 6). */
function accept(s: ConsensusState, from: NodeId, m: AppendRequest): void {
  const { log } = s;
  const { entries } = m;
  let last = m.prevIndex;
  if (entries !== undefined && entries.count > 0) {
    last = entries.lastIndex;
    let index = entries.firstIndex;
    // Where the terms agree at the last entry, all before it agree too (log matching); the usual case is a pure append.
    if (index <= log.lastIndex) {
      if (last <= log.lastIndex && log.termAt(last) === entries.term(last)) index = last + 1;
      else while (index <= last && log.termAt(index) === entries.term(index)) index++;
    }
    if (index <= last) s.appendToLog(entries.slice(index));
  }
  s.verifiedIndex = Math.max(s.verifiedIndex, last);
  followCommit(s, m.commit);
  acknowledge(s, from);
}

/**
 * An accepted message is always answered, since the leader may have lost an earlier answer: at once where all of it is
 * durable already, otherwise when it is (rule 2).
 */
export function acknowledge(s: ConsensusState, leader: NodeId): void {
  if (s.verifiedIndex > s.log.durableIndex) s.ackOwed = true;
  else sendAcknowledgement(s, leader);
}

function sendAcknowledgement(s: ConsensusState, leader: NodeId): void {
  const matchIndex = Math.min(s.verifiedIndex, s.log.durableIndex);
  s.ackOwed = matchIndex < s.verifiedIndex;
  s.send(leader, { type: 'appendReply', term: s.term, accepted: true, matchIndex });
}

/** More of the log is durable. */
export function onLogWritten(s: ConsensusState): void {
  if (s.ackOwed && s.leader !== undefined) sendAcknowledgement(s, s.leader);
}

export function onHeartbeat(s: ConsensusState, from: NodeId, m: Heartbeat): void {
  heardLeader(s, from);
  s.phi.heard(s.now);
  followCommit(s, m.commit);
  s.send(from, { type: 'heartbeatReply', term: s.term, round: m.round });
}
