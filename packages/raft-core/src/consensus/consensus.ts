import type { Configuration } from '../model/configuration.js';
import type { EntryBatch } from '../model/entry-batch.js';
import { invariant, StoreRefusedError, UnknownEntryError } from '../model/errors.js';
import type { NodeId, StoreId } from '../model/ids.js';
import type { AppendRequest, ConsensusMessage, Heartbeat, NotUnderstood, SnapshotOffer } from '../model/messages.js';
import type { VersionRange } from '../model/versions.js';
import { advanceCommit } from './commit.js';
import type { Effect, Input } from './effects.js';
import {
  armElection,
  becomeFollower,
  catchUpTerm,
  onElectionTimeout,
  onLeaderConnectionClosed,
  onPreVoteReply,
  onPreVoteRequest,
  onTimeoutNow,
  onVoteReply,
  onVoteRequest,
  ownVoteWritten,
} from './election.js';
import { onAppend, onHeartbeat, onLogWritten } from './follower.js';
import { followStore, isForeignStore, refuseStore } from './identity.js';
import { leaderDeadline, leaderTick, propose } from './leadership.js';
import { dismissLeaving, followConfiguration } from './leaving.js';
import { advanceMembership, onChangeMembership } from './membership.js';
import type { ConsensusOptions } from './options.js';
import { isVoter } from './quorum.js';
import { askAgain, failAskedReads, onRead, onReadIndexReply, onReadIndexRequest, releaseReads } from './reads.js';
import { considerRemoval, dismissRemoved, onMemberRemoved } from './removal.js';
import { onAppendReply, onHeartbeatReply, onLogRead, onPeerDown, onPeerUp } from './replication.js';
import { onSnapshotReply } from './snapshot-offers.js';
import {
  askForSnapshot,
  onSnapshotFailed,
  onSnapshotFetched,
  onSnapshotInstalled,
  onSnapshotOffer,
  onSnapshotRecorded,
  onSnapshotWritten,
} from './snapshots.js';
import { ConsensusState, type Identity, type Leadership, type Recovered } from './state.js';
import { advanceTransfer, onTargetDown, onTransfer } from './transfer.js';

/** The term that a message proves its sender to have; a question about a future term proves nothing (rule 8). */
function provenTerm(m: ConsensusMessage): number {
  if (m.type === 'preVoteRequest' || m.type === 'voteRequest') return 0;
  if (m.type === 'preVoteReply' && m.granted) return 0;
  return m.term;
}

/** What a leader of a former term is told, in the form that it waits for. */
function staleReply(term: number, m: AppendRequest | Heartbeat | SnapshotOffer): ConsensusMessage {
  switch (m.type) {
    case 'append':
      return { type: 'appendReply', term, accepted: false, prevIndex: m.prevIndex, hintIndex: 0, hintTerm: 0 };
    case 'heartbeat':
      return { type: 'heartbeatReply', term, round: m.round };
    case 'snapshotOffer':
      return { type: 'snapshotReply', term, index: m.record.index, status: 'failed', received: 0 };
  }
}

/**
 * One group's Raft, as a synchronous, deterministic function: an input in, effects out. It holds no promise, timer or
 * randomness of its own; the same inputs give the same effects on every machine.
 *
 * After construction the driver calls `recover` for every stored entry in order, then `start` once, then `step`.
 * A throw from any of these is a broken invariant or damaged data: the group must stop, and the effects of that call are void.
 */
export class Consensus {
  readonly #s: ConsensusState;

  constructor(identity: Identity, recovered: Recovered, options: ConsensusOptions, seed: number, now: number) {
    this.#s = new ConsensusState(identity, recovered, options, seed, now);
  }

  /** The state, to be looked at only: by status, invariants and tests. */
  get state(): Readonly<ConsensusState> {
    return this.#s;
  }

  /** Takes stored entries, which follow each other from the base on. */
  recover(batch: EntryBatch): void {
    this.#s.recover(batch);
  }

  /** Begins: a follower of nobody. A sole voter has nobody to wait for. */
  start(): Effect[] {
    const s = this.#s;
    s.emitConfiguration();
    s.emitState();
    const { voters, outgoing } = s.configuration;
    const alone = isVoter(s.configuration, s.identity.node) && voters.length === 1 && outgoing.length === 0;
    if (alone) s.electionAt = s.now;
    else armElection(s);
    return this.#take();
  }

  /** What a snapshot at `index`, which is applied, has to say beside the state. */
  describe(index: number): { term: number; configuration: Configuration; configurationIndex: number } {
    const term = this.#s.log.termAt(index);
    invariant(term !== undefined, () => `no term known at ${index}`);
    const { configuration, index: configurationIndex } = this.#s.configurations.at(index);
    return { term, configuration, configurationIndex };
  }

  /** When the core wants the next `tick`, in the driver's monotonic milliseconds; `Infinity` for never. */
  get deadline(): number {
    const s = this.#s;
    if (s.stopped) return Infinity;
    return s.leadership === undefined ? s.electionAt : leaderDeadline(s, s.leadership);
  }

  step(input: Input): Effect[] {
    const s = this.#s;
    if (s.stopped) return [];
    invariant(input.now >= s.now, () => `time went back from ${s.now} to ${input.now}`);
    s.now = input.now;
    const before = s.configurations.current;
    const { term, leader } = s;
    this.#dispatch(input);
    if (s.askedReads.size > 0 && (s.term !== term || s.leader !== leader)) failAskedReads(s);
    if (s.leadership !== undefined) this.#lead(s.leadership, before.configuration);
    else if (s.configurations.current !== before) this.#followMembership();
    considerRemoval(s);
    return this.#take();
  }

  /** What a leader has to do after whatever happened. */
  #lead(l: Leadership, before: Configuration): void {
    const s = this.#s;
    for (let known = before; ; ) {
      advanceMembership(s, l);
      if (s.configuration === known) break;
      followConfiguration(s, l, known);
      known = s.configuration;
      // Fewer voters may make a majority of what is there already.
      advanceCommit(s, l);
    }
    if (!advanceTransfer(s, l)) becomeFollower(s);
  }

  /** Who gets a vote has to watch for a leader. */
  #followMembership(): void {
    const s = this.#s;
    if (s.electionAt === Infinity && s.isElectable()) armElection(s);
  }

  #take(): Effect[] {
    const { effects } = this.#s;
    this.#s.effects = [];
    return effects;
  }

  #dispatch(input: Input): void {
    const s = this.#s;
    switch (input.type) {
      case 'tick':
        this.#tick();
        return;
      case 'message':
        this.#message(input.from, input.store, input.message);
        return;
      case 'propose':
        propose(s, input.proposals);
        return;
      case 'read':
        onRead(s, input.id, input.lease ?? false);
        return;
      case 'changeMembership':
        onChangeMembership(s, input);
        return;
      case 'transfer':
        onTransfer(s, input);
        return;
      case 'tune':
        invariant(
          input.options.electionTimeoutMin === s.options.electionTimeoutMin,
          'electionTimeoutMin is fixed for the whole cluster',
        );
        s.options = input.options;
        s.phi.floor = input.options.heartbeatInterval / 2;
        for (const { phi } of s.leadership?.peers.values() ?? []) phi.floor = s.phi.floor;
        return;
      case 'written':
        this.#written(input.write);
        return;
      case 'hardStateWritten':
        s.closeHardState(input.write);
        s.releaseHeld();
        ownVoteWritten(s);
        return;
      case 'diskFull':
        s.noteRoom(input.full);
        return;
      case 'applied':
        invariant(
          input.index <= s.commitIndex && input.index >= s.appliedIndex,
          () => `applied ${input.index} of ${s.commitIndex}`,
        );
        s.appliedIndex = input.index;
        s.configurations.forgetBefore(input.index);
        return;
      case 'snapshotRecorded':
        onSnapshotRecorded(s, input.record, input.trailing);
        return;
      case 'snapshotProgress':
        if (s.fetching !== undefined) s.fetching.received = input.received;
        return;
      case 'snapshotFetched':
        onSnapshotFetched(s, input.record);
        return;
      case 'snapshotFailed':
        onSnapshotFailed(s);
        return;
      case 'snapshotInstalled':
        onSnapshotInstalled(s);
        return;
      case 'snapshotUnreadable':
        s.unreadable = true;
        s.installing = undefined;
        return;
      case 'peerUp':
        this.#peerUp(input.peer, input.store, input.build);
        return;
      case 'peerDown':
        s.peerStores.delete(input.peer);
        if (s.leadership !== undefined) {
          onPeerDown(s, s.leadership, input.peer);
          onTargetDown(s, s.leadership, input.peer);
        } else if (s.contactLeader === input.peer) onLeaderConnectionClosed(s);
        return;
      case 'logRead':
        if (s.leadership !== undefined) onLogRead(s, s.leadership, input.peer, input.batch);
        return;
    }
  }

  #tick(): void {
    const s = this.#s;
    if (s.leadership !== undefined) {
      if (!leaderTick(s, s.leadership)) becomeFollower(s);
    } else if (s.now >= s.electionAt) {
      onElectionTimeout(s);
    }
  }

  #written(write: number): void {
    const s = this.#s;
    invariant(
      write > s.durableWrite && write <= s.lastWrite,
      () => `write ${write} completed after ${s.durableWrite} of ${s.lastWrite}`,
    );
    s.closeWrites(write);
    const grown = s.log.written(write);
    s.releaseHeld();
    ownVoteWritten(s);
    onSnapshotWritten(s);
    if (!grown) return;
    if (s.leadership !== undefined) advanceCommit(s, s.leadership);
    else onLogWritten(s);
  }

  #peerUp(peer: NodeId, store: StoreId, build: VersionRange): void {
    const s = this.#s;
    s.peerStores.set(peer, store);
    s.peerBuilds.set(peer, build);
    if (s.leadership === undefined || dismissRemoved(s, s.leadership, peer)) return;
    if (isForeignStore(s, peer, store)) {
      refuseStore(s, s.leadership, peer);
      return;
    }
    followStore(s, s.leadership, peer, store);
    onPeerUp(s, s.leadership, peer);
  }

  #message(from: NodeId, store: StoreId, m: ConsensusMessage | NotUnderstood): void {
    const s = this.#s;
    if (m.type === 'notUnderstood') {
      // What a deposed leader had to say is none of this node's concern.
      if (m.term >= s.term) s.stop(new UnknownEntryError(m.why), s.appliedIndex);
      return;
    }
    if (s.leadership !== undefined && dismissRemoved(s, s.leadership, from)) return;
    const newer = provenTerm(m) > s.term;
    if (isForeignStore(s, from, store) && !newer) {
      // Questions are answered whoever asks (rule 8); answers count only from the store that the cluster knows (rule 19).
      if (s.leadership !== undefined) {
        refuseStore(s, s.leadership, from);
        return;
      }
      if (m.type === 'voteReply' || m.type === 'preVoteReply') return;
    }
    if (newer) catchUpTerm(s, m.term);
    if (s.leadership !== undefined) followStore(s, s.leadership, from, store);
    switch (m.type) {
      case 'preVoteRequest':
        onPreVoteRequest(s, from, m);
        return;
      case 'preVoteReply':
        onPreVoteReply(s, from, m);
        return;
      case 'voteRequest':
        onVoteRequest(s, from, m);
        return;
      case 'voteReply':
        onVoteReply(s, from, m);
        return;
      case 'append':
      case 'heartbeat':
      case 'snapshotOffer':
        if (m.term < s.term) {
          // Tells a deposed leader, or one that we have outrun, about the newer term.
          s.send(from, staleReply(s.term, m));
        } else if (s.leadership !== undefined) {
          s.emit({ type: 'peerFault', peer: from, why: `claims to lead term ${m.term}, which this node leads` });
        } else if (m.type === 'append') {
          onAppend(s, from, m);
        } else if (m.type === 'heartbeat') {
          onHeartbeat(s, from, m);
          askAgain(s, from);
          askForSnapshot(s, from);
        } else {
          onSnapshotOffer(s, from, m);
        }
        return;
      case 'appendReply':
        if (m.term === s.term && s.leadership !== undefined && onAppendReply(s, s.leadership, from, m))
          advanceCommit(s, s.leadership);
        return;
      case 'heartbeatReply':
        if (m.term === s.term && s.leadership !== undefined && onHeartbeatReply(s, s.leadership, from, m)) {
          releaseReads(s, s.leadership);
          dismissLeaving(s, s.leadership);
        }
        return;
      case 'readIndexRequest':
        if (m.term === s.term && s.leadership !== undefined) onReadIndexRequest(s, s.leadership, from, m);
        return;
      case 'readIndexReply':
        if (m.term === s.term) onReadIndexReply(s, m);
        return;
      case 'snapshotReply':
        if (m.term === s.term && s.leadership !== undefined) onSnapshotReply(s, s.leadership, from, m);
        return;
      case 'storeRefused':
        if (m.term < s.term) return;
        s.stop(
          new StoreRefusedError(
            `the cluster knows another data directory under the id ${s.identity.node} (this one is ${s.identity.store}): a lost or wiped directory comes back only by a membership change that replaces it`,
          ),
          s.appliedIndex,
        );
        return;
      case 'memberRemoved':
        onMemberRemoved(s);
        return;
      case 'timeoutNow':
        onTimeoutNow(s, from, m);
        return;
    }
  }
}
