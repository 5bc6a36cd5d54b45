import type { Clock, LocalIdentity, NodeId, PeerEnvelope, PeerIdentity, TransportHandlers } from '@lolraft/raft-core';
import type { LinkLimits } from './memory-link.js';

/** A connection of two nodes. */
export interface Connection {
  readonly dialler: Endpoint;
  /** Whether nothing is under way on it. */
  readonly isIdle: boolean;
  /** The node at the other end. */
  other(side: Endpoint): Endpoint;
  /** Returns how many messages found no room. */
  send(from: Endpoint, envelopes: readonly PeerEnvelope[]): number;
  /** Whatever is under way is lost. */
  close(reason: string): void;
}

/** A node that has started, as the network sees it. */
export interface Endpoint {
  readonly address: string;
  readonly identity: LocalIdentity;
  readonly handlers: TransportHandlers;
  /** Of its queues to each other node. */
  readonly limits: LinkLimits;
  /** How many had started in the network before: tells a restarted node from its former self. */
  readonly started: number;
  /** Whom the node wants to be connected to, and where they ought to be. */
  readonly peers: ReadonlyMap<NodeId, string>;
  readonly connections: ReadonlyMap<NodeId, Connection>;
  joined(peer: PeerIdentity, connection: Connection): void;
  parted(peer: PeerIdentity, reason: string): void;
  /** Tells the node in a later turn, in the order of the calls, unless it has closed by then. */
  report(event: (handlers: TransportHandlers) => void): void;
  /** A dial to a peer failed, or one of its was refused. The same reason twice in a row is reported once. */
  refused(peer: NodeId, reason: string): void;
  /** Calls `listener` when the node closes; returns the function that takes it back. */
  onClose(listener: () => void): () => void;
}

/** The network as its ends see it. */
export interface Exchange {
  readonly clock: Clock;
  at(address: string): Endpoint | undefined;
  /** @returns how many have listened before. @throws {InvalidArgumentError} where the address is taken. */
  listen(endpoint: Endpoint): number;
  remove(endpoint: Endpoint): void;
  /** In the next turn, every node leaves the peers that it does not want any more, and dials those that it lacks. */
  redial(): void;
}
