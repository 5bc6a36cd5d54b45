import {
  DEFAULT_GROUP,
  type CallContext,
  type ClientConnection,
  type LocalIdentity,
  type NodeId,
  type PeerIdentity,
  type ReceivedEnvelope,
  type ServiceRequest,
  type ServiceResponse,
  type StreamItem,
  type TransportHandlers,
} from '@lolraft/raft-core';
import type { NodeOptions, NodeTransport, Site } from './site.js';

/** Resolves once the condition holds; fails, with what it waited for, where it never does. */
export async function until(what: string, condition: () => boolean, timeout = 20_000): Promise<void> {
  const end = performance.now() + timeout;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

export interface WitnessOptions extends NodeOptions {
  readonly cluster?: string;
  readonly incarnation?: number;
}

export const QUERY: ServiceRequest = {
  type: 'query',
  group: DEFAULT_GROUP,
  level: { type: 'linearizable' },
  payload: new Uint8Array(),
};

export const WRITE: ServiceRequest = {
  type: 'write',
  group: DEFAULT_GROUP,
  session: 0,
  sequence: 0,
  window: 0,
  payload: new Uint8Array(1),
};

export const TRANSFER: ServiceRequest = { type: 'transferLeadership', group: DEFAULT_GROUP, target: undefined };

/** A transport that writes down what it is told, and answers whatever it is asked. */
export class Witness implements TransportHandlers {
  readonly id: NodeId;
  readonly transport: NodeTransport;
  readonly refused: string[] = [];
  readonly downs: string[] = [];
  readonly up = new Set<NodeId>();
  /** Of the heartbeats that came. */
  round = 0;
  readonly calls: { readonly type: string; readonly context: CallContext }[] = [];

  private constructor(id: string, transport: NodeTransport) {
    this.id = id as NodeId;
    this.transport = transport;
  }

  static async start(site: Site, id: string, options: WitnessOptions = {}): Promise<Witness> {
    const { cluster = 'c', incarnation = 1, ...rest } = options;
    const witness = new Witness(id, site.node(rest));
    const identity: LocalIdentity = {
      cluster: cluster.repeat(32) as LocalIdentity['cluster'],
      node: witness.id,
      store: 'd'.repeat(32) as LocalIdentity['store'],
      incarnation,
      clusterVersionMin: 1,
      clusterVersionMax: 1,
    };
    await witness.transport.start(identity, witness);
    return witness;
  }

  get address(): string {
    return this.transport.address;
  }

  get port(): number {
    return Number(new URL(this.address).port);
  }

  reach(...others: readonly Witness[]): void {
    this.transport.setPeers(new Map(others.map(({ id, address }) => [id, address])));
  }

  beat(to: Witness, round: number): void {
    this.transport.send(to.id, [{ group: DEFAULT_GROUP, message: { type: 'heartbeat', term: 1, commit: 0, round } }]);
  }

  wasRefused(pattern: RegExp): boolean {
    return this.refused.some((reason) => pattern.test(reason));
  }

  onMessages(_from: PeerIdentity, envelopes: readonly ReceivedEnvelope[]): void {
    for (const { message } of envelopes) if (message.type === 'heartbeat') this.round = message.round;
  }

  onPeerUp({ node }: PeerIdentity): void {
    this.up.add(node);
  }

  onPeerDown({ node }: PeerIdentity, reason: string): void {
    this.up.delete(node);
    this.downs.push(reason);
  }

  onDropped(): void {}

  onRefused(reason: string): void {
    this.refused.push(reason);
  }

  async onCall(request: ServiceRequest, context: CallContext): Promise<ServiceResponse> {
    this.calls.push({ type: request.type, context });
    switch (request.type) {
      case 'transferLeadership':
        return { type: request.type, leader: this.id, term: 1 };
      default:
        return { type: request.type, index: 1, value: new Uint8Array() } as ServiceResponse;
    }
  }

  async *onStream(): AsyncIterable<StreamItem> {
    yield { type: 'snapshotPart', index: 1, size: 1, offset: 0, bytes: new Uint8Array(1) };
  }
}

/** The code that a call ends with, or `ok`. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'ok',
    (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)),
  );
}

/** Two nodes and a client that go on working, whatever others do meanwhile. */
export class Honest {
  readonly #nodes: readonly [Witness, Witness];
  readonly #connection: ClientConnection;
  readonly #credential: string | undefined;

  constructor(nodes: readonly [Witness, Witness], connection: ClientConnection, credential?: string) {
    this.#nodes = nodes;
    this.#connection = connection;
    this.#credential = credential;
  }

  /** Resolves when heartbeats have gone both ways and calls were answered; throws where they are not, or a node went down. */
  async work(): Promise<void> {
    const [a, b] = this.#nodes;
    for (let i = 0; i < 5; i++) {
      const round = Math.max(a.round, b.round) + 1;
      a.beat(b, round);
      b.beat(a, round);
      const options = this.#credential === undefined ? {} : { credential: this.#credential };
      await Promise.all([
        until('heartbeats arrive', () => a.round >= round && b.round >= round),
        this.#connection.call(QUERY, { timeout: 20_000, ...options }),
      ]);
    }
    for (const { downs } of this.#nodes) if (downs.length > 0) throw new Error(`a node went down: ${downs.join()}`);
  }
}
