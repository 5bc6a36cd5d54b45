import { InvalidArgumentError, systemClock, type Clock, type NodeId, type PeerIdentity } from '@lolraft/raft-core';
import type { Endpoint, Exchange } from './exchange.js';
import { MemoryClientTransport } from './memory-client.js';
import { MemoryLink, type LinkLimits } from './memory-link.js';
import { MemoryTransport } from './memory-transport.js';

const DEFAULT_LIMITS: LinkLimits = { maxQueuedMessages: 4096, maxQueuedBytes: 64 * 1024 * 1024 };

export interface MemoryNetworkOptions {
  readonly clock?: Clock;
  readonly limits?: Partial<LinkLimits>;
}

/**
 * A network within one process, for tests, examples and browsers: peers and clients over nothing but memory. Everything is
 * copied on its way, connections can be cut and healed, and with a virtual clock all of it is deterministic.
 */
export class MemoryNetwork implements Exchange {
  readonly clock: Clock;
  readonly #limits: LinkLimits;
  readonly #nodes = new Map<string, Endpoint>();
  readonly #cuts = new Set<string>();
  #reconnectDue = false;
  #next = 1;

  constructor(options: MemoryNetworkOptions = {}) {
    this.clock = options.clock ?? systemClock();
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
  }

  /** A transport for one node; by default at an address of its own. */
  transport(address = `mem:${String(this.#next++)}`): MemoryTransport {
    return new MemoryTransport(this, address);
  }

  /** The clients' half. */
  client(): MemoryClientTransport {
    return new MemoryClientTransport(this);
  }

  at(address: string): Endpoint | undefined {
    return this.#nodes.get(address);
  }

  listen(endpoint: Endpoint): void {
    if (this.#nodes.has(endpoint.address)) throw new InvalidArgumentError(`address ${endpoint.address} is in use`);
    this.#nodes.set(endpoint.address, endpoint);
    this.reconnect();
  }

  remove(endpoint: Endpoint): void {
    if (this.#nodes.get(endpoint.address) !== endpoint) return;
    this.#nodes.delete(endpoint.address);
    for (const other of this.#nodes.values()) this.#disconnect(endpoint, other, 'the peer has closed');
  }

  /** Closes the connections between the two sides, by address, and keeps them closed. */
  cut(a: readonly string[], b: readonly string[]): void {
    for (const x of a) {
      for (const y of b) {
        this.#cuts.add(pair(x, y));
        const [left, right] = [this.#nodes.get(x), this.#nodes.get(y)];
        if (left !== undefined && right !== undefined) this.#disconnect(left, right, 'the link was cut');
      }
    }
  }

  /** Ends all cuts. */
  heal(): void {
    this.#cuts.clear();
    this.reconnect();
  }

  reconnect(): void {
    if (this.#reconnectDue) return;
    this.#reconnectDue = true;
    this.clock.defer(() => {
      this.#reconnectDue = false;
      const nodes = [...this.#nodes.values()];
      for (const [i, a] of nodes.entries()) for (const b of nodes.slice(i + 1)) this.#connect(a, b);
    });
  }

  #connect(a: Endpoint, b: Endpoint): void {
    const [left, right] = [a.identity, b.identity];
    if (left === undefined || right === undefined || this.#cuts.has(pair(a.address, b.address))) return;
    if (!a.dials(b.address) && !b.dials(a.address)) return;
    if (a.isLinked(right.node)) return;
    if (left.cluster !== right.cluster) {
      a.handlers?.onRefused(`${b.address} belongs to cluster ${right.cluster}`, b.address);
      b.handlers?.onRefused(`${a.address} belongs to cluster ${left.cluster}`, a.address);
      return;
    }
    if (left.node === right.node) return;
    this.#oneWay(a, left, b, right.node);
    this.#oneWay(b, right, a, left.node);
    a.handlers?.onPeerUp(right);
    b.handlers?.onPeerUp(left);
  }

  #oneWay(from: Endpoint, identity: PeerIdentity, to: Endpoint, receiver: NodeId): void {
    from.link(
      receiver,
      new MemoryLink(this.clock, this.#limits, (envelopes) => to.handlers?.onMessages(identity, envelopes)),
    );
  }

  #disconnect(a: Endpoint, b: Endpoint, reason: string): void {
    const [left, right] = [a.identity, b.identity];
    if (left === undefined || right === undefined || !a.isLinked(right.node)) return;
    a.unlink(right.node);
    b.unlink(left.node);
    this.clock.defer(() => {
      if (this.#nodes.get(a.address) === a) a.handlers?.onPeerDown(right, reason);
      if (this.#nodes.get(b.address) === b) b.handlers?.onPeerDown(left, reason);
    });
  }
}

function pair(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}
