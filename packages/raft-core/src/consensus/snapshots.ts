import { invariant } from '../model/errors.js';
import type { NodeId } from '../model/ids.js';
import type { SnapshotOffer } from '../model/messages.js';
import { sameResource } from '../model/snapshot-record.js';
import type { SnapshotRecord, TaggedRecord } from '../model/state.js';
import { setCommit } from './commit.js';
import type { Trailing } from './effects.js';
import { heardLeader } from './election.js';
import { acknowledge } from './follower.js';
import { checkVersion } from '../model/versions.js';
import type { ConsensusState, Fetching } from './state.js';

/** Two to this power is the number of heartbeats between two questions for a snapshot that fails again and again, at most. */
const MAX_BACKOFF = 6;

/** The applied state is recorded: forget what it covers, but for what followers may still ask for. */
export function onSnapshotRecorded(s: ConsensusState, record: TaggedRecord, trailing: Trailing): void {
  invariant(
    isSuccessor(s.snapshot, record) && record.index <= s.appliedIndex && record.index <= s.log.durableIndex,
    () => `a snapshot at ${record.index}, after ${s.snapshot.index}, where ${s.appliedIndex} is applied`,
  );
  s.snapshot = record;
  const { log } = s;
  let to = Math.min(record.index, Math.max(record.index - trailing.entries, log.lowestWithin(trailing.bytes)));
  for (const { offer } of s.leadership?.peers.values() ?? []) {
    // Who fetches a snapshot goes on from its index: it must not find that gone too, unless that takes too much.
    if (offer !== undefined && log.bytesAfter(offer.record.index) <= trailing.fetchingBytes)
      to = Math.min(to, offer.record.index);
  }
  if (to <= log.baseIndex) return;
  log.compactTo(to);
  s.emit({ type: 'compact', to });
}

/** A later one or, where the resource of the former is damaged, another one of the same state: never an older one (rule 14). */
function isSuccessor(former: SnapshotRecord, record: TaggedRecord): boolean {
  if (record.index > former.index) return true;
  return record.index === former.index && record.term === former.term && former.tag !== undefined;
}

/** InstallSnapshot at the receiver (Raft §7). The message is of the current term. */
export function onSnapshotOffer(s: ConsensusState, from: NodeId, m: SnapshotOffer): void {
  heardLeader(s, from);
  const { record } = m;
  if (s.installing !== undefined) {
    if (record.index >= s.installing.record.index) reply(s, from, record, record.size);
    return;
  }
  if (!isWanted(s, record)) {
    s.verifiedIndex = Math.max(s.verifiedIndex, s.commitIndex);
    acknowledge(s, from);
    return;
  }
  checkVersion(record.configuration.clusterVersion, s.build);
  const { fetching } = s;
  if (fetching === undefined || !goesOn(s, fetching, from, record)) {
    s.fetching = { from, record, received: 0 };
    s.emit({ type: 'fetchSnapshot', from, record, realm: m.realm });
  }
  reply(s, from, record, s.fetching?.received ?? 0);
}

/**
 * Whether what is on its way is fetched to its end. What another leader offers is no reason to begin anew: both are committed, and
 * any holder may serve what it holds. But not when that holder is gone.
 */
function goesOn(s: ConsensusState, fetching: Fetching, from: NodeId, offered: TaggedRecord): boolean {
  if (fetching.from === from) return sameResource(fetching.record, offered);
  return s.peerStores.has(fetching.from) && isWanted(s, fetching.record);
}

/** An older snapshot never replaces newer state (rule 14). Where there is no state at all, one as old as the record will do. */
function isWanted(s: ConsensusState, record: SnapshotRecord): boolean {
  return s.unreadable ? record.index >= s.snapshot.index : record.index > s.commitIndex;
}

function reply(s: ConsensusState, to: NodeId, { index }: SnapshotRecord, received: number): void {
  s.send(to, { type: 'snapshotReply', term: s.term, index, status: 'fetching', received });
}

export function onSnapshotFailed(s: ConsensusState): void {
  const { fetching } = s;
  s.fetching = undefined;
  s.askAt = s.now + s.options.heartbeatInterval * (1 << Math.min(s.failedFetches++, MAX_BACKOFF));
  if (fetching === undefined || s.leader === undefined) return;
  const { index } = fetching.record;
  if (s.leader === fetching.from)
    s.send(s.leader, { type: 'snapshotReply', term: s.term, index, status: 'failed', received: 0 });
}

/** Takes the fetched snapshot where it is still news. A leader has every committed entry, and needs none of it. */
export function onSnapshotFetched(s: ConsensusState, record: TaggedRecord): void {
  s.fetching = undefined;
  invariant(s.installing === undefined, 'a snapshot was fetched while another one is installed');
  const welcome = isWanted(s, record) && (s.leadership === undefined || record.index <= s.commitIndex);
  if (!welcome) {
    s.emit({ type: 'dropSnapshot', tag: record.tag });
    return;
  }
  const write = s.replaceBySnapshot(record);
  s.installing = { record, write, begun: false };
  s.failedFetches = 0;
  s.verifiedIndex = Math.max(s.verifiedIndex, record.index);
  if (record.index > s.commitIndex) setCommit(s, record.index);
}

/** The record may be durable now: then the app follows. */
export function onSnapshotWritten(s: ConsensusState): void {
  const { installing } = s;
  if (installing === undefined || installing.begun || installing.write > s.durableWrite) return;
  installing.begun = true;
  s.emit({ type: 'installSnapshot', record: installing.record });
  // Nothing of it can be lost any more: a crash installs it again from its tag.
  if (s.role === 'follower' && s.leader !== undefined) acknowledge(s, s.leader);
}

export function onSnapshotInstalled(s: ConsensusState): void {
  s.unreadable = false;
  s.installing = undefined;
  s.appliedIndex = Math.max(s.appliedIndex, s.snapshot.index);
  s.configurations.forgetBefore(s.appliedIndex);
  if (s.fetching !== undefined && !isWanted(s, s.fetching.record)) {
    s.fetching = undefined;
    s.emit({ type: 'cancelFetch' });
  }
}

/**
 * Asks the leader, as often as it is heard, for a snapshot in place of the own one that cannot be read; more and more seldom
 * where what comes of it cannot be had either.
 */
export function askForSnapshot(s: ConsensusState, leader: NodeId): void {
  if (!s.unreadable || s.installing !== undefined || s.fetching !== undefined || s.now < s.askAt) return;
  const { index } = s.snapshot;
  s.send(leader, { type: 'snapshotReply', term: s.term, index, status: 'needed', received: 0 });
}
