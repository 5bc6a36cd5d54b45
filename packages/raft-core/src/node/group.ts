import type { ConsensusState } from '../consensus/state.js';
import { InvalidArgumentError, type RaftError } from '../model/errors.js';
import type { GroupId, NodeId } from '../model/ids.js';
import type { ConfigurationChange, MemberChange } from '../model/membership.js';
import type { NodeStatus, SessionOperation, Setting, SettingValue, SnapshotPart } from '../model/service.js';
import type { CallContext } from '../ports/transport.js';
import type { SessionTable } from '../sessions/session-table.js';
import type { ChangedMembership, ChangeOptions, TransferredLeadership, TuneOptions } from './administration.js';
import { noSnapshots, notApplied } from './call-errors.js';
import type {
  CallerOptions,
  CommitOptions,
  ReadOptions,
  SessionOptions,
  SessionTerms,
  ApplyOptions,
  WriteOptions,
} from './call-options.js';
import type { PassOn } from './forwarder.js';
import type { GroupDriver } from './group-driver.js';
import type { WriteResult } from './proposals.js';
import type { ReadResult } from './read-queue.js';
import type { CompactionOptions } from './snapshots/compaction-options.js';
import type { TakenSnapshot } from './snapshots/taking.js';
import { changedSettings, listSettings, settingChanges, type NodeChanges, type Settings } from './settings.js';
import { groupStatus } from './status.js';

/** Calls of one group that are not settled. */
export interface PendingCalls {
  readonly writes: number;
  /** As they are counted against `maxPendingWriteBytes`. */
  readonly writeBytes: number;
  readonly reads: number;
  /** Of the queries' payloads; summed up when it is asked for. */
  readonly readBytes: number;
}

/** One group on this host, as its callers see it. */
export class RaftGroup {
  readonly id: GroupId;
  readonly #driver: GroupDriver;

  /** Groups are made by their host. */
  constructor(driver: GroupDriver) {
    this.id = driver.id;
    this.#driver = driver;
  }

  /**
   * Appends a command and waits until it is applied here, or with `acknowledge: 'commit'` until it is committed: then there is no
   * value. Where this node does not lead, it is passed on to the leader if the host is to (see `HostOptions.forward`). The payload is copied at the end of this turn: it must not
   * change before that, and is not kept.
   * @throws {RaftError} `outcome` says whether it may be applied all the same.
   */
  write(payload: Uint8Array, options?: ApplyOptions): Promise<WriteResult>;
  write(payload: Uint8Array, options: CommitOptions): Promise<WriteResult<undefined>>;
  write(
    payload: Uint8Array,
    options?: WriteOptions,
    origin?: CallContext,
  ): Promise<WriteResult<Uint8Array | undefined>>;
  write(
    payload: Uint8Array,
    options: WriteOptions = {},
    origin?: CallContext,
  ): Promise<WriteResult<Uint8Array | undefined>> {
    return this.#driver.writes.write(payload, options, this.#driver.failure, origin);
  }

  /**
   * Opens, keeps or closes a session, at the leader: `session` is 0 where one is opened. What a session promises is said in
   * `docs/guarantees.md`.
   * @throws {RaftError} such as `TooManySessionsError` and `SessionExpiredError`.
   */
  session(
    operation: SessionOperation,
    session = 0,
    options: SessionOptions = {},
    origin?: CallContext,
  ): Promise<SessionTerms> {
    return this.#driver.writes.operate(operation, session, options, this.#driver.failure, origin);
  }

  /** Asks the app, at the level of consistency that `options.level` names. */
  read(payload: Uint8Array, options: ReadOptions = {}): Promise<ReadResult> {
    return this.#driver.reads.read(payload, options, this.#driver.failure);
  }

  /**
   * Takes a snapshot of everything that this node has applied by now, and waits until it is recorded.
   * @throws {RaftError} where it cannot be stored, or the host has no snapshot store.
   */
  takeSnapshot(): Promise<TakenSnapshot> {
    if (this.#driver.failure !== undefined) return Promise.reject(notApplied(this.#driver.failure));
    return this.#driver.snapshots?.take() ?? Promise.reject(noSnapshots());
  }

  /** The bytes of this node's newest snapshot: enough to start a new cluster from. */
  readSnapshot(signal: AbortSignal): AsyncIterable<SnapshotPart> {
    if (this.#driver.failure !== undefined) throw notApplied(this.#driver.failure);
    if (this.#driver.snapshots === undefined) throw noSnapshots();
    return this.#driver.snapshots.read(signal);
  }

  /**
   * Changes the membership, at the leader, and waits until that is done: who is to be a voter learns first. Where it fails half
   * way, what is reached stays, and the same call goes on from there.
   * @throws {RaftError} `code` says why: see the classes of errors.
   */
  changeMembership(
    changes: readonly MemberChange[],
    options: ChangeOptions = {},
    origin?: CallContext,
  ): Promise<ChangedMembership> {
    const { expected, force = false } = options;
    const request = { type: 'changeMembership', group: this.id, changes, expected, force } as const;
    return this.#orPassOn(this.changeConfiguration(changes, options), origin, (to) =>
      to(request, options).then(({ index }) => ({ index })),
    );
  }

  /** As `changeMembership`, for any kind of change; what the members agree on is changed more easily by `tune`. */
  changeConfiguration(
    changes: readonly ConfigurationChange[],
    options: ChangeOptions = {},
  ): Promise<ChangedMembership> {
    if (this.#driver.failure !== undefined) return Promise.reject(notApplied(this.#driver.failure));
    return this.#driver.administration.change(changes, options);
  }

  /** Hands leadership over, to `target` or to the fittest voter, and waits until that leads. */
  transferLeadership(
    target?: NodeId,
    options: CallerOptions = {},
    origin?: CallContext,
  ): Promise<TransferredLeadership> {
    if (this.#driver.failure !== undefined) return Promise.reject(notApplied(this.#driver.failure));
    const request = { type: 'transferLeadership', group: this.id, target } as const;
    return this.#orPassOn(this.#driver.administration.transfer(target, options), origin, (to) =>
      to(request, options).then(({ leader, term }) => ({ leader, term })),
    );
  }

  #orPassOn<T>(call: Promise<T>, origin: CallContext | undefined, passOn: (to: PassOn) => Promise<T>): Promise<T> {
    const { forwarder } = this.#driver.host;
    if (forwarder === undefined) return call;
    return call.catch((error: unknown) => {
      const to = forwarder.target(error, origin);
      if (to === undefined) throw error;
      return passOn(to);
    });
  }

  /** When snapshots are taken and what is kept, from now on. @throws {InvalidArgumentError} */
  tuneCompaction(options: Partial<CompactionOptions>): void {
    if (this.#driver.snapshots === undefined) throw noSnapshots();
    this.#driver.snapshots.tune(options);
  }

  /**
   * Changes settings by their names; all of them, or none. Those of the node count at once, until it is started again. Those of the
   * group (`group.` before their names) are changed at the leader, through the log, and this resolves when that is committed.
   * Returns all settings as they are then. Settings of node and group are changed by calls of their own.
   * @throws {InvalidArgumentError} on a setting that there is not, is fixed, or cannot have that value.
   * @throws {RaftError} for settings of the group as `changeMembership`.
   */
  async tune(wanted: ReadonlyMap<string, SettingValue>, options: TuneOptions = {}): Promise<Setting[]> {
    if (wanted.size === 0) return this.getConfig();
    if (this.#driver.failure !== undefined) throw notApplied(this.#driver.failure);
    const changes = settingChanges(this.#settings, wanted);
    if (changes.scope === 'node') {
      if (options.expected !== undefined)
        throw new InvalidArgumentError('settings of the node depend on no configuration: leave out what is expected');
      this.#tuneNode(changes);
    } else await this.#driver.administration.change([{ type: 'settings', settings: changes.settings }], options);
    return this.getConfig();
  }

  /** All is checked by now. */
  #tuneNode({ consensus, compaction, limits }: NodeChanges): void {
    if (limits !== undefined) this.#driver.host.tuneLimits(limits);
    if (compaction !== undefined) this.tuneCompaction(compaction);
    if (consensus !== undefined) this.#driver.step({ type: 'tune', now: this.#driver.host.now(), options: consensus });
    this.#driver.host.wake(this.#driver);
  }

  /** All settings of this node and of the group, as they are. */
  getConfig(): Setting[] {
    return listSettings(this.#settings);
  }

  get #settings(): Settings {
    const { limits } = this.#driver.host;
    const { options: consensus, configuration } = this.#driver.consensus.state;
    return { consensus, compaction: this.#driver.snapshots?.options, limits, configuration };
  }

  /**
   * Raises the version of the cluster, at the leader, and waits until that is committed. Every member has to be connected, and to run
   * a build that supports it. From then on older builds can take no part any more.
   * @throws {ClusterVersionError} where a member does not support it, or nobody knows.
   * @throws {RaftError} as `changeMembership`.
   */
  raiseClusterVersion(version: number, options: TuneOptions = {}): Promise<ChangedMembership> {
    return this.changeConfiguration([{ type: 'clusterVersion', version }], options);
  }

  status(): NodeStatus {
    return groupStatus(this.#driver.consensus.state, {
      group: this.id,
      clusterId: this.#driver.host.clusterId,
      appliedIndex: this.#driver.applier.applied,
      snapshot: this.#driver.snapshots?.status(),
      peersUp: this.#driver.peersUp,
      pending: {
        writes: this.#driver.writes.count,
        writeBytes: this.#driver.writes.bytes,
        reads: this.#driver.reads.count,
      },
      diskFull: this.#driver.host.diskFull(),
      settings: changedSettings(this.#settings),
      failure: this.#driver.failure,
      now: this.#driver.host.now(),
    });
  }

  /** The core's state as it stands, for tests and tools: to be looked at, never kept or changed. */
  get consensusState(): Readonly<ConsensusState> {
    return this.#driver.consensus.state;
  }

  /** What callers wait for by now; bounded by the host's limits. */
  get pending(): PendingCalls {
    return {
      writes: this.#driver.writes.count,
      writeBytes: this.#driver.writes.bytes,
      reads: this.#driver.reads.count,
      readBytes: this.#driver.reads.bytes,
    };
  }

  /** The sessions as of what is applied here: likewise. */
  get sessionTable(): SessionTable {
    return this.#driver.applier.sessions;
  }

  /** Why the group has stopped on this node. */
  get failure(): RaftError | undefined {
    return this.#driver.failure;
  }

  /** When the group wants to be woken without any other input, in milliseconds of the host's clock: likewise. */
  get deadline(): number {
    return this.#driver.deadline;
  }
}
