import type { NodeId, PeerEnvelope, PeerIdentity, PeerTraffic } from '@lolraft/raft-core';
import type { Connection } from './connection.js';
import { PeerLink, type LinkContext } from './peer-link.js';
import type { Flushable, Turn } from './turn.js';

/** The links to all peers: those that we keep connections to, and those that have dialled us. */
export class Peers implements Flushable {
  readonly #context: LinkContext;
  readonly #turn: Turn;
  readonly #links = new Map<NodeId, PeerLink>();
  #wanted: ReadonlyMap<NodeId, string> | undefined;
  /** Messages to peers without a connection, by peer, that this turn has dropped. */
  #dropped = new Map<NodeId, number>();
  #scheduled = false;

  constructor(context: LinkContext, turn: Turn) {
    this.#context = context;
    this.#turn = turn;
  }

  /** Takes effect at the end of the turn, so that nothing is reported from within the call. */
  set(peers: ReadonlyMap<NodeId, string>): void {
    this.#wanted = new Map(peers);
    this.#schedule();
  }

  send(to: NodeId, envelopes: readonly PeerEnvelope[]): boolean {
    const { dropped, reported } = this.#links.get(to)?.send(envelopes) ?? {
      dropped: envelopes.length,
      reported: false,
    };
    if (dropped > 0 && !reported) {
      this.#dropped.set(to, (this.#dropped.get(to) ?? 0) + dropped);
      this.#schedule();
    }
    return dropped === 0;
  }

  traffic(): ReadonlyMap<NodeId, PeerTraffic> {
    return new Map([...this.#links].map(([id, { counts }]) => [id, { ...counts }]));
  }

  /** A peer has dialled us and was accepted. */
  accept(connection: Connection, peer: PeerIdentity): void {
    this.#link(peer.node).accept(connection, peer);
  }

  #link(id: NodeId): PeerLink {
    let link = this.#links.get(id);
    if (link === undefined) {
      link = new PeerLink(id, this.#context);
      this.#links.set(id, link);
    }
    return link;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#turn.add(this);
  }

  flush(): void {
    this.#scheduled = false;
    const dropped = this.#dropped;
    this.#dropped = new Map();
    for (const [peer, messages] of dropped) this.#context.onDropped(peer, messages);
    const wanted = this.#wanted;
    this.#wanted = undefined;
    if (wanted === undefined) return;
    for (const [id, link] of this.#links) if (!wanted.has(id)) link.setAddress(undefined);
    for (const [id, address] of wanted) if (id !== this.#context.local.node) this.#link(id).setAddress(address);
  }

  tick(): void {
    for (const [id, link] of this.#links) {
      link.tick();
      if (link.isIdle) this.#links.delete(id);
    }
  }

  close(): void {
    this.#wanted = undefined;
    this.#dropped.clear();
    for (const link of this.#links.values()) link.close();
  }
}
