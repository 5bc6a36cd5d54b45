import type { ClientTransport, RaftStorage, Transport } from '@lolraft/raft-core';

/** What a cluster is built on. The scenarios are the same over each of them. */
export interface Surroundings {
  readonly name: string;
  /** Fresh addresses and disks for these nodes. */
  create(nodes: readonly string[]): Promise<World>;
}

/** The network and the disks of one cluster. Disks outlive the nodes that run on them. */
export interface World {
  address(node: string): string;
  /** A new transport each time, at the node's address. */
  transport(node: string): Transport;
  client(): ClientTransport;
  /** Opens the node's disk as its last holder left it. */
  open(node: string): Promise<RaftStorage>;
  /** The node's disk is lost: an empty one stands in its place. The node must not run. */
  wipe(node: string): Promise<void>;
  /** Puts the disk of `from` into the place of that of `to`. Neither may run. */
  swap(from: string, to: string): Promise<void>;
  remove(): Promise<void>;
}
