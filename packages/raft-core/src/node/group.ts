import type { Consensus } from '../consensus/consensus.js';
import type { Effect, Input, Refusal } from '../consensus/effects.js';
import type { ConsensusState } from '../consensus/state.js';
import type { EntryBatch } from '../model/entry-batch.js';
import { EntryKind } from '../model/entry.js';
import {
  AbortedError,
  ClosedError,
  DeadlineExceededError,
  EntryTooLargeError,
  InternalError,
  invariant,
  LeadershipLostError,
  NotLeaderError,
  OverloadedError,
  RaftError,
  StorageFullError,
} from '../model/errors.js';
import type { GroupId, NodeId, StoreId } from '../model/ids.js';
import { isTransfer, type PeerMessage } from '../model/messages.js';
import type { NodeStatus, ReadLevel, SnapshotPart } from '../model/service.js';
import type { RaftApp } from '../ports/app.js';
import type { PeerIdentity } from '../ports/transport.js';
import { Applier } from './applier.js';
import { bounded } from './bounded-call.js';
import {
  asRaftError,
  messageOf,
  noSnapshots,
  notApplied,
  queryFailed,
  refusalError,
  unknownOutcome,
} from './call-errors.js';
import type { CallerOptions, ReadOptions, WriteOptions } from './call-options.js';
import type { GroupOptions } from './host-options.js';
import type { HostServices } from './host-services.js';
import { LogReads } from './log-reads.js';
import { Proposals, type WriteResult } from './proposals.js';
import { ReadQueue, type PendingRead, type ReadResult } from './read-queue.js';
import type { CompactionOptions } from './snapshots/compaction-options.js';
import { GroupSnapshots, type TakenSnapshot } from './snapshots/group-snapshots.js';
import { groupStatus } from './status.js';

/**
 * One group on this host: drives its consensus, feeds its app, and settles what callers wait for. Inputs are taken as
 * they come; what they cause leaves at the end of the turn.
 */
export class RaftGroup {
  readonly id: GroupId;
  readonly #host: HostServices;
  readonly #app: RaftApp;
  readonly #consensus: Consensus;
  readonly #applier: Applier;
  readonly #logReads: LogReads;
  readonly #snapshots: GroupSnapshots | undefined;
  readonly #proposals = new Proposals();
  readonly #reads = new ReadQueue();
  readonly #peersUp = new Set<NodeId>();
  #failure: RaftError | undefined;

  constructor(id: GroupId, host: HostServices, options: GroupOptions, consensus: Consensus) {
    const { app } = options;
    this.id = id;
    this.#host = host;
    this.#app = app;
    this.#consensus = consensus;
    this.#logReads = new LogReads(host.storage, id);
    this.#applier = new Applier(
      {
        app,
        clock: host.clock,
        maxApplyBytes: host.limits.maxApplyBytes,
        entries: (from, to, maxBytes) => this.#entries(from, to, maxBytes),
        onApplied: (index, value) => {
          this.#applied(index, value);
        },
        onBatch: (index) => {
          this.#step({ type: 'applied', now: host.now(), index });
          this.#snapshots?.consider();
          this.#answerReads();
        },
        again: () => {
          host.wake(this);
        },
        onFailed: (error) => {
          this.stop(error);
        },
      },
      consensus.state.appliedIndex,
      consensus.state.snapshot.time,
    );
    this.#snapshots = this.#makeSnapshots(options);
  }

  #makeSnapshots({ app, compaction }: GroupOptions): GroupSnapshots | undefined {
    const { id } = this;
    const host = this.#host;
    const store = host.snapshots;
    if (store === undefined) return undefined;
    const { node, store: storeId } = this.#consensus.state.identity;
    return new GroupSnapshots(
      {
        group: id,
        owner: { cluster: host.clusterId, group: id, node, store: storeId },
        store,
        app,
        clock: host.clock,
        consensus: this.#consensus,
        applier: this.#applier,
        reads: this.#logReads,
        events: host.events,
        maxReadBytes: host.limits.maxReadBytes,
        entries: (from, to, maxBytes) => this.#entries(from, to, maxBytes),
        step: (input) => {
          this.#step(input);
        },
        record: (snapshot, done) => {
          host.tidy(id, { record: { snapshot, done } });
        },
        removeEntries: (compactTo) => {
          host.tidy(id, { compactTo });
        },
        installed: (index) => {
          this.#proposals.failAppendedUpTo(
            index,
            () => new LeadershipLostError('the command was committed, but its response is with the former leader'),
          );
        },
        send: (to, message) => {
          host.send(to, id, message);
          host.wake(this);
        },
        wake: () => {
          host.wake(this);
        },
        stop: (error) => {
          this.stop(error);
        },
      },
      host.fetches,
      compaction ?? {},
    );
  }

  // ---- what callers use ----

  /**
   * Appends a command and waits until it is applied here. The payload is copied at the end of this turn: it must not
   * change before that, and is not kept.
   * @throws {RaftError} `outcome` says whether it may be applied all the same.
   */
  write(payload: Uint8Array, options: WriteOptions = {}): Promise<WriteResult> {
    const refusal = this.#refuseWrite(payload, options);
    if (refusal !== undefined) return Promise.reject(refusal);
    return new Promise((resolve, reject) => {
      const session = options.session ?? 0;
      const sequence = options.sequence ?? 0;
      const settle = bounded(this.#host.clock, options, 'unknown', { resolve, reject });
      this.#proposals.queue({ kind: EntryKind.Command, session, sequence, payload, ...settle });
      this.#host.wake(this);
    });
  }

  #refuseWrite(payload: Uint8Array, options: CallerOptions): RaftError | undefined {
    const { limits } = this.#host;
    if (this.#failure !== undefined) return notApplied(this.#failure);
    if (options.signal?.aborted === true) return new AbortedError('not_applied', options.signal.reason);
    if (options.timeout !== undefined && options.timeout <= 0) return new DeadlineExceededError('not_applied');
    if (payload.length > limits.maxEntryBytes) return new EntryTooLargeError(payload.length, limits.maxEntryBytes);
    if (this.#consensus.state.role !== 'leader') return new NotLeaderError(this.#consensus.state.leaderElsewhere);
    if (this.#host.diskFull())
      return new StorageFullError('the disk of the leader is full: make room, or wait for compaction');
    if (
      this.#proposals.count >= limits.maxPendingWrites ||
      this.#proposals.bytes + payload.length > limits.maxPendingWriteBytes
    ) {
      return new OverloadedError('too many writes are waiting');
    }
    if (this.#app.validate !== undefined) {
      try {
        this.#app.validate(payload);
      } catch (error) {
        return error instanceof RaftError
          ? error
          : new RaftError('INVALID_ARGUMENT', `the command was refused: ${messageOf(error)}`, { cause: error });
      }
    }
    return undefined;
  }

  /** Asks the app, at the level of consistency that `options.level` names. */
  read(payload: Uint8Array, options: ReadOptions = {}): Promise<ReadResult> {
    const { limits } = this.#host;
    const given = options.level ?? 'linearizable';
    const level: ReadLevel =
      typeof given === 'string' ? (given === 'local' ? { type: 'local', minIndex: 0 } : { type: given }) : given;
    if (this.#failure !== undefined) return Promise.reject(notApplied(this.#failure));
    if (options.signal?.aborted === true) return Promise.reject(new AbortedError('not_applied', options.signal.reason));
    if (this.#reads.count >= limits.maxPendingReads)
      return Promise.reject(new OverloadedError('too many reads are waiting'));
    if (level.type === 'linearizable' && this.#consensus.state.role !== 'leader') {
      return Promise.reject(new NotLeaderError(this.#consensus.state.leaderElsewhere));
    }
    return new Promise((resolve, reject) => {
      // Its timeout is the queue's to watch, together with those of all other reads.
      const settle = bounded(this.#host.clock, { signal: options.signal }, 'not_applied', { resolve, reject });
      const read: PendingRead = {
        payload,
        deadline: this.#host.now() + (options.timeout ?? limits.readTimeout),
        ...settle,
      };
      if (level.type === 'linearizable') {
        this.#reads.queue(read);
        this.#host.wake(this);
      } else if (level.minIndex <= this.#applier.applied && !this.#applier.busy) {
        this.#answer(read);
      } else {
        this.#reads.wait(read, level.minIndex);
        this.#host.wake(this);
      }
    });
  }

  /**
   * Takes a snapshot of everything that this node has applied by now, and waits until it is recorded.
   * @throws {RaftError} where it cannot be stored, or the host has no snapshot store.
   */
  takeSnapshot(): Promise<TakenSnapshot> {
    if (this.#failure !== undefined) return Promise.reject(notApplied(this.#failure));
    return this.#snapshots?.take() ?? Promise.reject(noSnapshots());
  }

  /** The bytes of this node's newest snapshot: enough to start a new cluster from. */
  readSnapshot(signal: AbortSignal): AsyncIterable<SnapshotPart> {
    if (this.#failure !== undefined) throw notApplied(this.#failure);
    if (this.#snapshots === undefined) throw noSnapshots();
    return this.#snapshots.read(signal);
  }

  /** When snapshots are taken and what is kept, from now on. @throws {InvalidArgumentError} */
  tuneCompaction(options: Partial<CompactionOptions>): void {
    if (this.#snapshots === undefined) throw noSnapshots();
    this.#snapshots.tune(options);
  }

  status(): NodeStatus {
    return groupStatus(
      this.id,
      this.#consensus.state,
      this.#applier.applied,
      this.#snapshots?.status(),
      this.#host.clusterId,
      this.#peersUp,
      this.#failure,
      this.#host.now(),
    );
  }

  /** The core's state as it stands, for tests and tools: to be looked at, never kept or changed. */
  get consensusState(): Readonly<ConsensusState> {
    return this.#consensus.state;
  }

  /** Why the group has stopped on this node. */
  get failure(): RaftError | undefined {
    return this.#failure;
  }

  // ---- what the host uses ----

  /** When the group wants to be woken without any other input. */
  get deadline(): number {
    return this.#failure !== undefined
      ? Infinity
      : Math.min(this.#consensus.deadline, this.#reads.deadline, this.#snapshots?.deadline ?? Infinity);
  }

  start(): void {
    this.#perform(this.#consensus.start());
    this.#snapshots?.begin();
  }

  tick(): void {
    const now = this.#host.now();
    if (now >= this.#consensus.deadline) this.#step({ type: 'tick', now });
    this.#reads.expire(now);
    if (now >= (this.#snapshots?.deadline ?? Infinity)) this.#snapshots?.tick(now);
  }

  received(from: PeerIdentity, message: PeerMessage): void {
    if (isTransfer(message)) {
      this.#snapshots?.received(from.node, message);
      return;
    }
    this.#step({ type: 'message', now: this.#host.now(), from: from.node, store: from.store, message });
  }

  peerUp(peer: NodeId, store: StoreId): void {
    this.#peersUp.add(peer);
    this.#step({ type: 'peerUp', now: this.#host.now(), peer, store });
  }

  peerDown(peer: NodeId): void {
    this.#peersUp.delete(peer);
    this.#step({ type: 'peerDown', now: this.#host.now(), peer });
  }

  written(write: number): void {
    this.#step({ type: 'written', now: this.#host.now(), write });
    this.#snapshots?.durable();
  }

  /** Hands the turn's proposals and reads to the core. */
  takeQueued(): void {
    if (this.#proposals.hasQueued) this.#propose();
    if (this.#reads.hasQueued) this.#step({ type: 'read', now: this.#host.now(), id: this.#reads.startRound() });
  }

  /** Applies what this turn has committed, and answers the reads that waited for it. */
  runApp(): void {
    this.#applier.run();
    this.#answerReads();
  }

  /** The group ends on this node: everything open is settled, nothing is written or sent any more. */
  stop(error: RaftError): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#applier.stop();
    this.#snapshots?.stop(notApplied(error));
    this.#host.dropWrites(this.id);
    this.#proposals.failQueued(() => notApplied(error));
    this.#proposals.failAppendedAbove(0, () => unknownOutcome(error));
    this.#reads.failAll(() => notApplied(error));
    if (!(error instanceof ClosedError)) this.#host.events.emit('stopped', { group: this.id, error });
  }

  // ---- driving the core ----

  #step(input: Input): void {
    const effects = this.#consult(input);
    if (effects !== undefined) this.#perform(effects);
  }

  /** Undefined where the group has stopped, also by this very step: then the step's effects are void. */
  #consult(input: Input): readonly Effect[] | undefined {
    if (this.#failure !== undefined) return undefined;
    try {
      return this.#consensus.step(input);
    } catch (error) {
      // A broken invariant: the group must not go on.
      this.stop(asRaftError(error, 'consensus failed'));
      return undefined;
    }
  }

  #propose(): void {
    const queued = this.#proposals.takeQueued();
    const stopped = this.#failure;
    const effects = this.#consult({ type: 'propose', now: this.#host.now(), proposals: queued });
    if (effects === undefined) {
      for (const proposal of queued) this.#proposals.refuse(proposal, this.#stoppedError(stopped));
      return;
    }
    let taken = 0;
    let refusal: Refusal = { reason: 'overloaded' };
    for (const effect of effects) {
      if (effect.type === 'proposalRefused') refusal = effect.refusal;
      if (effect.type !== 'proposed') continue;
      for (; taken < effect.count; taken++)
        this.#proposals.appended(queued[taken] as (typeof queued)[number], effect.firstIndex + taken);
    }
    for (const proposal of queued.slice(taken)) {
      this.#proposals.refuse(proposal, refusalError(refusal, 'too many bytes are not committed'));
    }
    this.#perform(effects);
  }

  /** What a proposal is told that met a group that had stopped before, or that stopped over it. */
  #stoppedError(before: RaftError | undefined): RaftError {
    return before !== undefined ? notApplied(before) : unknownOutcome(new InternalError('consensus failed'));
  }

  #perform(effects: readonly Effect[]): void {
    if (effects.length === 0) return;
    const host = this.#host;
    for (const effect of effects) {
      switch (effect.type) {
        case 'write':
          host.write(this.id, effect);
          break;
        case 'send':
          invariant(effect.after <= this.#consensus.state.durableWrite, 'a message ahead of the write it waits for');
          if (effect.message.type === 'snapshotOffer') this.#snapshots?.offered(effect.message.record.tag);
          host.send(effect.to, this.id, effect.message);
          break;
        case 'readLog':
          this.#readLog(effect);
          break;
        case 'commit':
          this.#applier.committed(effect.index);
          break;
        case 'readReady':
          this.#reads.confirmed(effect.id, effect.index);
          break;
        case 'readFailed':
          this.#reads.failRound(effect.id, new NotLeaderError(effect.leader));
          break;
        case 'state':
          // What was committed when leadership ended, not by now: the same step may go on to replace the rest of the log by
          // another leader's entries and commit those.
          if (effect.role !== 'leader')
            this.#proposals.failAppendedAbove(this.#applier.committedIndex, () => new LeadershipLostError());
          host.events.emit('state', { group: this.id, role: effect.role, term: effect.term, leader: effect.leader });
          break;
        case 'configuration':
          host.configurationChanged(this.id, effect.configuration);
          host.events.emit('configuration', {
            group: this.id,
            configuration: effect.configuration,
            index: effect.index,
          });
          break;
        case 'peerFault':
          host.events.emit('peerFault', { group: this.id, peer: effect.peer, why: effect.why });
          break;
        case 'stop':
          this.stop(effect.error);
          break;
        case 'compact':
        case 'fetchSnapshot':
        case 'cancelFetch':
        case 'dropSnapshot':
        case 'installSnapshot':
        case 'snapshotWanted':
          if (this.#snapshots === undefined) this.#declineSnapshot(effect.type);
          else this.#snapshots.perform(effect);
          break;
        case 'proposed':
        case 'proposalRefused':
          break;
      }
    }
    host.wake(this);
  }

  /** A host without a place for snapshots cannot take one: the leader hears of it, again and again. */
  #declineSnapshot(type: Effect['type']): void {
    if (type !== 'fetchSnapshot') return;
    this.#host.events.emit('snapshotFailed', { group: this.id, what: 'fetch', error: noSnapshots() });
    this.#host.clock.defer(() => {
      this.#step({ type: 'snapshotFailed', now: this.#host.now() });
    });
  }

  #readLog(effect: Extract<Effect, { type: 'readLog' }>): void {
    const { term } = this.#consensus.state;
    this.#logReads.read(effect.from, effect.to, effect.maxBytes).then(
      (batch) => {
        this.#step({ type: 'logRead', now: this.#host.now(), peer: effect.peer, batch });
      },
      (error: unknown) => {
        // Once deposed, another leader's entries may have replaced these while they were read.
        const { state } = this.#consensus;
        if (state.term !== term || state.leadership === undefined) return;
        this.stop(asRaftError(error, 'the log cannot be read'));
      },
    );
  }

  #entries(from: number, to: number, maxBytes: number): EntryBatch | Promise<EntryBatch> {
    const { log } = this.#consensus.state;
    return (
      log.cached(from, to, maxBytes) ??
      this.#logReads.read(from, Math.min(to, log.durableIndex), Math.min(maxBytes, this.#host.limits.maxReadBytes))
    );
  }

  #applied(index: number, value: Uint8Array | undefined): void {
    const proposal = this.#proposals.takeAppended(index);
    if (proposal === undefined) return;
    invariant(value !== undefined, () => `no response at ${index}, where a command was proposed`);
    proposal.resolve({ index, value });
  }

  #answerReads(): void {
    if (this.#applier.busy || this.#reads.count === 0) return;
    for (const read of this.#reads.takeReady(this.#applier.applied)) this.#answer(read);
  }

  #answer(read: PendingRead): void {
    const index = this.#applier.applied;
    try {
      const value = this.#app.query(read.payload);
      if (value instanceof Promise) {
        this.#reads.answering(read);
        // So that the read's deadline is among those that the host waits for.
        this.#host.wake(this);
        value.then(
          (v) => {
            if (this.#reads.answered(read)) read.resolve({ index, value: v });
          },
          (error: unknown) => {
            if (this.#reads.answered(read)) read.reject(queryFailed(error));
          },
        );
      } else {
        read.resolve({ index, value });
      }
    } catch (error) {
      read.reject(queryFailed(error));
    }
  }
}
