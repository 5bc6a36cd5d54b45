import {
  ClosedError,
  type LocalIdentity,
  type NodeId,
  type PeerEnvelope,
  type Transport,
  type TransportCapabilities,
  type TransportHandlers,
} from '@lolraft/raft-core';
import type { Endpoint, Exchange } from './exchange.js';
import type { MemoryLink } from './memory-link.js';

/** One node's end of a `MemoryNetwork`. */
export class MemoryTransport implements Transport, Endpoint {
  readonly capabilities: TransportCapabilities = { maxMessageBytes: 64 * 1024 * 1024 };
  readonly address: string;
  readonly #network: Exchange;
  readonly #links = new Map<NodeId, MemoryLink>();
  #identity: LocalIdentity | undefined;
  #handlers: TransportHandlers | undefined;
  #peers: ReadonlyMap<NodeId, string> = new Map();
  readonly #closeListeners = new Set<() => void>();
  #closed = false;

  constructor(network: Exchange, address: string) {
    this.#network = network;
    this.address = address;
  }

  get identity(): LocalIdentity | undefined {
    return this.#identity;
  }

  get handlers(): TransportHandlers | undefined {
    return this.#handlers;
  }

  async start(identity: LocalIdentity, handlers: TransportHandlers): Promise<void> {
    if (this.#closed) throw new ClosedError('the transport');
    this.#identity = identity;
    this.#handlers = handlers;
    this.#network.listen(this);
  }

  setPeers(peers: ReadonlyMap<NodeId, string>): void {
    this.#peers = new Map(peers);
    this.#network.reconnect();
  }

  /** Whether this node dials the one at `address`. */
  dials(address: string): boolean {
    return [...this.#peers.values()].includes(address);
  }

  isLinked(peer: NodeId): boolean {
    return this.#links.has(peer);
  }

  link(peer: NodeId, link: MemoryLink): void {
    this.#links.set(peer, link);
  }

  unlink(peer: NodeId): void {
    this.#links.get(peer)?.close();
    this.#links.delete(peer);
  }

  send(to: NodeId, envelopes: readonly PeerEnvelope[]): boolean {
    const link = this.#links.get(to);
    const dropped = link === undefined ? envelopes.length : link.send(envelopes);
    if (dropped > 0) {
      const { handlers } = this;
      this.#network.clock.defer(() => {
        if (!this.#closed) handlers?.onDropped(to, dropped);
      });
    }
    return dropped === 0;
  }

  onClose(listener: () => void): () => void {
    this.#closeListeners.add(listener);
    return () => {
      this.#closeListeners.delete(listener);
    };
  }

  close(): Promise<void> {
    if (!this.#closed) {
      this.#closed = true;
      this.#network.remove(this);
      for (const listener of this.#closeListeners) listener();
    }
    return Promise.resolve();
  }
}
