import {
  DEFAULT_GROUP,
  type CallContext,
  type LocalIdentity,
  type NodeId,
  type PeerEnvelope,
  type PeerIdentity,
  type ServiceDescription,
  type ServiceRequest,
  type ServiceResponse,
  type StreamItem,
  type StreamRequest,
  type TransportHandlers,
} from '@lolraft/raft-core';
import { GrpcTransport, type GrpcTransportOptions } from '../../src/index.js';

export const CLUSTER = 'c'.repeat(32) as LocalIdentity['cluster'];

export function identity(node: string, incarnation = 1): LocalIdentity {
  return {
    cluster: CLUSTER,
    node: node as NodeId,
    store: 'd'.repeat(32) as LocalIdentity['store'],
    incarnation,
    clusterVersionMin: 1,
    clusterVersionMax: 1,
  };
}

export function heartbeat(round: number): PeerEnvelope {
  return { group: DEFAULT_GROUP, message: { type: 'heartbeat', term: 1, commit: 0, round } };
}

/** A read of the default group. */
export const QUERY: ServiceRequest = {
  type: 'query',
  group: DEFAULT_GROUP,
  level: { type: 'linearizable' },
  payload: new Uint8Array(),
};

/** Resolves once the condition holds; fails after `timeout` milliseconds. */
export async function until(what: string, condition: () => boolean, timeout = 8000): Promise<void> {
  const end = performance.now() + timeout;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

type OnCall = (request: ServiceRequest, context: CallContext) => Promise<ServiceResponse>;
type OnStream = (request: StreamRequest, context: CallContext) => AsyncIterable<StreamItem>;

/** A transport that writes down what it reports. */
export class Node implements TransportHandlers {
  readonly id: NodeId;
  readonly transport: GrpcTransport;
  readonly refused: string[] = [];
  readonly downs: string[] = [];
  readonly rounds: number[] = [];
  readonly up = new Set<NodeId>();
  calls = 0;
  onCallWith: OnCall = async (request) =>
    ({ type: request.type, index: 1, value: new Uint8Array() }) as ServiceResponse;

  services?: readonly ServiceDescription[];

  onStreamWith: OnStream = () => {
    throw new Error('no streams here');
  };

  private constructor(id: string, options: GrpcTransportOptions) {
    this.id = id as NodeId;
    this.transport = new GrpcTransport(options);
  }

  static async start(
    id: string,
    options: GrpcTransportOptions = {},
    incarnation = 1,
    services?: readonly ServiceDescription[],
  ): Promise<Node> {
    const node = new Node(id, options);
    if (services !== undefined) node.services = services;
    await node.transport.start(identity(id, incarnation), node);
    return node;
  }

  get address(): string {
    return this.transport.address;
  }

  get target(): string {
    return new URL(this.address).host;
  }

  get port(): number {
    return Number(new URL(this.address).port);
  }

  setPeers(...peers: readonly (readonly [string, string])[]): void {
    this.transport.setPeers(new Map(peers as readonly (readonly [NodeId, string])[]));
  }

  close(): Promise<void> {
    return this.transport.close();
  }

  onMessages(_from: PeerIdentity, envelopes: readonly PeerEnvelope[]): void {
    for (const { message } of envelopes) if (message.type === 'heartbeat') this.rounds.push(message.round);
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

  onCall(request: ServiceRequest, context: CallContext): Promise<ServiceResponse> {
    this.calls++;
    return this.onCallWith(request, context);
  }

  onStream(request: StreamRequest, context: CallContext): AsyncIterable<StreamItem> {
    return this.onStreamWith(request, context);
  }
}
