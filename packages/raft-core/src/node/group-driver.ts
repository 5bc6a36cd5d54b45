import type { Consensus } from '../consensus/consensus.js';
import type { Effect, Input } from '../consensus/effects.js';
import { isHandingOver } from '../consensus/transfer.js';
import { settingsOf } from '../model/configuration.js';
import type { EntryBatch } from '../model/entry-batch.js';
import { ClosedError, invariant, NotLeaderError, RaftError } from '../model/errors.js';
import type { GroupId, NodeId } from '../model/ids.js';
import { isTransfer, type ReceivedMessage } from '../model/messages.js';
import type { PeerIdentity } from '../ports/transport.js';
import { SessionTable } from '../sessions/session-table.js';
import { Administration } from './administration.js';
import { Applier } from './applier.js';
import { asRaftError, noSnapshots, notApplied } from './call-errors.js';
import { GroupReads } from './group-reads.js';
import { GroupWrites } from './group-writes.js';
import type { GroupOptions } from './host-options.js';
import type { HostServices, Wakeable } from './host-services.js';
import { LogReads } from './log-reads.js';
import { GroupSnapshots } from './snapshots/group-snapshots.js';

/**
 * Drives one group's consensus, feeds its app, and settles what callers wait for. Inputs are taken as they come; what they cause
 * leaves at the end of the turn.
 */
export class GroupDriver implements Wakeable {
  readonly id: GroupId;
  readonly host: HostServices;
  readonly consensus: Consensus;
  readonly applier: Applier;
  readonly #logReads: LogReads;
  readonly snapshots: GroupSnapshots | undefined;
  readonly writes: GroupWrites;
  readonly administration: Administration;
  readonly reads: GroupReads;
  readonly peersUp = new Set<NodeId>();
  #failure: RaftError | undefined;
  /** When the disk first refused entries for want of room, since it last had some. */
  #fullSince: number | undefined;
  /** The group ends once the app has got everything up to `after`. */
  #ending: { readonly error: RaftError; readonly after: number } | undefined;

  constructor(id: GroupId, host: HostServices, options: GroupOptions, consensus: Consensus) {
    const { app } = options;
    this.id = id;
    this.host = host;
    this.consensus = consensus;
    this.#logReads = new LogReads(host.storage, id);
    this.applier = new Applier(
      {
        app,
        clock: host.clock,
        get maxApplyBytes() {
          return host.limits.maxApplyBytes;
        },
        entries: (from, to, maxBytes) => this.#entries(from, to, maxBytes),
        onApplied: (index, applied) => {
          this.writes.applied(index, applied);
        },
        onBatch: (batch, commands, milliseconds) => {
          const { lastIndex: index, count: entries } = batch;
          this.writes.answered();
          host.events.emit('batchApplied', { group: id, index, entries, commands, milliseconds });
          this.step({ type: 'applied', now: host.now(), index });
          this.snapshots?.consider();
          this.reads.answer();
          this.#endWhereDone();
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
      // Those of a snapshot come with it.
      new SessionTable(settingsOf(consensus.state.snapshot.configuration)),
    );
    const wake = (): void => {
      host.wake(this);
    };
    this.administration = new Administration(host.clock, (input) => {
      this.step(input);
    });
    this.writes = new GroupWrites({ group: id, host, app, consensus, applier: this.applier, wake });
    this.reads = new GroupReads({ group: id, host, app, consensus, applier: this.applier, wake });
    this.snapshots = this.#makeSnapshots(options);
  }

  #makeSnapshots({ app, compaction }: GroupOptions): GroupSnapshots | undefined {
    const { id } = this;
    const host = this.host;
    const store = host.snapshots;
    if (store === undefined) return undefined;
    const { node, store: storeId } = this.consensus.state.identity;
    return new GroupSnapshots(
      {
        group: id,
        owner: { cluster: host.clusterId, group: id, node, store: storeId },
        store,
        app,
        clock: host.clock,
        consensus: this.consensus,
        applier: this.applier,
        reads: this.#logReads,
        events: host.events,
        get maxReadBytes() {
          return host.limits.maxReadBytes;
        },
        entries: (from, to, maxBytes) => this.#entries(from, to, maxBytes),
        step: (input) => {
          this.step(input);
        },
        record: (snapshot, done) => {
          host.tidy(id, { record: { snapshot, done } });
        },
        removeEntries: (compactTo) => {
          host.tidy(id, { compactTo });
        },
        installed: (index) => {
          this.writes.installed(index);
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

  /** Why the group has stopped on this node. */
  get failure(): RaftError | undefined {
    return this.#failure;
  }

  /** When the group wants to be woken without any other input. */
  get deadline(): number {
    return this.#failure !== undefined
      ? Infinity
      : Math.min(this.consensus.deadline, this.reads.deadline, this.snapshots?.deadline ?? Infinity);
  }

  start(): void {
    this.#perform(this.consensus.start());
    this.snapshots?.begin();
  }

  tick(): void {
    const now = this.host.now();
    if (now >= this.consensus.deadline) this.step({ type: 'tick', now });
    this.reads.expire(now);
    // They may have waited for a transfer that is over.
    if (this.writes.hasQueued) this.host.wake(this);
    if (now >= (this.snapshots?.deadline ?? Infinity)) this.snapshots?.tick(now);
  }

  received(from: PeerIdentity, message: ReceivedMessage): void {
    if (isTransfer(message)) {
      this.snapshots?.received(from.node, message);
      return;
    }
    this.step({ type: 'message', now: this.host.now(), from: from.node, store: from.store, message });
    if (message.type === 'snapshotReply' && message.status === 'failed' && this.consensus.state.role === 'leader')
      this.snapshots?.refused(message.index);
  }

  peerUp({ node: peer, store, clusterVersionMin, clusterVersionMax }: PeerIdentity): void {
    this.peersUp.add(peer);
    const build = { min: clusterVersionMin, max: clusterVersionMax };
    this.step({ type: 'peerUp', now: this.host.now(), peer, store, build });
  }

  peerDown(peer: NodeId): void {
    this.peersUp.delete(peer);
    this.step({ type: 'peerDown', now: this.host.now(), peer });
  }

  written(write: number): void {
    this.step({ type: 'written', now: this.host.now(), write });
    this.snapshots?.durable();
  }

  hardStateWritten(write: number): void {
    this.step({ type: 'hardStateWritten', now: this.host.now(), write });
  }

  /** The disk has room again, or has refused entries once more for want of it. */
  diskFull(full: boolean): void {
    const now = this.host.now();
    this.#fullSince = full ? (this.#fullSince ?? now) : undefined;
    this.step({ type: 'diskFull', now, full });
    const { options } = this.consensus.state;
    if (this.#fullSince !== undefined && now - this.#fullSince >= options.electionTimeoutMax)
      this.writes.withoutRoom(this.applier.committedIndex);
  }

  /** Hands the turn's proposals and reads to the core. */
  takeQueued(): void {
    if (this.writes.hasQueued && !this.#isHandingOver) this.#propose();
    if (!this.reads.hasQueued) return;
    // A lease is judged by the time after the reads have arrived, however long they had to wait for this turn.
    for (const { id, level } of this.reads.startRounds())
      this.step({ type: 'read', now: this.host.now(), id, lease: level === 'lease' });
  }

  /** Writes wait for the end of a transfer: with luck the next leader takes them in milliseconds. */
  get #isHandingOver(): boolean {
    const l = this.consensus.state.leadership;
    return l !== undefined && isHandingOver(l);
  }

  /** Applies what this turn has committed, and answers the reads that waited for it. */
  runApp(): void {
    this.applier.run();
    this.reads.answer();
  }

  /**
   * Gives leadership to another voter, where there is one, before this node goes. One that goes at the same time is no obstacle:
   * then the next one is asked.
   */
  async handOver(): Promise<void> {
    const { state } = this.consensus;
    const end = this.host.now() + state.options.electionTimeoutMin;
    for (let others = state.configuration.voters.length - 1; others > 0; others--) {
      const timeout = end - this.host.now();
      if (this.#failure !== undefined || state.role !== 'leader' || timeout <= 0) return;
      try {
        await this.administration.transfer(undefined, { timeout });
        return;
      } catch (error) {
        // Where nobody can take over, the others elect somebody once this node is gone.
        if (!(error instanceof RaftError)) throw error;
      }
    }
  }

  /** The group ends on this node: everything open is settled, nothing is written or sent any more. */
  stop(error: RaftError): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.applier.stop();
    this.snapshots?.stop(notApplied(error));
    this.host.dropWrites(this.id);
    this.writes.failAll(error);
    this.administration.failAll(error);
    this.reads.failAll(() => notApplied(error));
    if (error instanceof ClosedError) return;
    // It needs nobody any more, and the others see sooner that it is gone.
    this.host.contactsChanged(this.id, []);
    this.host.events.emit('stopped', { group: this.id, error });
  }

  #endWhereDone(): void {
    if (this.#ending !== undefined && this.applier.applied >= this.#ending.after) this.stop(this.#ending.error);
  }

  // ---- driving the core ----

  step(input: Input): void {
    const effects = this.#consult(input);
    if (effects !== undefined) this.#perform(effects);
  }

  /** Undefined where the group has stopped, also by this very step: then the step's effects are void. */
  #consult(input: Input): readonly Effect[] | undefined {
    if (this.#failure !== undefined) return undefined;
    try {
      return this.consensus.step(input);
    } catch (error) {
      // A broken invariant: the group must not go on.
      this.stop(asRaftError(error, 'consensus failed'));
      return undefined;
    }
  }

  #propose(): void {
    this.#perform(
      this.writes.propose(
        (proposals) => this.#consult({ type: 'propose', now: this.host.now(), proposals }),
        this.#failure,
      ),
    );
  }

  #perform(effects: readonly Effect[]): void {
    if (effects.length === 0) return;
    const host = this.host;
    for (const effect of effects) {
      switch (effect.type) {
        case 'write':
          host.write(this.id, effect);
          break;
        case 'send':
          invariant(effect.after <= this.consensus.state.durableHardState, 'a message ahead of the write it waits for');
          if (effect.message.type === 'snapshotOffer') this.snapshots?.offered(effect.message.record.tag);
          host.send(effect.to, this.id, effect.message);
          break;
        case 'readLog':
          this.#readLog(effect);
          break;
        case 'commit':
          this.writes.committed(effect.index);
          this.applier.committed(effect.index);
          break;
        case 'readReady':
          this.reads.confirmed(effect.id, effect.index);
          break;
        case 'readFailed':
          this.reads.failRound(effect.id, new NotLeaderError(effect.leader));
          break;
        case 'state':
          // What was committed when leadership ended, not by now: the same step may go on to replace the rest of the log by
          // another leader's entries and commit those.
          if (effect.role !== 'leader') this.writes.leadershipLost(this.applier.committedIndex);
          this.administration.leaderChanged(effect.leader, effect.term);
          host.forwarder?.leaderChanged(this.id, this.consensus.state.options.electionTimeoutMax);
          host.events.emit('state', { group: this.id, role: effect.role, term: effect.term, leader: effect.leader });
          break;
        case 'configuration':
          host.events.emit('configuration', {
            group: this.id,
            configuration: effect.configuration,
            index: effect.index,
          });
          break;
        case 'contacts':
          host.contactsChanged(this.id, effect.members);
          break;
        case 'membershipChanged':
        case 'membershipRefused':
        case 'transferBegun':
        case 'transferFailed':
          this.administration.perform(effect);
          break;
        case 'peerFault':
          host.events.emit('peerFault', { group: this.id, peer: effect.peer, why: effect.why });
          break;
        case 'stop':
          this.#ending = effect;
          this.#endWhereDone();
          break;
        case 'compact':
        case 'fetchSnapshot':
        case 'cancelFetch':
        case 'dropSnapshot':
        case 'installSnapshot':
        case 'snapshotWanted':
          if (this.snapshots === undefined) this.#declineSnapshot(effect.type);
          else this.snapshots.perform(effect);
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
    this.host.events.emit('snapshotFailed', { group: this.id, what: 'fetch', error: noSnapshots() });
    this.host.clock.defer(() => {
      this.step({ type: 'snapshotFailed', now: this.host.now() });
    });
  }

  #readLog(effect: Extract<Effect, { type: 'readLog' }>): void {
    const { term } = this.consensus.state;
    this.#logReads.read(effect.from, effect.to, effect.maxBytes).then(
      (batch) => {
        this.step({ type: 'logRead', now: this.host.now(), peer: effect.peer, batch });
      },
      (error: unknown) => {
        // Once deposed, another leader's entries may have replaced these while they were read.
        const { state } = this.consensus;
        if (state.term !== term || state.leadership === undefined) return;
        this.stop(asRaftError(error, 'the log cannot be read'));
      },
    );
  }

  #entries(from: number, to: number, maxBytes: number): EntryBatch | Promise<EntryBatch> {
    const { log } = this.consensus.state;
    return (
      log.cached(from, to, maxBytes) ??
      this.#logReads.read(from, Math.min(to, log.durableIndex), Math.min(maxBytes, this.host.limits.maxReadBytes))
    );
  }
}
