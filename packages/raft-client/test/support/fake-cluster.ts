import {
  DEFAULT_GROUP_SETTINGS,
  EntryKind,
  type GroupSettings,
  type InvokeItem,
  type InvokeStreamRequest,
  RaftError,
  sessionPayload,
  type SessionRequest,
  SessionTable,
  type WriteRequest,
  type CallOptions,
  type ClientConnection,
  type ClientTransport,
  DEFAULT_GROUP,
  mayHaveEffect,
  MethodNotFoundError,
  NotLeaderError,
  type NodeId,
  type NodeStatus,
  OverloadedError,
  type Role,
  type ServiceRequest,
  type ServiceResponse,
  type StreamItem,
  type StreamRequest,
  UnavailableError,
} from '@lolraft/raft-core';

/** What a node does with a request: answer it, fail it, or (a promise that stays open) say nothing. */
export type Script = (
  request: ServiceRequest,
  options: CallOptions,
  node: FakeNode,
) => ServiceResponse | Promise<ServiceResponse>;

export const SILENCE = new Promise<never>(() => {});
export const payload = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** A node that does as it is told. By default it plays its role truthfully. */
export class FakeNode {
  readonly address: string;
  readonly cluster: FakeCluster;
  role: Role = 'follower';
  term = 1;
  /** Address of the leader that it believes in. */
  leader: string | undefined;
  clusterId = 'c'.repeat(32);
  /** Whether it accepts connections; `hang`: it takes them and never greets. */
  listening: boolean | 'hang' = true;
  #paused = false;
  script: Script | undefined;
  /** Whether calls stay open when their connection ends, as no transport should leave them. */
  forgetful = false;
  readonly connections = new Set<FakeConnection>();
  /** Signs of life beside answers, where the transport knows of any. */
  received: (() => number) | undefined;
  /** Everything it was asked, except for its status. */
  readonly requests: ServiceRequest[] = [];
  statusRequests = 0;
  /** What it answers to whoever reads its snapshot. */
  parts: readonly StreamItem[] = [];
  /** Whether no end comes after them. */
  stalls = false;
  /** What it answers to a stream of a service. */
  invokeStream: ((request: InvokeStreamRequest, node: FakeNode) => AsyncIterable<InvokeItem>) | undefined;
  /** Whether it takes no watch on its status. */
  keepsToItself = false;
  readonly streams: { readonly request: StreamRequest; readonly options: CallOptions }[] = [];
  dials = 0;

  constructor(address: string, cluster: FakeCluster) {
    this.address = address;
    this.cluster = cluster;
  }

  /** Whether it answers nothing, as a paused process: what it was asked meanwhile, it answers when it goes on. */
  get paused(): boolean {
    return this.#paused;
  }

  set paused(paused: boolean) {
    this.#paused = paused;
    this.cluster.change();
  }

  get writes(): string[] {
    return this.requests.filter((r) => r.type === 'write').map((r) => text(r.payload));
  }

  status(): NodeStatus {
    const peers = this.cluster.members.filter((address) => address !== this.address);
    return {
      group: DEFAULT_GROUP,
      id: this.address as NodeId,
      clusterId: this.clusterId,
      storeId: '',
      role: this.role,
      term: this.term,
      leader: this.leader as NodeId | undefined,
      leaderAddress: this.leader,
      ...{
        commitIndex: 0,
        appliedIndex: 0,
        firstIndex: 1,
        lastIndex: 0,
        lastTerm: 0,
        durableIndex: 0,
        snapshotIndex: 0,
        snapshot: { size: 0, activity: 'idle' as const, received: 0, total: 0, failure: undefined },
      },
      clusterVersion: 1,
      membership: {
        index: this.cluster.membershipIndex,
        committed: true,
        joint: false,
        members: this.cluster.members.map((address) => ({
          id: address as NodeId,
          address,
          role: 'voter' as const,
          store: undefined,
          priority: 0,
        })),
        catchingUp: [],
      },
      phi: undefined,
      failure: undefined,
      peers: peers.map((address) => ({
        id: address as NodeId,
        address,
        role: 'voter' as const,
        connected: true,
        versions: undefined,
        replication: undefined,
      })),
      build: undefined,
      uptime: undefined,
      pending: undefined,
      disk: undefined,
      settings: [],
    };
  }

  async answer(request: ServiceRequest, options: CallOptions): Promise<ServiceResponse> {
    if (request.type === 'status') this.statusRequests++;
    else this.requests.push(request);
    while (this.paused) await this.cluster.changed();
    if (this.script !== undefined) return this.script(request, options, this);
    return this.play(request);
  }

  play(request: ServiceRequest): ServiceResponse {
    if (request.type === 'status') return { type: 'status', status: this.status() };
    if (request.type === 'takeSnapshot') return { type: 'takeSnapshot', index: this.requests.length, size: 100 };
    if (request.type === 'tune')
      return {
        type: 'tune',
        settings: [...request.settings].map(([name, value]) => ({ name, value, scope: 'node' })),
      };
    const needsLeader = request.type !== 'query' || request.level.type === 'linearizable';
    if (needsLeader && this.role !== 'leader') {
      throw new NotLeaderError(this.leader === undefined ? undefined : { id: this.leader, address: this.leader });
    }
    if (request.type === 'changeMembership') return { type: 'changeMembership', index: this.requests.length };
    if (request.type === 'raiseClusterVersion') return { type: 'raiseClusterVersion', index: this.requests.length };
    if (request.type === 'transferLeadership') {
      const leader = this.cluster.elect(request.target ?? 'b');
      return { type: 'transferLeadership', leader: leader.address as NodeId, term: leader.term };
    }
    if (request.type === 'session' || (request.type === 'write' && request.session !== 0))
      return this.cluster.apply(request, this.address);
    const value = payload(`${this.address} answers ${text(request.payload)}`);
    if (request.type === 'invoke') return { type: 'invoke', value };
    return { type: request.type, index: this.requests.length, value };
  }

  /** All its connections end. */
  disconnect(): void {
    for (const connection of this.connections) connection.end();
  }

  /** The process is gone. */
  kill(): void {
    this.listening = false;
    this.disconnect();
  }
}

export class FakeConnection implements ClientConnection {
  readonly closed: Promise<void>;
  readonly #node: FakeNode;
  readonly #open = new Set<(error: UnavailableError) => void>();
  #markClosed: () => void = () => undefined;
  isOpen = true;

  constructor(node: FakeNode) {
    this.#node = node;
    this.closed = new Promise((resolve) => {
      this.#markClosed = resolve;
    });
    node.connections.add(this);
  }

  get received(): number {
    return this.#node.received?.() ?? 0;
  }

  call(request: ServiceRequest, options: CallOptions = {}): Promise<ServiceResponse> {
    if (!this.isOpen) return Promise.reject(new UnavailableError('the connection is gone', 'not_applied'));
    return new Promise((resolve, reject) => {
      const outcome = mayHaveEffect(request) ? 'unknown' : 'not_applied';
      const fail = () => reject(new UnavailableError('the connection broke', outcome));
      this.#open.add(fail);
      this.#node
        .answer(request, options)
        .finally(() => this.#open.delete(fail))
        .then(resolve, reject);
    });
  }

  async *stream(request: StreamRequest, options: CallOptions = {}): AsyncGenerator<StreamItem> {
    this.#node.streams.push({ request, options });
    if (request.type === 'invokeStream') {
      if (this.#node.invokeStream === undefined) throw new MethodNotFoundError(request.service, request.method);
      yield* this.#node.invokeStream(request, this.#node);
      return;
    }
    if (request.type === 'readSnapshot') {
      yield* this.#node.parts;
      if (!this.#node.stalls) return;
      while (this.isOpen) await this.#node.cluster.changed();
    }
    if (this.#node.keepsToItself) throw new OverloadedError('too many watch');
    while (this.isOpen) {
      yield { type: 'status', status: this.#node.status() };
      await this.#node.cluster.changed();
    }
    throw new UnavailableError('the connection broke', 'not_applied');
  }

  end(): void {
    this.isOpen = false;
    this.#node.connections.delete(this);
    if (!this.#node.forgetful)
      for (const fail of this.#open) fail(new UnavailableError('the connection broke', 'unknown'));
    this.#open.clear();
    this.#node.cluster.change();
    this.#markClosed();
  }

  async close(): Promise<void> {
    if (this.isOpen) this.end();
  }
}

/** Nodes at addresses `a`, `b`, `c`, ..., and a transport that reaches them. */
export class FakeCluster implements ClientTransport {
  readonly nodes: FakeNode[] = [];
  /** Addresses of the members; by default of all nodes. */
  #members: readonly string[] | undefined;
  membershipIndex = 1;
  dialing = 0;
  maxDialing = 0;
  #watchers: (() => void)[] = [];
  settings: GroupSettings = DEFAULT_GROUP_SETTINGS;
  /** What all nodes agree on: the real thing. */
  sessions = new SessionTable(DEFAULT_GROUP_SETTINGS);
  /** Log time, in milliseconds. */
  time = 0;
  #index = 0;
  /** Commands of sessions that were applied. */
  readonly applied: string[] = [];

  constructor(...addresses: string[]) {
    for (const address of addresses) this.add(address);
  }

  add(address: string): FakeNode {
    const node = new FakeNode(address, this);
    this.nodes.push(node);
    return node;
  }

  get members(): readonly string[] {
    return this.#members ?? this.nodes.map(({ address }) => address);
  }

  /** These are the members from now on, and every node knows it. */
  set members(addresses: readonly string[]) {
    this.#members = addresses;
    this.membershipIndex++;
    this.change();
  }

  node(address: string): FakeNode {
    const node = this.nodes.find((one) => one.address === address);
    if (node === undefined) throw new Error(`no node ${address}`);
    return node;
  }

  /** Makes a node the leader of a later term; those that still talk to each other know it. */
  elect(address: string, knownBy = this.nodes): FakeNode {
    const term = Math.max(...this.nodes.map((node) => node.term)) + 1;
    for (const node of new Set([...knownBy, this.node(address)])) {
      node.term = term;
      node.role = node.address === address ? 'leader' : 'follower';
      node.leader = address;
    }
    this.change();
    return this.node(address);
  }

  /** Nobody leads. */
  depose(): void {
    for (const node of this.nodes) Object.assign(node, { role: 'follower', leader: undefined });
  }

  connect(address: string, { signal }: { readonly signal?: AbortSignal } = {}): Promise<ClientConnection> {
    const node = this.nodes.find((one) => one.address === address);
    this.dialing++;
    this.maxDialing = Math.max(this.maxDialing, this.dialing);
    if (node !== undefined) node.dials++;
    return new Promise<ClientConnection>((resolve, reject) => {
      queueMicrotask(() => {
        if (node?.listening === 'hang') {
          signal?.addEventListener('abort', () => {
            this.dialing--;
            reject(new Error('aborted'));
          });
          return;
        }
        this.dialing--;
        if (node?.listening === true) resolve(new FakeConnection(node));
        else reject(new UnavailableError(`nobody listens at ${address}`, 'not_applied'));
      });
    });
  }

  /** Other settings, and no session that was opened before. */
  limit(settings: Partial<GroupSettings>): void {
    this.settings = { ...DEFAULT_GROUP_SETTINGS, ...settings };
    this.sessions = new SessionTable(this.settings);
  }

  /** Commits and applies what a session is asked for. */
  apply(request: WriteRequest | SessionRequest, address: string): ServiceResponse {
    const index = ++this.#index;
    const isWrite = request.type === 'write';
    const entry = {
      index,
      time: this.time,
      kind: isWrite ? EntryKind.Command : EntryKind.Session,
      session: request.session,
      sequence: isWrite ? request.sequence : request.acknowledged,
      window: isWrite ? request.window : 0,
      payload: isWrite ? request.payload : sessionPayload(request.operation),
    };
    const verdict = this.sessions.judge(entry);
    if (verdict.type === 'apply') this.applied.push(text(entry.payload));
    const applied = this.sessions.settle(entry, verdict, payload(`${address} answers ${text(entry.payload)}`));
    if (applied instanceof RaftError) throw applied;
    if (applied === undefined) throw new Error('nobody asks for this');
    if (request.type === 'session') {
      const { sessionTtl: ttl, sessionWindow: window } = this.settings;
      return { type: 'session', session: request.operation === 'open' ? index : request.session, index, ttl, window };
    }
    return applied instanceof Uint8Array ? { type: 'write', index, value: applied } : { type: 'write', ...applied };
  }

  changed(): Promise<void> {
    return new Promise((resolve) => this.#watchers.push(resolve));
  }

  change(): void {
    const watchers = this.#watchers;
    this.#watchers = [];
    for (const watcher of watchers) watcher();
  }
}
