import type { EntryBatch } from '../model/entry-batch.js';
import { invariant } from '../model/errors.js';
import type { NodeId } from '../model/ids.js';
import type { AppendReply, HeartbeatReply } from '../model/messages.js';
import type { Progress } from './progress.js';
import { offerSnapshot } from './snapshot-offers.js';
import type { ConsensusState, Leadership } from './state.js';

/** Sends to one follower what it lacks, as far as the in-flight bounds allow. */
export function replicate(s: ConsensusState, l: Leadership, to: NodeId, p: Progress): void {
  if (p.state === 'replicate' && p.nextIndex <= s.log.baseIndex) p.toProbe(p.nextIndex);
  if (p.state === 'probe') {
    probe(s, l, to, p);
    return;
  }
  while (p.nextIndex <= s.log.lastIndex && !p.reading && p.hasRoom(s.options)) {
    const batch = fetch(s, to, p);
    if (batch === undefined) return;
    sendAppend(s, to, p, batch);
    p.sent(batch.lastIndex, batch.byteLength, s.now);
  }
}

/** One message at a time, until the follower answers where it stands. */
function probe(s: ConsensusState, l: Leadership, to: NodeId, p: Progress): void {
  if (p.probeOut || p.reading) return;
  if (p.nextIndex <= s.log.baseIndex) {
    offerSnapshot(s, l, to, p);
    p.probeOut = true;
    p.probeRound = l.round;
    return;
  }
  let batch: EntryBatch | undefined;
  if (p.nextIndex <= s.log.lastIndex) {
    batch = fetch(s, to, p);
    if (batch === undefined) return;
  }
  sendAppend(s, to, p, batch);
  p.probeOut = true;
  p.probeRound = l.round;
}

/** The next entries from the cache; otherwise asks the driver for them. */
function fetch(s: ConsensusState, to: NodeId, p: Progress): EntryBatch | undefined {
  const { maxAppendBytes } = s.options;
  const batch = s.log.cached(p.nextIndex, s.log.lastIndex, maxAppendBytes);
  if (batch !== undefined) return batch;
  // What is not cached is durable, so that storage has it.
  p.reading = true;
  s.emit({ type: 'readLog', peer: to, from: p.nextIndex, to: s.log.durableIndex, maxBytes: maxAppendBytes });
  return undefined;
}

function sendAppend(s: ConsensusState, to: NodeId, p: Progress, entries: EntryBatch | undefined): void {
  const prevIndex = p.nextIndex - 1;
  const prevTerm = s.log.termAt(prevIndex);
  invariant(prevTerm !== undefined, () => `no term known at ${prevIndex}`);
  p.commitSent = Math.max(p.commitSent, Math.min(s.commitIndex, entries?.lastIndex ?? prevIndex));
  s.send(to, { type: 'append', term: s.term, prevIndex, prevTerm, commit: s.commitIndex, entries });
}

export function replicateAll(s: ConsensusState, l: Leadership): void {
  for (const [id, progress] of l.peers) replicate(s, l, id, progress);
}

/** Entries that were fetched from storage have come. */
export function onLogRead(s: ConsensusState, l: Leadership, peer: NodeId, batch: EntryBatch): void {
  const p = l.peers.get(peer);
  if (p === undefined || !p.reading) return;
  p.reading = false;
  // The peer may have moved on meanwhile, or the leadership be another one: use the batch only where it still fits.
  const fits =
    batch.firstIndex === p.nextIndex &&
    batch.firstIndex > s.log.baseIndex &&
    batch.lastIndex <= s.log.lastIndex &&
    s.log.termAt(batch.lastIndex) === batch.term(batch.lastIndex);
  if (fits && !p.probeOut) {
    sendAppend(s, peer, p, batch);
    if (p.state === 'probe') {
      p.probeOut = true;
      p.probeRound = l.round;
    } else {
      p.sent(batch.lastIndex, batch.byteLength, s.now);
    }
  }
  replicate(s, l, peer, p);
}

/** Begins a round of heartbeats. */
export function sendHeartbeats(s: ConsensusState, l: Leadership): number {
  l.round++;
  l.roundTimes.began(l.round, s.now, s.options);
  l.roundBeganAt = s.now;
  for (const [id, p] of l.peers) sendHeartbeat(s, l, id, p);
  l.commitNoticeAt = undefined;
  return l.round;
}

/** Carries no commit index beyond what the receiver is known to hold (rule 5). */
function sendHeartbeat(s: ConsensusState, l: Leadership, to: NodeId, p: Progress): void {
  const commit = Math.min(p.matchIndex, s.commitIndex);
  p.commitSent = Math.max(p.commitSent, commit);
  if (p.leaving !== undefined && commit >= p.leaving.index) p.leaving.toldRound ??= l.round;
  s.send(to, { type: 'heartbeat', term: s.term, commit, round: l.round });
}

/** Tells the followers that have not heard it that more is committed. */
export function sendCommitNotices(s: ConsensusState, l: Leadership): void {
  l.commitNoticeAt = undefined;
  for (const [id, p] of l.peers) {
    if (p.commitSent < Math.min(s.commitIndex, p.matchIndex)) sendHeartbeat(s, l, id, p);
  }
}

/** Returns whether the follower's match index has grown. */
export function onAppendReply(s: ConsensusState, l: Leadership, from: NodeId, m: AppendReply): boolean {
  const p = l.peers.get(from);
  if (p === undefined) return false;
  p.lastContact = s.now;
  if (!m.accepted) {
    onRejected(s, l, from, p, m);
    return false;
  }
  if (m.matchIndex > s.log.lastIndex) {
    s.emit({
      type: 'peerFault',
      peer: from,
      why: `acknowledged entry ${m.matchIndex}, but the log ends at ${s.log.lastIndex}`,
    });
    return false;
  }
  const news = p.matched(m.matchIndex);
  if (p.state === 'probe' && (news || m.matchIndex >= p.nextIndex - 1)) p.toReplicate();
  replicate(s, l, from, p);
  return news;
}

/**
 * The logs differ at or before `prevIndex`. The follower has named its last entry there whose term is not above ours; the last
 * entry of our own whose term is not above that one's is the next guess: one round trip for each divergent term.
 */
function onRejected(
  s: ConsensusState,
  l: Leadership,
  from: NodeId,
  p: Progress,
  m: Extract<AppendReply, { accepted: false }>,
): void {
  const current =
    p.state === 'probe'
      ? p.probeOut && m.prevIndex === p.nextIndex - 1
      : m.prevIndex > p.matchIndex && m.prevIndex < p.nextIndex;
  // An answer to something older says nothing about where we are now.
  if (!current) return;
  if (m.prevIndex <= p.matchIndex) {
    // No search can end well; the probe stays out until the next heartbeat, so that this does not go round at full speed.
    s.emit({ type: 'peerFault', peer: from, why: `has lost entry ${m.prevIndex}, which it had acknowledged` });
    return;
  }
  if (m.hintIndex >= m.prevIndex && m.prevIndex > 0 && m.hintIndex > s.log.lastIndex) {
    s.emit({
      type: 'peerFault',
      peer: from,
      why: `refused entry ${m.prevIndex} with the hint ${m.hintIndex} behind it`,
    });
  }
  const guess = s.log.lastIndexWithTermAtMost(Math.min(m.hintIndex, m.prevIndex - 1), m.hintTerm);
  // Below the base nothing can be compared: the follower needs a snapshot.
  p.toProbe(guess + 1);
  replicate(s, l, from, p);
}

/** Also the remedy for lost messages: a probe, or a window, that left long before an answered heartbeat is taken for lost (L7). */
export function onHeartbeatReply(s: ConsensusState, l: Leadership, from: NodeId, m: HeartbeatReply): boolean {
  const p = l.peers.get(from);
  if (p === undefined || m.round > l.round) return false;
  p.lastContact = s.now;
  const news = m.round > p.ackedRound;
  if (news) {
    p.ackedRound = m.round;
    p.ackedRoundBegan = l.roundTimes.of(m.round);
  }
  p.phi.heard(s.now);
  if (news && m.round === l.round) p.roundTrip = s.now - l.roundBeganAt;
  if (p.state === 'probe') {
    if (p.probeOut && m.round > p.probeRound) p.probeOut = false;
    replicate(s, l, from, p);
  } else if (p.oldestSent !== undefined && s.now - p.oldestSent >= s.options.electionTimeoutMax) {
    p.toProbe(p.matchIndex + 1);
    replicate(s, l, from, p);
  }
  return news;
}

/** A new connection: what was on its way over the old one is lost. */
export function onPeerUp(s: ConsensusState, l: Leadership, peer: NodeId): void {
  const p = l.peers.get(peer);
  if (p === undefined) return;
  p.toProbe(p.matchIndex + 1);
  replicate(s, l, peer, p);
}

/** Nothing can be sent until the peer is back: an outstanding probe holds the rest. */
export function onPeerDown(s: ConsensusState, l: Leadership, peer: NodeId): void {
  const p = l.peers.get(peer);
  if (p === undefined) return;
  p.toProbe(p.matchIndex + 1);
  p.probeOut = true;
  p.probeRound = l.round;
}
