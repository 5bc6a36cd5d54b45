import { quorumValue } from './quorum.js';
import { sendHeartbeats } from './replication.js';
import type { ConsensusState, Leadership } from './state.js';

/**
 * Linearizable reads (thesis §6.4, rule 13). A read's index is the commit index when it arrives, but at least the first
 * entry of the own term, so that a fresh leader waits for its no-op (R1). It is answered once a round of heartbeats that
 * began after it arrived is answered by a quorum, and that index is committed and applied. Reads that arrive while a
 * confirmation is under way share the next one.
 */
export function onRead(s: ConsensusState, id: number): void {
  const l = s.leadership;
  if (l === undefined) {
    s.emit({ type: 'readFailed', id, leader: s.leaderElsewhere });
    return;
  }
  l.waitingReads.push({ id, index: Math.max(s.commitIndex, l.termStart) });
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
  for (const { id, index } of l.waitingReads) l.reads.push({ id, index, round: l.round });
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
      if (done > 0) {
        const released = l.reads.splice(0, done);
        for (const { id, index } of released) s.emit({ type: 'readReady', id, index });
      }
    }
    if (l.reads.length > 0 || l.waitingReads.length === 0) return;
    startConfirmation(s, l);
  }
}

/** Leadership has ended: nobody here can confirm any more. */
export function failReads(s: ConsensusState, l: Leadership): void {
  for (const { id } of [...l.reads, ...l.waitingReads]) s.emit({ type: 'readFailed', id, leader: s.leaderElsewhere });
  l.reads.length = 0;
  l.waitingReads = [];
}
