import { type LocalIdentity, type NodeId } from '@lolraft/raft-core';

/** The protocol versions that this build speaks, both included. */
export const PROTOCOL_MIN = 1;
export const PROTOCOL_MAX = 1;

/** What the side that dialled says first. */
export type Hello = PeerHello | ClientHello;

/** From a node. `protocolMin` to `protocolMax` are the protocol versions that it speaks, both included. */
export interface PeerHello {
  readonly type: 'peer';
  readonly protocolMin: number;
  readonly protocolMax: number;
  readonly identity: LocalIdentity;
  /** The node that it means to reach; undefined: whoever answers. */
  readonly target: NodeId | undefined;
  /** Proof of membership, where the cluster asks for it. 1 to 4,096 bytes. Never logged. */
  readonly token: Uint8Array | undefined;
}

/** From a client. Credentials come with its calls. */
export interface ClientHello {
  readonly type: 'client';
  readonly protocolMin: number;
  readonly protocolMax: number;
}

/** The answer to a `Hello`. After a refusal the answering side closes the connection. */
export type HelloReply = PeerAccepted | ClientAccepted | HelloRefused;

/** The answering node's identity, and the protocol version that both speak from here on. */
export interface PeerAccepted {
  readonly type: 'peer';
  readonly protocol: number;
  readonly identity: LocalIdentity;
}

export interface ClientAccepted {
  readonly type: 'client';
  readonly protocol: number;
}

export interface HelloRefused {
  readonly type: 'refused';
  readonly reason: RefusalReason;
  /** For people. Cut to 1,024 bytes of UTF-8 when encoded. */
  readonly message: string;
}

/**
 * - `protocol_version`: no protocol version that both speak.
 * - `cluster_version`: the sender's build does not understand the cluster's version.
 * - `wrong_cluster`, `wrong_node`: it meant to reach another; `same_node`: it has the answering node's own id.
 * - `store_refused`: the cluster knows another store under its node id (rule 19).
 * - `duplicate`: another connection of this pair is kept instead; no fault.
 * - `overloaded`, `closing`: may work later, or elsewhere.
 * - `unspecified`: a reason that this build does not know.
 */
export type RefusalReason =
  | 'unspecified'
  | 'protocol_version'
  | 'cluster_version'
  | 'wrong_cluster'
  | 'wrong_node'
  | 'same_node'
  | 'store_refused'
  | 'unauthenticated'
  | 'duplicate'
  | 'overloaded'
  | 'closing';

/** The highest protocol version that both sides speak; undefined where there is none. */
export function chooseProtocol(hello: {
  readonly protocolMin: number;
  readonly protocolMax: number;
}): number | undefined {
  const highest = Math.min(hello.protocolMax, PROTOCOL_MAX);
  return highest >= hello.protocolMin && highest >= PROTOCOL_MIN ? highest : undefined;
}
