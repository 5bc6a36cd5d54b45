import {
  ClosedError,
  clusterId,
  nodeId,
  storeId,
  type CallContext,
  type ClientConnection,
  type ClusterId,
  type LocalIdentity,
  type NodeId,
  type PeerEnvelope,
  type PeerIdentity,
  type ReceivedEnvelope,
  type PeerMessage,
  type ServiceRequest,
  type ServiceResponse,
  type StreamItem,
  type StreamRequest,
  type Transport,
  type TransportHandlers,
} from '@lolraft/raft-core';
import { check } from '../checks.js';
import type { TransportFactory, TransportSettings } from './suite.js';

export const CLUSTER = clusterId('c'.repeat(32));

export interface NodeSettings {
  readonly cluster?: ClusterId;
  readonly incarnation?: number;
  readonly onCall?: (request: ServiceRequest, context: CallContext) => Promise<ServiceResponse>;
  readonly onStream?: (request: StreamRequest, context: CallContext) => AsyncIterable<StreamItem>;
}

export interface Arrival {
  readonly from: PeerIdentity;
  readonly envelope: ReceivedEnvelope;
}

/** A started transport that writes down whatever it reports. */
export class TestNode implements TransportHandlers {
  readonly id: NodeId;
  readonly transport: Transport;
  readonly identity: LocalIdentity;
  readonly arrived: Arrival[] = [];
  readonly ups: PeerIdentity[] = [];
  readonly downs: { readonly peer: PeerIdentity; readonly reason: string }[] = [];
  readonly refused: string[] = [];
  readonly #up = new Map<NodeId, PeerIdentity>();
  readonly #dropped = new Map<NodeId, number>();
  readonly #settings: NodeSettings;
  /** Whoever wants to react to an arrival at once. */
  onArrival: ((arrival: Arrival) => void) | undefined;
  /** What the transport reported although it must not: empty in a sound one. */
  readonly faults: string[] = [];
  #sending = false;
  #closed = false;

  constructor(factory: TransportFactory, name: string, settings: NodeSettings, transport: TransportSettings) {
    this.id = nodeId(name);
    this.#settings = settings;
    this.transport = factory.create(transport);
    let code = 0;
    for (const character of name) code = (code * 31 + character.charCodeAt(0)) >>> 0;
    this.identity = {
      cluster: settings.cluster ?? CLUSTER,
      node: this.id,
      store: storeId(code.toString(16).padStart(32, '0')),
      incarnation: settings.incarnation ?? 1,
      clusterVersionMin: 1,
      clusterVersionMax: 1,
    };
  }

  async start(): Promise<this> {
    await this.transport.start(this.identity, this);
    return this;
  }

  async close(): Promise<void> {
    await this.transport.close();
    this.#closed = true;
  }

  get address(): string {
    return this.transport.address;
  }

  /** Keeps connections to these nodes, or to what answers at these addresses. */
  setPeers(...peers: readonly (TestNode | readonly [NodeId, string])[]): void {
    this.transport.setPeers(new Map(peers.map((peer) => (peer instanceof TestNode ? [peer.id, peer.address] : peer))));
  }

  send(to: TestNode, ...messages: readonly PeerMessage[]): boolean {
    return this.sendTo(
      to.id,
      messages.map((message) => envelope(message)),
    );
  }

  sendTo(to: NodeId, envelopes: readonly PeerEnvelope[]): boolean {
    this.#sending = true;
    try {
      return this.transport.send(to, envelopes);
    } finally {
      this.#sending = false;
    }
  }

  isUp(peer: TestNode): boolean {
    return this.#up.has(peer.id);
  }

  dropped(peer: NodeId): number {
    return this.#dropped.get(peer) ?? 0;
  }

  /** Those that were understood. */
  messagesFrom(peer: TestNode): PeerMessage[] {
    return this.arrived.flatMap(({ from, envelope: { message } }) =>
      from.node === peer.id && message.type !== 'notUnderstood' ? [message] : [],
    );
  }

  #note(handler: string): void {
    if (this.#closed) this.faults.push(`${handler} was called after close had resolved`);
    if (this.#sending) this.faults.push(`${handler} was called from within send`);
  }

  onMessages(from: PeerIdentity, envelopes: readonly ReceivedEnvelope[]): void {
    this.#note('onMessages');
    if (!this.#up.has(from.node)) this.faults.push(`messages of ${from.node} came before it was up`);
    for (const each of envelopes) {
      const arrival = { from, envelope: each };
      this.arrived.push(arrival);
      this.onArrival?.(arrival);
    }
  }

  onPeerUp(peer: PeerIdentity): void {
    this.#note('onPeerUp');
    if (this.#up.has(peer.node)) this.faults.push(`${peer.node} came up twice without going down`);
    this.#up.set(peer.node, peer);
    this.ups.push(peer);
  }

  onPeerDown(peer: PeerIdentity, reason: string): void {
    this.#note('onPeerDown');
    if (this.#up.get(peer.node)?.incarnation !== peer.incarnation)
      this.faults.push(`${peer.node} went down without being up`);
    this.#up.delete(peer.node);
    this.downs.push({ peer, reason });
  }

  onDropped(peer: NodeId, messages: number): void {
    this.#note('onDropped');
    this.#dropped.set(peer, this.dropped(peer) + messages);
  }

  onRefused(reason: string): void {
    this.#note('onRefused');
    this.refused.push(reason);
  }

  onCall(request: ServiceRequest, context: CallContext): Promise<ServiceResponse> {
    this.#note('onCall');
    return this.#settings.onCall?.(request, context) ?? Promise.reject(new ClosedError('the service'));
  }

  onStream(request: StreamRequest, context: CallContext): AsyncIterable<StreamItem> {
    this.#note('onStream');
    if (this.#settings.onStream === undefined) throw new ClosedError('the service');
    return this.#settings.onStream(request, context);
  }
}

export function envelope(message: PeerMessage, group = 'main'): PeerEnvelope {
  return { group: group as PeerEnvelope['group'], message };
}

const DEFAULT_PATIENCE = 15_000;

/** Everything that a case has started, so that it ends whether the case passes or not. */
export class World {
  readonly #factory: TransportFactory;
  readonly #patience: number;
  readonly #nodes: TestNode[] = [];
  readonly #connections: ClientConnection[] = [];

  constructor(factory: TransportFactory) {
    this.#factory = factory;
    this.#patience = factory.patience ?? DEFAULT_PATIENCE;
  }

  /** Resolves once the condition holds. Polls: the suite knows no event that every transport has. */
  async until(what: string, condition: () => boolean): Promise<void> {
    const end = performance.now() + this.#patience;
    while (!condition()) {
      check(performance.now() < end, `waited ${this.#patience} ms in vain until ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  /** Fails where the promise has not settled in time. */
  async settled<T>(what: string, promise: Promise<T>): Promise<T> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`${what} has not settled in ${this.#patience} ms`)), this.#patience);
    });
    try {
      return await Promise.race([promise, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** A node that has not been started. */
  prepare(name: string, settings: NodeSettings = {}, transport: TransportSettings = {}): TestNode {
    const node = new TestNode(this.#factory, name, settings, transport);
    this.#nodes.push(node);
    return node;
  }

  node(name: string, settings: NodeSettings = {}, transport: TransportSettings = {}): Promise<TestNode> {
    return this.prepare(name, settings, transport).start();
  }

  /** Two nodes with a connection. */
  async pair(transport: TransportSettings = {}): Promise<readonly [TestNode, TestNode]> {
    const a = await this.node('a', {}, transport);
    const b = await this.node('b', {}, transport);
    a.setPeers(b);
    b.setPeers(a);
    await this.connected(a, b);
    return [a, b];
  }

  async connected(a: TestNode, b: TestNode): Promise<void> {
    await this.until(`${a.id} and ${b.id} see each other`, () => a.isUp(b) && b.isUp(a));
  }

  async connect(node: TestNode): Promise<ClientConnection> {
    const connection = await this.#factory.createClient().connect(node.address);
    this.#connections.push(connection);
    return connection;
  }

  async close(): Promise<void> {
    await Promise.all(this.#connections.map((connection) => connection.close()));
    await Promise.all(this.#nodes.map((node) => node.close()));
  }

  faults(): string[] {
    return this.#nodes.flatMap((node) => node.faults.map((fault) => `${node.id}: ${fault}`));
  }
}

/** Runs a case in a world of its own, ends that world, and demands that no transport in it broke the port's promises. */
export async function inWorld(factory: TransportFactory, body: (world: World) => Promise<void>): Promise<void> {
  const world = new World(factory);
  try {
    await body(world);
  } finally {
    await world.close();
  }
  const faults = world.faults();
  if (faults.length > 0) throw new Error(faults.join('; '));
}
