import type { Clock, LocalIdentity, NodeId, TransportHandlers } from '@lolraft/raft-core';
import type { MemoryLink } from './memory-link.js';

/** A node as the network sees it. */
export interface Endpoint {
  readonly address: string;
  readonly identity: LocalIdentity | undefined;
  readonly handlers: TransportHandlers | undefined;
  /** Whether this node wants a connection to the one at `address`. */
  dials(address: string): boolean;
  isLinked(peer: NodeId): boolean;
  link(peer: NodeId, link: MemoryLink): void;
  unlink(peer: NodeId): void;
  /** Calls `listener` when the node closes; returns the function that takes it back. */
  onClose(listener: () => void): () => void;
}

/** The network as its ends see it. */
export interface Exchange {
  readonly clock: Clock;
  at(address: string): Endpoint | undefined;
  /** @throws {InvalidArgumentError} where the address is taken. */
  listen(endpoint: Endpoint): void;
  remove(endpoint: Endpoint): void;
  /** Connects, in the next turn, everybody who dials and is not connected. */
  reconnect(): void;
}
