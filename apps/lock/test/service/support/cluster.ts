import { decodeMessage, proto, sessionBytes } from '@lolraft/lock-client';
import {
  type CallContext,
  type MountedMethod,
  nodeId,
  type NodeId,
  RaftError,
  type RaftGroup,
  RaftHost,
  type RestoreSource,
} from '@lolraft/raft-core';
import { MemoryNetwork, MemorySnapshots, VirtualClock } from '@lolraft/raft-testkit';
import { MemoryStorage } from '@lolraft/storage-memory';
import { LockApp, LockFeed, LockService, type LockServiceOptions, type SessionId } from '../../../src/index.js';

export const sid = (n: number): SessionId => n.toString(16).padStart(32, '0') as SessionId;
export const sessionOf = (n: number): Uint8Array => sessionBytes(sid(n));

export interface Node {
  readonly id: NodeId;
  readonly host: RaftHost;
  readonly group: RaftGroup;
  readonly app: LockApp;
  readonly feed: LockFeed;
  readonly service: LockService;
}

const TYPES = {
  OpenSession: [proto.OpenSessionRequest, proto.OpenSessionResponse],
  KeepAlive: [proto.KeepAliveRequest, proto.KeepAliveResponse],
  CloseSession: [proto.CloseSessionRequest, proto.CloseSessionResponse],
  Acquire: [proto.AcquireRequest, proto.AcquireResponse],
  Release: [proto.ReleaseRequest, proto.ReleaseResponse],
  Leave: [proto.LeaveRequest, proto.LeaveResponse],
  Proclaim: [proto.ProclaimRequest, proto.ProclaimResponse],
  Check: [proto.CheckRequest, proto.CheckResponse],
  Describe: [proto.DescribeRequest, proto.DescribeResponse],
  ListObjects: [proto.ListObjectsRequest, proto.ListObjectsResponse],
  ListSessions: [proto.ListSessionsRequest, proto.ListSessionsResponse],
  Namespace: [proto.NamespaceRequest, proto.NamespaceResponse],
  Break: [proto.BreakRequest, proto.BreakResponse],
  SetQuotas: [proto.SetQuotasRequest, proto.SetQuotasResponse],
} as const;

type Name = keyof typeof TYPES;
type RequestOf<N extends Name> = Parameters<(typeof TYPES)[N][0]['encode']>[0];
type ResponseOf<N extends Name> = ReturnType<(typeof TYPES)[N][1]['decode']>;

export function contextOf(signal: AbortSignal = new AbortController().signal): CallContext {
  return { signal, remaining: undefined, traceparent: undefined, credential: undefined, forwarded: false };
}

/** Nodes with the lock service on one virtual clock, over memory. */
export class Cluster {
  readonly clock = new VirtualClock();
  readonly network = new MemoryNetwork({ clock: this.clock });
  readonly disks = new Map<string, MemoryStorage>();
  readonly nodes = new Map<string, Node>();
  readonly ids: readonly string[];
  readonly #options: Partial<LockServiceOptions>;

  readonly #restore: RestoreSource | undefined;

  private constructor(count: number, options: Partial<LockServiceOptions>, restore: RestoreSource | undefined) {
    this.#restore = restore;
    this.ids = Array.from({ length: count }, (_, i) => `n${i + 1}`);
    this.#options = options;
  }

  /** @param restore what it is founded from. */
  static async start(count = 3, options: Partial<LockServiceOptions> = {}, restore?: RestoreSource): Promise<Cluster> {
    const cluster = new Cluster(count, options, restore);
    for (const id of cluster.ids) await cluster.startNode(id);
    await cluster.leader();
    return cluster;
  }

  async startNode(id: string): Promise<Node> {
    const feed = new LockFeed();
    const app = new LockApp({ onEvents: feed.listener });
    const storage = new MemoryStorage();
    this.disks.set(id, storage);
    const { clock } = this;
    let service: LockService | undefined;
    const started = RaftHost.start({
      id,
      cluster: { name: 'lock', token: 'test' },
      initial: 'new',
      members: this.ids.map((one) => ({ id: one, address: `mem:${one}` })),
      groups: { main: { app, ...(this.#restore === undefined ? undefined : { restore: this.#restore }) } },
      transport: this.network.transport(`mem:${id}`),
      storage,
      snapshots: new MemorySnapshots(),
      clock,
      limits: { maxPendingWrites: 200_000, maxPendingReads: 200_000 },
      services: (host) => {
        service = new LockService({ group: host.group('main'), events: host.events, app, feed, clock }, this.#options);
        return [service.mounted];
      },
    });
    let host: RaftHost | undefined;
    void started.then((one) => {
      host = one;
    });
    await clock.until(() => host !== undefined, `${id} starts`);
    const node: Node = {
      id: nodeId(id),
      host: host!,
      group: host!.group('main'),
      app,
      feed,
      service: service!,
    };
    this.nodes.set(id, node);
    return node;
  }

  /** The node that keeps sessions; of several, the one of the newest term. */
  find(): Node | undefined {
    return [...this.nodes.values()]
      .filter(({ service }) => service.status().keepsSessions)
      .sort((a, b) => b.group.consensusState.term - a.group.consensusState.term)[0];
  }

  async leader(except?: Node): Promise<Node> {
    await this.clock.until(() => this.find() !== undefined && this.find() !== except, 'somebody leads');
    return this.find()!;
  }

  others(node: Node): Node[] {
    return [...this.nodes.values()].filter((one) => one !== node);
  }

  /** A call, as a transport brings it; settles only while the clock goes on. */
  call<N extends Name>(node: Node, name: N, request: RequestOf<N>, context = contextOf()): Promise<ResponseOf<N>> {
    const [requestType, responseType] = TYPES[name];
    const method: MountedMethod | undefined = node.service.mounted.methods[name];
    if (method?.kind !== 'unary') throw new Error(`${name} is not a method that answers once`);
    const bytes = (requestType.encode as (message: unknown) => { finish(): Uint8Array })(request).finish();
    const answer = method
      .handle(bytes, context)
      .then((value) => decodeMessage<ResponseOf<N>>(name, responseType as never, value));
    // Whoever looks later still sees it.
    answer.catch(() => undefined);
    return answer;
  }

  /** A call that needs no time but that of the network. */
  async done<T>(call: Promise<T>, what = 'the call', within = 5_000): Promise<T> {
    let over = false;
    const end = (): void => {
      over = true;
    };
    call.then(end, end);
    await this.clock.until(() => over, what, { within });
    return call;
  }

  async fails(call: Promise<unknown>, what = 'the call', within = 5_000): Promise<RaftError> {
    try {
      await this.done(call, what, within);
    } catch (error) {
      if (error instanceof RaftError) return error;
      throw error;
    }
    throw new Error(`${what} ought to fail`);
  }

  async ask<N extends Name>(node: Node, name: N, request: RequestOf<N>): Promise<ResponseOf<N>> {
    return this.done(this.call(node, name, request), name);
  }

  open(node: Node, n: number, ttl = 10_000): Promise<ResponseOf<'OpenSession'>> {
    return this.ask(node, 'OpenSession', { session: sessionOf(n), owner: `owner ${n}`, ttl });
  }

  acquire(
    node: Node,
    n: number,
    request: number,
    name: string,
    wait: Pick<RequestOf<'Acquire'>, 'waitFor' | 'waitOpen' | 'queue' | 'want'> = {},
    context = contextOf(),
  ): Promise<ResponseOf<'Acquire'>> {
    return this.call(node, 'Acquire', { session: sessionOf(n), request, name, want: { mutex: {} }, ...wait }, context);
  }

  async keep(node: Node, ...sessions: number[]): Promise<number[]> {
    const { sessions: kept } = await this.ask(node, 'KeepAlive', { sessions: sessions.map(sessionOf) });
    return kept.map(({ ttl }) => ttl ?? 0);
  }

  isolate(node: Node): void {
    this.network.cut(
      [`mem:${node.id}`],
      this.ids.filter((id) => id !== node.id).map((id) => `mem:${id}`),
    );
  }

  async close(): Promise<void> {
    for (const { service } of this.nodes.values()) service.close();
    const closed = Promise.all([...this.nodes.values()].map(({ host }) => host.close()));
    let over = false;
    void closed.then(() => {
      over = true;
    });
    await this.clock.until(() => over, 'the cluster closes');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
