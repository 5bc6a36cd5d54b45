import type { GroupId, NodeId } from '../model/ids.js';
import type { PeerEnvelope, PeerMessage } from '../model/messages.js';
import type { Transport } from '../ports/transport.js';

/** What one turn has to say to each peer, over all groups: one send per peer. */
export class Outbox {
  readonly #transport: Transport;
  #pending = new Map<NodeId, PeerEnvelope[]>();
  /** An empty one to take the place of `#pending` when that is flushed; undefined meanwhile. */
  #next: Map<NodeId, PeerEnvelope[]> | undefined;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  add(to: NodeId, group: GroupId, message: PeerMessage): void {
    const envelope = { group, message };
    const pending = this.#pending.get(to);
    if (pending === undefined) this.#pending.set(to, [envelope]);
    else pending.push(envelope);
  }

  flush(): void {
    if (this.#pending.size === 0) return;
    const pending = this.#pending;
    this.#pending = this.#next ?? new Map<NodeId, PeerEnvelope[]>();
    this.#next = undefined;
    for (const [to, envelopes] of pending) this.#transport.send(to, envelopes);
    pending.clear();
    this.#next = pending;
  }
}
