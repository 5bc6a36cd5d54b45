import {
  ClosedError,
  type LocalIdentity,
  type NodeId,
  type PeerEnvelope,
  type PeerIdentity,
  type Transport,
  type TransportCapabilities,
  type TransportHandlers,
} from '@lolraft/raft-core';
import type { Connection, Endpoint, Exchange } from './exchange.js';
import { MAX_MESSAGE_BYTES, type LinkLimits } from './memory-link.js';

/** One node's end of a `MemoryNetwork`. */
export class MemoryTransport implements Transport {
  readonly capabilities: TransportCapabilities = { maxMessageBytes: MAX_MESSAGE_BYTES };
  readonly address: string;
  readonly #network: Exchange;
  readonly #limits: LinkLimits;
  #endpoint: MemoryEndpoint | undefined;
  #peers: ReadonlyMap<NodeId, string> = new Map();
  #closed = false;

  constructor(network: Exchange, address: string, limits: LinkLimits) {
    this.#network = network;
    this.#limits = limits;
    this.address = address;
  }

  /** @throws {InvalidArgumentError} where the address is taken. */
  async start(identity: LocalIdentity, handlers: TransportHandlers): Promise<void> {
    if (this.#closed) throw new ClosedError('the transport');
    this.#endpoint = new MemoryEndpoint(this.#network, this.address, this.#limits, identity, handlers);
    this.#endpoint.peers = this.#peers;
  }

  setPeers(peers: ReadonlyMap<NodeId, string>): void {
    this.#peers = new Map(peers);
    if (this.#endpoint === undefined) return;
    this.#endpoint.peers = this.#peers;
    this.#network.redial();
  }

  send(to: NodeId, envelopes: readonly PeerEnvelope[]): boolean {
    const endpoint = this.#endpoint;
    if (endpoint === undefined) return false;
    const dropped = endpoint.connections.get(to)?.send(endpoint, envelopes) ?? envelopes.length;
    if (dropped > 0) endpoint.report((handlers) => handlers.onDropped(to, dropped));
    return dropped === 0;
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#endpoint?.close();
    return Promise.resolve();
  }
}

/** A `MemoryTransport` that has started. */
class MemoryEndpoint implements Endpoint {
  readonly address: string;
  readonly identity: LocalIdentity;
  readonly handlers: TransportHandlers;
  readonly limits: LinkLimits;
  readonly started: number;
  peers: ReadonlyMap<NodeId, string> = new Map();
  readonly #network: Exchange;
  readonly #connections = new Map<NodeId, Connection>();
  readonly #closeListeners = new Set<() => void>();
  readonly #refusals = new Map<NodeId, string>();
  #closed = false;

  constructor(
    network: Exchange,
    address: string,
    limits: LinkLimits,
    identity: LocalIdentity,
    handlers: TransportHandlers,
  ) {
    this.#network = network;
    this.address = address;
    this.limits = limits;
    this.identity = identity;
    this.handlers = handlers;
    this.started = network.listen(this);
  }

  report(event: (handlers: TransportHandlers) => void): void {
    this.#network.clock.defer(() => {
      if (!this.#closed) event(this.handlers);
    });
  }

  get connections(): ReadonlyMap<NodeId, Connection> {
    return this.#connections;
  }

  joined(peer: PeerIdentity, connection: Connection): void {
    this.#connections.set(peer.node, connection);
    this.#refusals.delete(peer.node);
    this.report((handlers) => handlers.onPeerUp(peer));
  }

  parted(peer: PeerIdentity, reason: string): void {
    this.#connections.delete(peer.node);
    this.report((handlers) => handlers.onPeerDown(peer, reason));
  }

  refused(peer: NodeId, reason: string): void {
    if (this.#refusals.get(peer) === reason) return;
    this.#refusals.set(peer, reason);
    this.report((handlers) => handlers.onRefused(reason, this.peers.get(peer) ?? peer));
  }

  onClose(listener: () => void): () => void {
    this.#closeListeners.add(listener);
    return () => {
      this.#closeListeners.delete(listener);
    };
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#network.remove(this);
    for (const listener of [...this.#closeListeners]) listener();
  }
}
