import type { Clock, LocalIdentity, PeerEnvelope, PeerIdentity } from '@lolraft/raft-core';
import type { Connection, Endpoint } from './exchange.js';
import { MemoryLink } from './memory-link.js';

/** What a handshake would tell of a node: its cluster is the same, or there would be no connection. */
function shown({ node, store, incarnation, clusterVersionMin, clusterVersionMax }: LocalIdentity): PeerIdentity {
  return { node, store, incarnation, clusterVersionMin, clusterVersionMax };
}

/** A connection of two nodes: a link in each direction. Both are told when it opens and when it closes. */
export class MemoryConnection implements Connection {
  readonly #sides: readonly [Endpoint, Endpoint];
  readonly #links: ReadonlyMap<Endpoint, MemoryLink>;

  /** `a` has dialled `b`. */
  constructor(clock: Clock, a: Endpoint, b: Endpoint) {
    this.#sides = [a, b];
    const link = (from: Endpoint, to: Endpoint): MemoryLink => {
      const identity = shown(from.identity);
      return new MemoryLink(clock, from.limits, (envelopes) => to.handlers.onMessages(identity, envelopes));
    };
    this.#links = new Map([
      [a, link(a, b)],
      [b, link(b, a)],
    ]);
    a.joined(shown(b.identity), this);
    b.joined(shown(a.identity), this);
  }

  get dialler(): Endpoint {
    return this.#sides[0];
  }

  get isIdle(): boolean {
    return [...this.#links.values()].every((link) => link.isIdle);
  }

  other(side: Endpoint): Endpoint {
    const [a, b] = this.#sides;
    return side === a ? b : a;
  }

  send(from: Endpoint, envelopes: readonly PeerEnvelope[]): number {
    return this.#links.get(from)?.send(envelopes) ?? envelopes.length;
  }

  close(reason: string): void {
    for (const link of this.#links.values()) link.close();
    const [a, b] = this.#sides;
    a.parted(shown(b.identity), reason);
    b.parted(shown(a.identity), reason);
  }
}
