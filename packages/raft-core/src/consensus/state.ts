import { findMember, isBlank, membersOf, type Configuration, type Member } from '../model/configuration.js';
import type { EntryBatch } from '../model/entry-batch.js';
import type { LeaderHint, RaftError } from '../model/errors.js';
import { invariant } from '../model/errors.js';
import { SINCE } from '../model/features.js';
import type { GroupSettings } from '../model/group-settings.js';
import type { NodeId, StoreId } from '../model/ids.js';
import type { MembershipGoal } from '../model/membership.js';
import type { ConsensusMessage } from '../model/messages.js';
import type { Role } from '../model/service.js';
import type { HardState, SnapshotRecord, TaggedRecord } from '../model/state.js';
import { BUILD_VERSIONS, type VersionRange } from '../model/versions.js';
import { Configurations } from './configurations.js';
import type { Effect } from './effects.js';
import { RaftLog, type LogBase } from './log.js';
import type { RoundTimes } from './round-times.js';
import type { ConsensusOptions } from './options.js';
import { PhiDetector } from './phi.js';
import type { Progress } from './progress.js';
import { isVoter } from './quorum.js';
import { Random } from './random.js';
import { UncommittedTail } from './uncommitted-tail.js';

/** Messages that may wait for a write. */
const MAX_HELD = 1024;
/** Bytes that the slowest disk still writes in a second. */
const SLOWEST_DISK = 16 * 1024 * 1024;

/** What a group starts from, as loaded from storage. */
export interface Recovered {
  readonly hardState: HardState;
  readonly snapshot: SnapshotRecord;
  /** Where the log begins; the snapshot itself where it has kept nothing of what the snapshot covers. */
  readonly base?: LogBase | undefined;
}

export interface Identity {
  readonly node: NodeId;
  readonly store: StoreId;
  /** Where the tags of this node's snapshots can be read by others; undefined where only here. */
  readonly realm?: string | undefined;
  /** The cluster versions that its build knows; absent: those of this build. */
  readonly build?: VersionRange;
}

/** A snapshot on its way to this node. */
export interface Fetching {
  readonly from: NodeId;
  /** As offered: its tag is the sender's. */
  readonly record: TaggedRecord;
  received: number;
}

/** A snapshot that takes the place of the app's state. */
export interface Installing {
  readonly record: TaggedRecord;
  /** The write that makes it durable. */
  readonly write: number;
  /** The app has been told. */
  begun: boolean;
}

/** How far somebody is on the way to a vote. A round brings it to where the log ended when the round began. */
export interface CatchUp {
  round: number;
  target: number;
  since: number;
  /** When it last got on: a learner that fetches a large snapshot needs one long round. */
  progressAt: number;
  seen: number;
  ready: boolean;
}

/** A change of membership under way at the leader. */
export interface Change {
  /** The driver's. */
  readonly id: number;
  readonly goal: MembershipGoal;
  readonly force: boolean;
  readonly since: number;
  readonly catchUps: Map<NodeId, CatchUp>;
}

/** Leadership on its way to another node. */
export interface Transfer {
  /** The driver's; undefined where nobody asked. */
  readonly id: number | undefined;
  readonly target: NodeId;
  readonly since: number;
  /** TimeoutNow has left. */
  sent: boolean;
}

/** A read at the leader: an own caller's, or asked for by another node. */
export interface WaitingRead {
  readonly id: number;
  readonly index: number;
  readonly from: { readonly node: NodeId; readonly asker: number } | undefined;
}

/** What only a leader has. */
export interface Leadership {
  /** Index of the first entry of this term, the no-op; nothing older is committed by counting (Raft §5.4.2). */
  readonly termStart: number;
  readonly since: number;
  /** Log time when the leadership began (rule 15). */
  readonly timeBase: number;
  readonly peers: Map<NodeId, Progress>;
  /** Number of the newest round of heartbeats. */
  round: number;
  /** When the newest rounds were begun. */
  readonly roundTimes: RoundTimes;
  /** When that round was begun. */
  roundBeganAt: number;
  heartbeatAt: number;
  /** When the judgement of a silence was last put off, because this node itself had been away. */
  excusedAt: number;
  /** When a new commit index is told to followers that have not heard it otherwise; undefined while all know. */
  commitNoticeAt: number | undefined;
  /** Reads that wait for round `round` to be answered by a quorum; then for `index`. */
  readonly reads: (WaitingRead & { readonly round: number })[];
  /** Reads that arrived while a confirmation was under way; they share the next one. */
  waitingReads: WaitingRead[];
  /** The change of membership that is under way; an inherited joint configuration ends without one. */
  change: Change | undefined;
  transfer: Transfer | undefined;
  /** A TimeoutNow has left in this term: another leader may come at any time, so that no lease holds any more (rule 12). */
  abdicated: boolean;
  /** Before this, no transfer for the sake of priority. */
  priorityAt: number;
  /** When this node lost its vote; Infinity while it has one. */
  retiredAt: number;
  /** Who was told that it is removed. */
  readonly told: Set<NodeId>;
}

/**
 * The state of one group's consensus, with the few operations that every concern needs. The concerns (election,
 * replication, ...) are modules of functions over it.
 */
export class ConsensusState {
  readonly identity: Identity;
  readonly build: VersionRange;
  options: ConsensusOptions;
  readonly log: RaftLog;
  readonly uncommitted = new UncommittedTail();
  readonly configurations: Configurations;
  readonly random: Random;
  readonly phi: PhiDetector;

  now: number;
  /** When this node started; a voter keeps its forgotten promises for one electionTimeoutMin (rule 9). */
  readonly startedAt: number;

  term: number;
  votedFor: NodeId | undefined;
  role: Role = 'follower';
  leader: NodeId | undefined;
  leadership: Leadership | undefined;

  commitIndex: number;
  appliedIndex: number;
  /** The last index known to agree with the leader of this term; commits stop here (rule 5). */
  verifiedIndex: number;
  /** An acknowledgement is owed to this term's leader once more is durable. */
  ackOwed = false;

  /** When a live leader was last heard, and which one; outlives the term, since the promise of rule 9 does. */
  leaderContact: number | undefined;
  contactLeader: NodeId | undefined;
  /** The own connection to that leader has closed since. */
  leaderLost = false;
  electionAt = Infinity;
  /** The election deadline was already put off once, because this node itself had been away. */
  excused = false;
  /** Answers in the current election or pre-election. */
  readonly votes = new Map<NodeId, boolean>();
  /** The vote for itself counts once this write is durable (rule 1, 2). */
  ownVoteAfter: number | undefined;

  /** Reads of own callers that the leader was asked about, when last, and whether its lease is good enough. */
  readonly askedReads = new Map<number, { readonly at: number; readonly lease: boolean }>();
  /** Tells this run's questions from those of former ones: its seed, drawn at random by the driver. */
  readonly asker: number;

  readonly peerStores = new Map<NodeId, StoreId>();
  /** What the builds of those know that are connected, and of those that were, as they said at last. */
  readonly peerBuilds = new Map<NodeId, VersionRange>();

  /** The newest that is recorded, or about to be. */
  snapshot: SnapshotRecord;
  /** It cannot be read: the app has no state, and nothing is applied, until another one is installed. */
  unreadable = false;
  fetching: Fetching | undefined;
  /** Fetches in a row that came to nothing, and when one may be asked for again. */
  failedFetches = 0;
  askAt = -Infinity;
  installing: Installing | undefined;

  /** Number of the last write that was emitted, of the last that is durable, and of the last that changed the hard state. */
  lastWrite = 0;
  durableWrite = 0;
  hardStateWrite = 0;
  /** The hard states of writes up to this number are durable: that runs ahead of `durableWrite` while entries wait for room. */
  durableHardState = 0;
  /** The disk refuses entries for want of room, as far as is known. */
  diskFull = false;
  /** When each write that is not durable yet was emitted, and the bytes of its entries; oldest first. */
  readonly openWrites: { write: number; since: number; bytes: number }[] = [];
  #openBytes = 0;
  /** When the disk last finished anything. */
  #diskAliveAt = -Infinity;
  /** Messages that wait for a write; `term` is the term in which they were made. */
  held: { after: number; term: number; to: NodeId; message: ConsensusMessage }[] = [];

  stopped = false;
  effects: Effect[] = [];

  constructor(identity: Identity, recovered: Recovered, options: ConsensusOptions, seed: number, now: number) {
    const { snapshot } = recovered;
    this.identity = identity;
    this.options = options;
    this.snapshot = snapshot;
    this.log = new RaftLog(recovered.base ?? snapshot, options.logCacheBytes);
    this.build = identity.build ?? BUILD_VERSIONS;
    this.configurations = new Configurations(snapshot.configurationIndex, snapshot.configuration, this.build);
    this.random = new Random(seed);
    this.asker = seed >>> 0;
    this.phi = new PhiDetector(options.heartbeatInterval / 2);
    this.now = now;
    this.startedAt = now;
    this.term = recovered.hardState.term;
    this.votedFor = recovered.hardState.votedFor;
    this.commitIndex = snapshot.index;
    this.appliedIndex = snapshot.index;
    this.verifiedIndex = snapshot.index;
  }

  get configuration(): Configuration {
    return this.configurations.current.configuration;
  }

  /** What the members have agreed on, as far as this node knows. */
  get settings(): GroupSettings {
    return this.configurations.current.settings;
  }

  /**
   * Whether this node may become a leader: one that the newest configuration has left out still has to, until that is known to be
   * committed, since nobody else may have that entry and its vote be needed for any other (thesis §4.2.2).
   */
  isElectable(): boolean {
    const { node } = this.identity;
    if (isVoter(this.configuration, node)) return true;
    return this.configurations.possibleFrom(this.commitIndex).some((each) => isVoter(each.configuration, node));
  }

  /** Every other member of the configuration in effect. */
  others(): Member[] {
    const seen = new Set<NodeId>([this.identity.node]);
    const others: Member[] = [];
    const { voters, outgoing, learners } = this.configuration;
    for (const list of [voters, outgoing, learners]) {
      for (const member of list) {
        if (seen.has(member.id)) continue;
        seen.add(member.id);
        others.push(member);
      }
    }
    return others;
  }

  /** It has joined and knows nobody yet: it is not even sure to be a member. */
  get blank(): boolean {
    return isBlank(this.configuration);
  }

  /** Where another node leads, as far as is known: what a caller is told that this node cannot serve. */
  get leaderElsewhere(): LeaderHint | undefined {
    const { leader } = this;
    if (leader === undefined || leader === this.identity.node) return undefined;
    return { id: leader, address: findMember(this.configuration, leader)?.address ?? '' };
  }

  emit(effect: Effect): void {
    this.effects.push(effect);
  }

  #open(bytes: number): number {
    const write = ++this.lastWrite;
    this.openWrites.push({ write, since: this.now, bytes });
    this.#openBytes += bytes;
    return write;
  }

  /** Writes up to number `write` are durable. */
  closeWrites(write: number): void {
    let done = 0;
    for (const open of this.openWrites) {
      if (open.write > write) break;
      this.#openBytes -= open.bytes;
      done++;
    }
    this.openWrites.splice(0, done);
    this.durableWrite = write;
    this.durableHardState = Math.max(this.durableHardState, write);
    this.#diskAliveAt = this.now;
  }

  /**
   * The hard state of write `write` is durable, while writes of entries before it may be open. The promises that rest on it hold:
   * a vote was given with the whole log in view, and what is lost of the log in a crash was acknowledged to nobody.
   */
  closeHardState(write: number): void {
    invariant(write <= this.lastWrite, () => `hard state ${write} of ${this.lastWrite}`);
    this.durableHardState = Math.max(this.durableHardState, write);
    this.#diskAliveAt = this.now;
  }

  /** A disk that refuses for want of room has not stalled. */
  noteRoom(full: boolean): void {
    this.diskFull = full;
    this.#diskAliveAt = this.now;
  }

  /**
   * When the disk has to be taken for stalled unless it finishes something before (rule 10): after `patience` milliseconds;
   * `Infinity` while nothing is open. Much to write takes its time: that alone is no stall.
   */
  diskStallsAt(patience: number): number {
    const [oldest] = this.openWrites;
    if (oldest === undefined) return Infinity;
    const writing = (this.#openBytes / SLOWEST_DISK) * 1000;
    return Math.max(oldest.since, this.#diskAliveAt) + patience + writing;
  }

  /** Emits the atomic write of (term, votedFor); nothing of this term leaves before it is durable (rules 1, 3). */
  persistHardState(): number {
    const write = this.#open(0);
    this.hardStateWrite = write;
    this.emit({
      type: 'write',
      write,
      hardState: { term: this.term, votedFor: this.votedFor },
      truncateFrom: undefined,
      entries: undefined,
      snapshot: undefined,
    });
    return write;
  }

  /** Takes stored entries, which follow each other from the base on. What of them is committed, a leader will have to say. */
  recover(batch: EntryBatch): void {
    this.log.recover(batch);
    this.configurations.append(batch);
    this.uncommitted.appended(batch);
    this.uncommitted.committed(this.commitIndex);
  }

  /** Replaces the tail from `entries.firstIndex` on, or appends. */
  appendToLog(entries: EntryBatch): void {
    const truncate = entries.firstIndex <= this.log.lastIndex;
    if (truncate) {
      invariant(
        entries.firstIndex > this.commitIndex,
        () => `truncation from ${entries.firstIndex} at or below commit index ${this.commitIndex}`,
      );
      this.log.truncateFrom(entries.firstIndex);
      this.uncommitted.truncatedFrom(entries.firstIndex);
    }
    const write = this.#open(entries.byteLength);
    this.log.append(entries, write);
    this.uncommitted.appended(entries);
    this.emit({
      type: 'write',
      write,
      hardState: undefined,
      truncateFrom: truncate ? entries.firstIndex : undefined,
      entries,
      snapshot: undefined,
    });
    const rolledBack = truncate && this.configurations.truncateFrom(entries.firstIndex);
    if (this.configurations.append(entries) || rolledBack) this.emitConfiguration();
  }

  /** Puts a snapshot in the place of everything that it covers, in one write: the record and the log that is left (rule 14). */
  replaceBySnapshot(record: SnapshotRecord): number {
    const { log, commitIndex } = this;
    const agrees = log.termAt(record.index) === record.term;
    invariant(
      agrees || record.index > commitIndex,
      () => `a snapshot at ${record.index} of term ${record.term} contradicts the committed log`,
    );
    const write = this.#open(0);
    // What is not committed may be anybody's: where the snapshot contradicts it, the whole tail goes (S1).
    const truncateFrom = agrees || log.lastIndex <= commitIndex ? undefined : commitIndex + 1;
    log.restartAt(record, write, commitIndex);
    if (!agrees) this.uncommitted.committed(Infinity);
    this.snapshot = record;
    this.emit({ type: 'write', write, hardState: undefined, truncateFrom, entries: undefined, snapshot: record });
    const base = { index: record.configurationIndex, configuration: record.configuration };
    if (this.configurations.restartAt(record.index, base, agrees)) this.emitConfiguration();
    return write;
  }

  emitConfiguration(): void {
    const { configuration, index } = this.configurations.current;
    this.emit({ type: 'configuration', configuration, index });
    this.emitContacts();
  }

  emitContacts(): void {
    const members = membersOf(this.configuration);
    for (const { leaving } of this.leadership?.peers.values() ?? [])
      if (leaving !== undefined) members.push(leaving.member);
    this.emit({ type: 'contacts', members });
  }

  /** Ends this group here, for good; what is committed is applied before. */
  stop(error: RaftError, after: number): void {
    this.stopped = true;
    this.emit({ type: 'stop', error, after });
  }

  /** Sends once everything that the current term rests on is durable. */
  send(to: NodeId, message: ConsensusMessage): void {
    invariant(
      SINCE.messages[message.type] <= this.configuration.clusterVersion,
      () => `cluster version ${this.configuration.clusterVersion} has no ${message.type}`,
    );
    const after = this.hardStateWrite;
    if (after <= this.durableHardState) {
      this.emit({ type: 'send', to, message, after });
      return;
    }
    // A disk that hangs must not fill the memory: like any transport, this queue may lose the oldest.
    if (this.held.length >= MAX_HELD) this.held.shift();
    this.held.push({ after, term: this.term, to, message });
  }

  /** Releases the held messages whose write is durable; those of a former term are dropped. */
  releaseHeld(): void {
    if (this.held.length === 0) return;
    const waiting = [];
    for (const held of this.held) {
      if (held.term !== this.term) continue;
      if (held.after <= this.durableHardState)
        this.emit({ type: 'send', to: held.to, message: held.message, after: held.after });
      else waiting.push(held);
    }
    this.held = waiting;
  }

  emitState(): void {
    this.emit({ type: 'state', role: this.role, term: this.term, leader: this.leader });
  }

  /** Adopts a higher term: the only place where `votedFor` is cleared (rule 1, E2). */
  adoptTerm(term: number, votedFor: NodeId | undefined): number {
    invariant(term > this.term, () => `term must grow from ${this.term}, not to ${term}`);
    this.term = term;
    this.votedFor = votedFor;
    this.leader = undefined;
    this.verifiedIndex = this.commitIndex;
    this.ackOwed = false;
    return this.persistHardState();
  }
}
