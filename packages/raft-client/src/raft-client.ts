import {
  AbortedError,
  type Acknowledge,
  type ChangedMembership,
  ClosedError,
  InternalError,
  type MemberChange,
  type NodeId,
  type NodeStatus,
  type RaftError,
  type ReadLevel,
  type ServiceRequest,
  type ServiceResponse,
  type Setting,
  type SettingValue,
  type SnapshotPart,
  type StreamItem,
  type StreamRequest,
  type TakenSnapshot,
  type TransferredLeadership,
} from '@lolraft/raft-core';
import { AddressBook } from './address-book.js';
import {
  CHANGE_TIMEOUT,
  type ChangeOptions,
  GROUP_PREFIX,
  type RaiseOptions,
  type TuneOptions,
} from './administration.js';
import type { Call } from './call.js';
import { type CallerOptions, Calls } from './calls.js';
import { LeaderCalls } from './leader-calls.js';
import { LeaderSearch } from './leader-search.js';
import { Links } from './links.js';
import { NodeCalls } from './node-calls.js';
import { checkedOptions, type CheckedOptions, type RaftClientOptions } from './options.js';
import { ServiceCalls, type ServiceCallOptions, type ServiceStreamOptions } from './service-calls.js';
import { Sessions } from './sessions.js';
import { wholeSnapshot } from './whole-snapshot.js';

export interface WriteOptions extends CallerOptions {
  /** To apply it twice does no harm: it needs no session, and is tried again also where an attempt may have been applied. */
  readonly idempotent?: boolean;
}

export interface ReadOptions extends CallerOptions {
  /** By default `linearizable`. */
  readonly level?: ReadLevel | ReadLevel['type'];
}

export interface WatchOptions {
  /** Milliseconds after which a status comes even if nothing has changed: 1,000. */
  readonly interval?: number;
  readonly signal?: AbortSignal;
}

/** Nobody waits for the app's answer: a write is done once it is committed. */
export type CommitOptions = WriteOptions & { readonly acknowledge: 'commit' };

/** A write that is committed, whether it is applied yet or not. */
export interface Committed {
  readonly index: number;
  readonly value: undefined;
}

/** An answer, and the index that it was applied at or has seen. */
export interface Answer {
  readonly index: number;
  readonly value: Uint8Array;
}

/**
 * Calls a Raft group, wherever it is led from. Every call settles: with its answer, or by its deadline with an error whose
 * `outcome` says whether a write may be applied all the same.
 *
 * What is known to be without effect is tried again until the deadline, and reads are tried again whatever happened. So are writes, because
 * they go through a session: each is applied once however often it is sent. Without a session (`session: false`) a write of which an attempt may have
 * been applied is not sent again, unless its caller says that it is idempotent.
 *
 * Calls are sent in the order in which they are made, many at a time, on one connection to the leader; those that are made
 * in one turn of the event loop leave together.
 */
export class RaftClient implements AsyncDisposable {
  readonly #options: CheckedOptions;
  readonly #addresses: AddressBook;
  readonly #links: Links;
  readonly #search: LeaderSearch;
  readonly #calls: Calls;
  readonly #leader: LeaderCalls;
  readonly #nodes: NodeCalls;
  readonly #sessions: Sessions;
  /** Calls to the leader that may wait there. */
  readonly #patient: LeaderCalls;
  readonly #services: ServiceCalls;
  #closing: Promise<void> | undefined;

  /**
   * Connects when it is first used.
   * @throws {InvalidArgumentError} that says which option is wrong.
   */
  constructor(options: RaftClientOptions) {
    const checked = checkedOptions(options);
    const pump = (): void => {
      this.#leader.pump();
      this.#patient.pump();
    };
    this.#options = checked;
    this.#addresses = new AddressBook(checked.endpoints);
    this.#links = new Links({
      ...checked,
      onSuspect: pump,
      onCleared: pump,
      onEnd: (link) => {
        this.#search.lost(link);
        pump();
      },
    });
    this.#search = new LeaderSearch({
      ...checked,
      links: this.#links,
      addresses: this.#addresses,
      patience: checked.silence,
      isWanted: () => this.#leader.areWaiting || this.#patient.areWaiting,
      onFound: pump,
      onHopeless: (error) => {
        this.#leader.fail(error);
        this.#patient.fail(error);
      },
    });
    this.#calls = new Calls(checked, () => this.#sessions.trouble ?? this.#search.trouble);
    const expired = (call: Call, error: RaftError): void => this.#sessions.expired(call, error);
    this.#leader = new LeaderCalls(checked, this.#search, expired);
    this.#patient = new LeaderCalls({ ...checked, maxInFlight: checked.maxWaiting }, this.#search, expired);
    this.#sessions = new Sessions(checked, this.#calls, this.#leader);
    this.#nodes = new NodeCalls(checked, this.#links, this.#addresses);
    this.#services = new ServiceCalls(checked, {
      links: this.#links,
      search: this.#search,
      addresses: this.#addresses,
      nodes: this.#nodes,
      calls: this.#calls,
      prompt: this.#leader,
      patient: this.#patient,
    });
  }

  /** Addresses of nodes: those that were given, then those that were learned. */
  get addresses(): readonly string[] {
    return this.#addresses.all;
  }

  /**
   * Has a command applied; with `acknowledge: 'commit'`, committed, and without a value: a `local` read with its index as
   * `minIndex` sees it. `payload` must not be changed until the call has settled.
   * @throws {RaftError} `outcome` says whether it may be applied all the same.
   */
  write(payload: Uint8Array, options?: WriteOptions & { readonly acknowledge?: 'apply' }): Promise<Answer>;
  write(payload: Uint8Array, options: CommitOptions): Promise<Committed>;
  async write(
    payload: Uint8Array,
    options: WriteOptions & { readonly acknowledge?: Acknowledge } = {},
  ): Promise<Answer | Committed> {
    const { group, session } = this.#options;
    const { acknowledge = 'apply', idempotent = false, ...caller } = options;
    const request = { type: 'write', group, session: 0, sequence: 0, window: 0, payload, acknowledge } as const;
    // That a command of a session is committed does not say yet that it will be applied.
    const inSession = session && !idempotent && acknowledge === 'apply';
    const response = inSession
      ? await this.#inSession(request, caller)
      : await this.#toLeader(request, caller, idempotent);
    if (response.type !== 'write') throw misanswered(request);
    const { index, value } = response;
    // A node that does not know of commits answers what it has applied.
    if (acknowledge === 'commit') return { index, value: undefined };
    if (value === undefined) throw misanswered(request);
    return { index, value };
  }

  /**
   * Asks without changing anything: the leader, or for a `local` read any node. `payload` must not be changed until the
   * call has settled.
   * @throws {RaftError}
   */
  async read(payload: Uint8Array, options: ReadOptions = {}): Promise<Answer> {
    const given = options.level ?? 'linearizable';
    const level: ReadLevel =
      typeof given !== 'string' ? given : given === 'local' ? { type: 'local', minIndex: 0 } : { type: given };
    const request = { type: 'query', group: this.#options.group, level, payload } as const;
    const response =
      level.type === 'local'
        ? await this.#calls.make(request, options, true, (call) => void this.#nodes.askAnybody(call))
        : await this.#toLeader(request, options, true);
    if (response.type !== 'query') throw misanswered(request);
    return { index: response.index, value: response.value };
  }

  /**
   * Calls a method with one answer of a service that the app has mounted (`MountedService`), at whoever leads unless `options` say
   * otherwise. It is tried again where nothing was done, or where it is `idempotent`. `payload` must not be changed until the call
   * has settled.
   * @throws {AppError} what the method says, in the app's own words.
   * @throws {MethodNotFoundError} where the node has no such method.
   * @throws {RaftError}
   */
  call(service: string, method: string, payload: Uint8Array, options: ServiceCallOptions = {}): Promise<Uint8Array> {
    return this.#services.call({ type: 'invoke', service, method, payload }, options);
  }

  /**
   * Reads a method that answers with a sequence. The stream comes from one node, and ends with an error when that goes, or says
   * that it does not lead any more; where it is to go on, its reader begins another. Only a stream that has not brought anything
   * yet is begun again, as a call is tried again.
   * @throws as `call`.
   */
  stream(
    service: string,
    method: string,
    payload: Uint8Array,
    options: ServiceStreamOptions = {},
  ): AsyncGenerator<Uint8Array, void, undefined> {
    return this.#services.stream({ type: 'invokeStream', service, method, payload }, options);
  }

  /**
   * The status of the node at `endpoint`, which is asked once; without one, that of the leader.
   * @throws {RaftError} `UnavailableError` where it does not answer.
   */
  async status(endpoint?: string, options: CallerOptions = {}): Promise<NodeStatus> {
    const request = { type: 'status', group: this.#options.group } as const;
    const response = await this.#toNode(request, endpoint, options);
    if (response.type !== 'status') throw misanswered(request);
    return response.status;
  }

  /**
   * The status of the node at `endpoint` now, whenever its role, term, leader or configuration changes, and once per
   * interval. Ends with an error when the connection does.
   * @throws {RaftError}
   */
  async *watchStatus(endpoint: string, options: WatchOptions = {}): AsyncGenerator<NodeStatus, void, undefined> {
    const { interval = 1_000, signal } = options;
    const request = { type: 'watchStatus', group: this.#options.group, interval } as const;
    for await (const item of this.#stream(endpoint, request, signal)) {
      if (item.type !== 'status') throw misanswered(request);
      yield item.status;
    }
  }

  /**
   * Changes the membership, all changes as one, and waits until that is made: who is to be a voter catches up first. Returns
   * the index of the new configuration, which is committed.
   *
   * Tried again while another change is under way, and where nothing was begun. Where leadership or the connection is lost
   * meanwhile, or its caller gives up, it may be made all the same, in part or whole, so it is not sent again: its error has the
   * outcome `unknown`, and the status says what has become of it.
   * @throws {RaftError} such as `ConfigurationChangedError`, `QuorumAtRiskError` and `LearnerBehindError`.
   */
  async changeMembership(changes: readonly MemberChange[], options: ChangeOptions = {}): Promise<ChangedMembership> {
    const { expected, force = false, timeout = CHANGE_TIMEOUT, ...caller } = options;
    const request = { type: 'changeMembership', group: this.#options.group, changes, expected, force } as const;
    const response = await this.#toLeader(request, { ...caller, timeout }, false);
    if (response.type !== 'changeMembership') throw misanswered(request);
    return { index: response.index };
  }

  /**
   * Hands leadership over, to the voter `target` or the fittest one, and waits until that leads. A transfer that fails is not
   * tried again, because writes wait during each.
   * @throws {RaftError} `TransferFailedError` where the target did not take over.
   */
  async transferLeadership(target?: NodeId, options: CallerOptions = {}): Promise<TransferredLeadership> {
    const request = { type: 'transferLeadership', group: this.#options.group, target } as const;
    const response = await this.#toLeader(request, options, false);
    if (response.type !== 'transferLeadership') throw misanswered(request);
    return { leader: response.leader, term: response.term };
  }

  /**
   * Changes settings by their names, all or none: of one node, such as `compaction.entries`, until it is started again; or of the
   * group, such as `group.leases`, at the leader and through the log. Returns all settings; an empty map changes none.
   * @throws {RaftError} `InvalidArgumentError` on a setting that there is not, or that cannot be changed, or not to that; for
   * settings of the group as `changeMembership`.
   */
  async tune(
    settings: ReadonlyMap<string, SettingValue> = new Map(),
    { node, expected, ...options }: TuneOptions = {},
  ): Promise<readonly Setting[]> {
    const isOfGroup = [...settings.keys()].some((name) => name.startsWith(GROUP_PREFIX));
    const wanted = { type: 'tune', group: this.#options.group, settings } as const;
    const request = expected === undefined ? wanted : { ...wanted, expected };
    // What a leader was asked is not asked of the next one, which was not meant, or may find it done already.
    const response =
      (node === undefined || isOfGroup) && settings.size > 0
        ? await this.#toLeader(request, options, false)
        : await this.#toNode(request, node, options);
    if (response.type !== 'tune') throw misanswered(request);
    return response.settings;
  }

  /** All settings of the node at `endpoint`, and of the group; without one, those of the leader. @throws {RaftError} */
  getConfig(endpoint?: string, options: CallerOptions = {}): Promise<readonly Setting[]> {
    return this.tune(new Map(), { ...options, ...(endpoint === undefined ? undefined : { node: endpoint }) });
  }

  /**
   * Raises the version of the cluster, for ever: every member has to be connected, and to run a build that supports it. Returns the
   * index of the new configuration, which is committed.
   * @throws {RaftError} `ClusterVersionError` where a member does not support it; otherwise as `changeMembership`.
   */
  async raiseClusterVersion(version: number, options: RaiseOptions = {}): Promise<ChangedMembership> {
    const { expected, ...caller } = options;
    const request = { type: 'raiseClusterVersion', group: this.#options.group, version, expected } as const;
    const response = await this.#toLeader(request, caller, false);
    if (response.type !== 'raiseClusterVersion') throw misanswered(request);
    return { index: response.index };
  }

  /**
   * Has the node at `endpoint` take a snapshot of all that it has applied; without one, the leader. Resolves when it is
   * recorded, which for a large state takes long: give it a `timeout` to match. A node that has begun goes on when its caller
   * gives up, and to ask again does no harm.
   * @throws {RaftError}
   */
  async takeSnapshot(endpoint?: string, options: CallerOptions = {}): Promise<TakenSnapshot> {
    const request = { type: 'takeSnapshot', group: this.#options.group } as const;
    const response = await this.#toNode(request, endpoint, options);
    if (response.type !== 'takeSnapshot') throw misanswered(request);
    return { index: response.index, size: response.size };
  }

  /**
   * The bytes of the newest snapshot of the node at `endpoint`, in order and all of them: a file that a new cluster can start
   * from. Throws where the connection breaks: begin anew, it may be another snapshot by then.
   * @throws {RaftError} `ProtocolError` where the parts do not make up one snapshot.
   */
  async *readSnapshot(
    endpoint: string,
    options: Pick<CallerOptions, 'signal'> = {},
  ): AsyncGenerator<SnapshotPart, void, undefined> {
    const request = { type: 'readSnapshot', group: this.#options.group } as const;
    yield* wholeSnapshot(this.#stream(endpoint, request, options.signal), () => misanswered(request));
  }

  /** A stream from one node, for as long as the connection lasts. */
  async *#stream(
    endpoint: string,
    request: StreamRequest,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<StreamItem, void, undefined> {
    if (this.#closing !== undefined) throw new ClosedError('the client');
    if (signal?.aborted === true) throw new AbortedError('not_applied', signal.reason);
    const link = await this.#links.connect(endpoint);
    yield* link.stream(request, signal === undefined ? {} : { signal });
  }

  /** A call that may be repeated: once to the node at `endpoint`, or to whoever leads. */
  #toNode(request: ServiceRequest, endpoint: string | undefined, options: CallerOptions): Promise<ServiceResponse> {
    return endpoint === undefined
      ? this.#toLeader(request, options, true)
      : this.#calls.make(request, options, true, (call) => void this.#nodes.askOnce(call, endpoint));
  }

  #inSession(request: ServiceRequest, options: CallerOptions): Promise<ServiceResponse> {
    this.#search.keepUp();
    return this.#calls.make(request, options, true, (call) => this.#sessions.dispatch(call));
  }

  #toLeader(request: ServiceRequest, options: CallerOptions, repeatable: boolean): Promise<ServiceResponse> {
    this.#search.keepUp();
    return this.#calls.make(request, options, repeatable, (call) => this.#leader.dispatch(call));
  }

  /** Settles all calls and ends all connections. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const parting = this.#sessions.close(this.#search.leader);
    this.#search.stop();
    this.#services.close();
    this.#calls.close();
    await parting;
    await this.#links.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function misanswered({ type }: ServiceRequest | StreamRequest): InternalError {
  return new InternalError(`a node answered a call of type ${type} with something else`);
}
