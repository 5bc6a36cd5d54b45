import type { NodeId } from '../model/ids.js';
import type { ReadIndexReply, ReadIndexRequest } from '../model/messages.js';
import { holdsLease } from './lease.js';
import { quorumValue } from './quorum.js';
import { sendHeartbeats } from './replication.js';
import type { ConsensusState, Leadership, WaitingRead } from './state.js';

/** Reads that others have asked a leader for and that wait for a confirmation; beyond that they ask again. */
const MAX_ASKED = 16_384;

/**
 * Linearizable reads (thesis §6.4, rule 13). A read's index is the commit index when it arrives, but at least the first
 * entry of the own term, so that a fresh leader waits for its no-op (R1). It is answered once a round of heartbeats that
 * began after it arrived is answered by a quorum, and that index is committed and applied. Reads that arrive while a
 * confirmation is under way share the next one. Other nodes than the leader ask it for the index, and answer themselves.
 * With `lease` there is no round while the leader holds one.
 */
export function onRead(s: ConsensusState, id: number, lease: boolean): void {
  const l = s.leadership;
  if (l !== undefined) {
    if (lease && holdsLease(s, l, s.now)) s.emit({ type: 'readReady', id, index: s.commitIndex });
    else wait(s, l, { id, index: indexNow(s, l), from: undefined });
  } else if (s.leader === undefined) {
    s.emit({ type: 'readFailed', id, leader: s.leaderElsewhere });
  } else {
    s.askedReads.set(id, { at: s.now, lease });
    ask(s, s.leader, id, lease);
  }
}

function indexNow(s: ConsensusState, l: Leadership): number {
  return Math.max(s.commitIndex, l.termStart);
}

function wait(s: ConsensusState, l: Leadership, read: WaitingRead): void {
  l.waitingReads.push(read);
  if (l.reads.length === 0) {
    startConfirmation(s, l);
    releaseReads(s, l);
  }
}

function startConfirmation(s: ConsensusState, l: Leadership): void {
  sendHeartbeats(s, l);
  adoptWaiting(l);
}

/** Waiting reads are confirmed by the round that has just begun. */
export function adoptWaiting(l: Leadership): void {
  for (const read of l.waitingReads) l.reads.push({ ...read, round: l.round });
  l.waitingReads = [];
}

/** Answers what is confirmed and committed, and begins the next confirmation where reads wait for it. */
export function releaseReads(s: ConsensusState, l: Leadership): void {
  for (;;) {
    if (l.reads.length > 0) {
      const confirmed = quorumValue(s.configuration, (id) =>
        id === s.identity.node ? l.round : (l.peers.get(id)?.ackedRound ?? 0),
      );
      let done = 0;
      for (const read of l.reads) {
        if (read.round > confirmed || read.index > s.commitIndex) break;
        done++;
      }
      if (done > 0) for (const read of l.reads.splice(0, done)) release(s, read);
    }
    if (l.reads.length > 0 || l.waitingReads.length === 0) return;
    startConfirmation(s, l);
  }
}

function release(s: ConsensusState, { id, index, from }: WaitingRead): void {
  if (from === undefined) s.emit({ type: 'readReady', id, index });
  else s.send(from.node, { type: 'readIndexReply', term: s.term, asker: from.asker, id, index });
}

/** Leadership has ended: nobody here can confirm any more. Others see that for themselves. */
export function failReads(s: ConsensusState, l: Leadership): void {
  for (const { id, from } of [...l.reads, ...l.waitingReads])
    if (from === undefined) s.emit({ type: 'readFailed', id, leader: s.leaderElsewhere });
  l.reads.length = 0;
  l.waitingReads = [];
}

// ---- other nodes than the leader ----

function ask(s: ConsensusState, leader: NodeId, id: number, lease: boolean): void {
  s.send(leader, { type: 'readIndexRequest', term: s.term, asker: s.asker, id, lease });
}

/** The leader was heard: what it has not answered for a while may be lost. */
export function askAgain(s: ConsensusState, leader: NodeId): void {
  if (s.askedReads.size === 0) return;
  const before = s.now - 2 * s.options.heartbeatInterval;
  for (const [id, { at, lease }] of s.askedReads) {
    if (at > before) continue;
    s.askedReads.set(id, { at: s.now, lease });
    ask(s, leader, id, lease);
  }
}

/** A member asks; the index is that of the moment at which the question arrives. */
export function onReadIndexRequest(s: ConsensusState, l: Leadership, from: NodeId, m: ReadIndexRequest): void {
  if (!l.peers.has(from)) return;
  const { id, asker } = m;
  if (m.lease && holdsLease(s, l, s.now)) {
    s.send(from, { type: 'readIndexReply', term: s.term, asker, id, index: s.commitIndex });
    return;
  }
  if (l.reads.length + l.waitingReads.length >= MAX_ASKED) return;
  wait(s, l, { id, index: indexNow(s, l), from: { node: from, asker } });
}

export function onReadIndexReply(s: ConsensusState, m: ReadIndexReply): void {
  if (m.asker !== s.asker || !s.askedReads.delete(m.id)) return;
  s.emit({ type: 'readReady', id: m.id, index: m.index });
}

/** Term, role or leader has changed: what was asked there is asked anew by whoever still wants to know. */
export function failAskedReads(s: ConsensusState): void {
  for (const id of s.askedReads.keys()) s.emit({ type: 'readFailed', id, leader: s.leaderElsewhere });
  s.askedReads.clear();
}
