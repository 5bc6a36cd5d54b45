import {
  crc32c,
  DEFAULT_GROUP,
  type CallContext,
  type LocalIdentity,
  type NodeId,
  type PeerEnvelope,
  type PeerIdentity,
  type ServiceRequest,
  type ServiceResponse,
  type StreamItem,
  type StreamRequest,
  type TransportHandlers,
} from '@lolraft/raft-core';
import { WsTransport, type WsTransportOptions } from '../../src/index.js';

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

/** `length` bytes at `offset` of some snapshot. */
export function chunk(offset: number, length: number, checksum?: number): PeerEnvelope {
  const bytes = new Uint8Array(length).fill(offset);
  const tag = Uint8Array.of(1);
  return {
    group: DEFAULT_GROUP,
    message: { type: 'snapshotChunk', tag, offset, bytes, checksum: checksum ?? crc32c(bytes) },
  };
}

/** Resolves once the condition holds; fails after `timeout` milliseconds. */
export async function until(what: string, condition: () => boolean, timeout = 8000): Promise<void> {
  const end = performance.now() + timeout;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

type OnCall = (request: ServiceRequest, context: CallContext) => Promise<ServiceResponse>;

/** A transport that writes down what it reports. */
export class Node implements TransportHandlers {
  readonly id: NodeId;
  readonly transport: WsTransport;
  readonly ups: PeerIdentity[] = [];
  readonly downs: string[] = [];
  readonly refused: string[] = [];
  readonly rounds: number[] = [];
  /** Offsets of the chunks that came. */
  readonly chunks: number[] = [];
  readonly up = new Set<NodeId>();
  dropped = 0;
  calls = 0;
  onCallWith: OnCall = async (request) =>
    ({ type: request.type, index: 1, value: new Uint8Array() }) as ServiceResponse;

  onStreamWith: (request: StreamRequest) => AsyncIterable<StreamItem> = () => {
    throw new Error('no streams here');
  };

  private constructor(id: string, options: WsTransportOptions) {
    this.id = id as NodeId;
    this.transport = new WsTransport(options);
  }

  static async start(id: string, options: WsTransportOptions = {}, incarnation = 1): Promise<Node> {
    const node = new Node(id, options);
    await node.transport.start(identity(id, incarnation), node);
    return node;
  }

  get address(): string {
    return this.transport.address;
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
    for (const { message } of envelopes) {
      if (message.type === 'heartbeat') this.rounds.push(message.round);
      else if (message.type === 'snapshotChunk') this.chunks.push(message.offset);
    }
  }
  onPeerUp(peer: PeerIdentity): void {
    this.ups.push(peer);
    this.up.add(peer.node);
  }
  onPeerDown(peer: PeerIdentity, reason: string): void {
    this.downs.push(reason);
    this.up.delete(peer.node);
  }
  onDropped(_peer: NodeId, messages: number): void {
    this.dropped += messages;
  }
  onRefused(reason: string): void {
    this.refused.push(reason);
  }
  onCall(request: ServiceRequest, context: CallContext): Promise<ServiceResponse> {
    this.calls++;
    return this.onCallWith(request, context);
  }
  onStream(request: StreamRequest): AsyncIterable<StreamItem> {
    return this.onStreamWith(request);
  }
}
