import type { LocalIdentity, TransportHandlers } from '@lolraft/raft-core';
import { SimTransport } from './sim-transport.js';

/** A simulated host's transport that clients reach as well, for one life of its process. */
export class ServingTransport extends SimTransport {
  #handlers: TransportHandlers | undefined;
  readonly #onEnd = new Set<() => void>();

  /** What answers clients; undefined where nobody listens. */
  get handlers(): TransportHandlers | undefined {
    return this.#handlers;
  }

  override start(identity: LocalIdentity, handlers: TransportHandlers): Promise<void> {
    this.#handlers = handlers;
    return super.start(identity, handlers);
  }

  /** Calls `listener` when the host closes, or its process is gone; returns what takes it back. */
  onEnd(listener: () => void): () => void {
    this.#onEnd.add(listener);
    return () => {
      this.#onEnd.delete(listener);
    };
  }

  override detach(): void {
    super.detach();
    this.#handlers = undefined;
    const listeners = [...this.#onEnd];
    this.#onEnd.clear();
    for (const listener of listeners) listener();
  }
}
