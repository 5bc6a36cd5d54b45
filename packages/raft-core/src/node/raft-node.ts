import { DEFAULT_GROUP, type ClusterId, type NodeId } from '../model/ids.js';
import type { NodeStatus } from '../model/service.js';
import type { AppCodec } from './codec.js';
import type { Events, HostEvents } from './events.js';
import type { ReadOptions, WriteOptions } from './call-options.js';
import type { RaftGroup } from './group.js';
import type { HostOptions } from './host-options.js';
import { RaftHost } from './host.js';
import type { WriteResult } from './proposals.js';
import type { ReadResult } from './read-queue.js';
import type { CodedApp } from './typed-app.js';

export interface NodeOptions<C, R, Q, A> extends Omit<HostOptions, 'groups'> {
  readonly app: CodedApp<C, R, Q, A>;
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
    const { app, ...rest } = options;
    const host = await RaftHost.start({ ...rest, groups: { [DEFAULT_GROUP]: { app } } });
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
  async write(command: C, options?: WriteOptions): Promise<WriteResult<R>> {
    const { index, value } = await this.#group.write(this.#codec.command.encode(command), options);
    return { index, value: this.#codec.response.decode(value) };
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

  status(): NodeStatus {
    return this.#group.status();
  }

  close(): Promise<void> {
    return this.host.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.host.close();
  }
}
