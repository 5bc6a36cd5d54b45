import { DEFAULT_GROUP, type ClusterId, type NodeId } from '../model/ids.js';
import type { MemberChange } from '../model/membership.js';
import type { NodeStatus, Setting, SettingValue, SnapshotPart } from '../model/service.js';
import type { Mounting } from '../ports/mounted-service.js';
import type { AppCodec } from './codec.js';
import type { Events, HostEvents } from './events.js';
import type { ChangedMembership, ChangeOptions, TransferredLeadership, TuneOptions } from './administration.js';
import type {
  CallerOptions,
  CommitOptions,
  ReadOptions,
  SessionOptions,
  SessionTerms,
  ApplyOptions,
  WriteOptions,
} from './call-options.js';
import type { RaftGroup } from './group.js';
import type { HostOptions } from './host-options.js';
import { RaftHost } from './host.js';
import type { WriteResult } from './proposals.js';
import type { ReadResult } from './read-queue.js';
import type { RestoreSource } from './restore.js';
import type { TakenSnapshot } from './snapshots/taking.js';
import type { CodedApp } from './typed-app.js';

export interface NodeOptions<C, R, Q, A> extends Omit<HostOptions, 'groups'> {
  readonly app: CodedApp<C, R, Q, A>;
  /** As in `GroupOptions`. */
  readonly restore?: RestoreSource;
  /** Services of the app; a function is called before the node listens. */
  readonly services?: Mounting<RaftNode<C, R, Q, A>>;
}

/** A host with one group, and calls in the app's own types. */
export class RaftNode<C, R, Q = C, A = R> {
  readonly host: RaftHost;
  readonly #group: RaftGroup;
  readonly #codec: AppCodec<C, R, Q, A>;

  private constructor(host: RaftHost, codec: AppCodec<C, R, Q, A>) {
    this.host = host;
    this.#group = host.group(DEFAULT_GROUP);
    this.#codec = codec;
  }

  /** As `RaftHost.start`. */
  static async start<C, R, Q, A>(options: NodeOptions<C, R, Q, A>): Promise<RaftNode<C, R, Q, A>> {
    const { app, restore, services = [], ...rest } = options;
    const group = { app, ...(restore === undefined ? undefined : { restore }) };
    const mounting =
      typeof services === 'function' ? (host: RaftHost) => services(new RaftNode(host, app.codec)) : services;
    const host = await RaftHost.start({ ...rest, groups: { [DEFAULT_GROUP]: group }, services: mounting });
    return new RaftNode(host, app.codec);
  }

  get id(): NodeId {
    return this.host.id;
  }

  get clusterId(): ClusterId {
    return this.host.clusterId;
  }

  get address(): string {
    return this.host.address;
  }

  get events(): Events<HostEvents> {
    return this.host.events;
  }

  /** As `RaftGroup.write`. */
  write(command: C, options?: ApplyOptions): Promise<WriteResult<R>>;
  write(command: C, options: CommitOptions): Promise<WriteResult<undefined>>;
  write(command: C, options?: WriteOptions): Promise<WriteResult<R | undefined>>;
  async write(command: C, options?: WriteOptions): Promise<WriteResult<R | undefined>> {
    const { index, value } = await this.#group.write(this.#codec.command.encode(command), options);
    return { index, value: value === undefined ? undefined : this.#codec.response.decode(value) };
  }

  /** Opens a session, for writes that are applied once however often they are tried: see `WriteOptions`. */
  openSession(options?: CallerOptions): Promise<SessionTerms> {
    return this.#group.session('open', 0, options);
  }

  /** Keeps a session that would expire otherwise. */
  keepSession(session: number, options?: SessionOptions): Promise<SessionTerms> {
    return this.#group.session('keep', session, options);
  }

  /** Ends a session; one that is gone is no error. */
  closeSession(session: number, options?: CallerOptions): Promise<SessionTerms> {
    return this.#group.session('close', session, options);
  }

  /** As `RaftGroup.read`; answers the value alone. */
  async read(query: Q, options?: ReadOptions): Promise<A> {
    return (await this.readAt(query, options)).value;
  }

  /** As `read`, with the index that the answer has seen. */
  async readAt(query: Q, options?: ReadOptions): Promise<ReadResult<A>> {
    const { index, value } = await this.#group.read(this.#codec.query.encode(query), options);
    return { index, value: this.#codec.answer.decode(value) };
  }

  /** As `RaftGroup.takeSnapshot`. */
  takeSnapshot(): Promise<TakenSnapshot> {
    return this.#group.takeSnapshot();
  }

  /** As `RaftGroup.readSnapshot`. */
  readSnapshot(signal: AbortSignal): AsyncIterable<SnapshotPart> {
    return this.#group.readSnapshot(signal);
  }

  /** As `RaftGroup.changeMembership`. */
  changeMembership(changes: readonly MemberChange[], options?: ChangeOptions): Promise<ChangedMembership> {
    return this.#group.changeMembership(changes, options);
  }

  /** As `RaftGroup.transferLeadership`. */
  transferLeadership(target?: NodeId, options?: CallerOptions): Promise<TransferredLeadership> {
    return this.#group.transferLeadership(target, options);
  }

  /** As `RaftGroup.tune`; by the names of settings, such as `compaction.entries`. */
  tune(settings: Readonly<Record<string, SettingValue>>, options?: TuneOptions): Promise<Setting[]> {
    return this.#group.tune(new Map(Object.entries(settings)), options);
  }

  /** As `RaftGroup.getConfig`. */
  getConfig(): Setting[] {
    return this.#group.getConfig();
  }

  /** As `RaftGroup.raiseClusterVersion`. */
  raiseClusterVersion(version: number, options?: TuneOptions): Promise<ChangedMembership> {
    return this.#group.raiseClusterVersion(version, options);
  }

  status(): NodeStatus {
    return this.#group.status();
  }

  /** As `RaftHost.shutdown`. */
  shutdown(): Promise<void> {
    return this.host.shutdown();
  }

  /** As `RaftHost.close`. */
  close(): Promise<void> {
    return this.host.close();
  }

  /** As `shutdown`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.host.shutdown();
  }
}
