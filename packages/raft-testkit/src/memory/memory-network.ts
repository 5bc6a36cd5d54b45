import { InvalidArgumentError, systemClock, type Clock, type NodeId } from '@lolraft/raft-core';
import type { Connection, Endpoint, Exchange } from './exchange.js';
import { MemoryClientTransport } from './memory-client.js';
import { MemoryConnection } from './memory-connection.js';
import type { LinkLimits } from './memory-link.js';
import { MemoryTransport } from './memory-transport.js';

const DEFAULT_LIMITS: LinkLimits = { maxQueuedMessages: 4096, maxQueuedBytes: 64 * 1024 * 1024 };

export interface MemoryNetworkOptions {
  readonly clock?: Clock;
  /** Of the queue from one node to one other, for each class of messages. */
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
  #redialDue = false;
  #next = 1;
  #started = 0;

  constructor(options: MemoryNetworkOptions = {}) {
    this.clock = options.clock ?? systemClock();
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
  }

  /** A transport for one node; by default at an address of its own, and with the limits of the network. */
  transport(address = `mem:${this.#next++}`, limits: Partial<LinkLimits> = {}): MemoryTransport {
    return new MemoryTransport(this, address, { ...this.#limits, ...limits });
  }

  /** The clients' half. */
  client(): MemoryClientTransport {
    return new MemoryClientTransport(this);
  }

  at(address: string): Endpoint | undefined {
    return this.#nodes.get(address);
  }

  listen(endpoint: Endpoint): number {
    const { address } = endpoint;
    if (this.#nodes.has(address)) throw new InvalidArgumentError(`address ${address} is in use`);
    this.#nodes.set(address, endpoint);
    this.redial();
    return this.#started++;
  }

  remove(endpoint: Endpoint): void {
    if (this.#nodes.get(endpoint.address) !== endpoint) return;
    this.#nodes.delete(endpoint.address);
    for (const connection of [...endpoint.connections.values()]) connection.close('the peer has closed');
    this.redial();
  }

  /** Closes the connections between the two sides, by address, and keeps them closed. */
  cut(a: readonly string[], b: readonly string[]): void {
    for (const x of a) for (const y of b) this.#cuts.add(pair(x, y));
    for (const node of this.#nodes.values())
      for (const connection of [...node.connections.values()])
        if (this.#isCut(node, connection.other(node))) connection.close('the link was cut');
  }

  /** Ends all cuts. */
  heal(): void {
    this.#cuts.clear();
    this.redial();
  }

  redial(): void {
    if (this.#redialDue) return;
    this.#redialDue = true;
    this.clock.defer(() => {
      this.#redialDue = false;
      for (const node of [...this.#nodes.values()])
        for (const [peer, connection] of [...node.connections])
          if (connection.dialler === node) this.#leaveUnlessWanted(node, peer, connection);
      for (const node of [...this.#nodes.values()])
        for (const [peer, address] of node.peers)
          if (peer !== node.identity.node && node.connections.get(peer)?.other(node).address !== address)
            this.#dial(node, peer, address);
    });
  }

  /** Whoever has dialled keeps the connection for as long as it needs it; the other side has no say. */
  #leaveUnlessWanted(node: Endpoint, peer: NodeId, connection: Connection): void {
    const address = node.peers.get(peer);
    if (address === undefined) {
      if (connection.isIdle) connection.close('no longer needed');
      else this.redial();
    } else if (connection.other(node).address !== address) connection.close('the address has changed');
  }

  #isCut(a: Endpoint, b: Endpoint): boolean {
    return this.#cuts.has(pair(a.address, b.address));
  }

  #dial(dialler: Endpoint, peer: NodeId, address: string): void {
    const found = this.#nodes.get(address);
    if (found === undefined || this.#isCut(dialler, found)) {
      dialler.refused(peer, `nobody answers at ${address}, where ${peer} ought to be`);
      return;
    }
    const mismatch = mismatchOf(dialler, peer, found);
    if (mismatch !== undefined) {
      dialler.refused(peer, mismatch);
      found.refused(dialler.identity.node, `a dial from ${dialler.address} was refused: ${mismatch}`);
      return;
    }
    // A restarted node replaces its former self, which may not have noticed its death; never the other way round.
    for (const [near, far] of [
      [found, dialler],
      [dialler, found],
    ] as const) {
      const former = near.connections.get(far.identity.node);
      if (former === undefined) continue;
      if (former.other(near).started > far.started) {
        dialler.refused(peer, `${near.identity.node} is connected to a later start of ${far.identity.node}`);
        return;
      }
      former.close('a later start of the node has taken its place');
    }
    new MemoryConnection(this.clock, dialler, found);
  }
}

/** Why the two are not to be connected, as a handshake would find out. */
function mismatchOf({ identity }: Endpoint, peer: NodeId, found: Endpoint): string | undefined {
  const { cluster, node } = found.identity;
  if (cluster !== identity.cluster) return `${found.address} belongs to cluster ${cluster}, not to ${identity.cluster}`;
  if (node !== peer) return `${found.address} is ${node}, not ${peer}`;
  return undefined;
}

function pair(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}
