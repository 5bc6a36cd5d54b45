import type { LocalIdentity, NodeId, PeerIdentity } from '@lolraft/raft-core';
import {
  chooseProtocol,
  type Hello,
  type HelloRefused,
  type PeerAccepted,
  type PeerHello,
  type RefusalReason,
} from '@lolraft/raft-wire';

export function refusal(reason: RefusalReason, message: string): HelloRefused {
  return { type: 'refused', reason, message };
}

/** What handlers are told of a peer; its cluster is ours. */
export function identityOf(peer: LocalIdentity): PeerIdentity {
  const { node, store, incarnation, clusterVersionMin, clusterVersionMax } = peer;
  return { node, store, incarnation, clusterVersionMin, clusterVersionMax };
}

/** The version to speak with whoever said `hello`, or the refusal where there is none. */
export function agreeOnProtocol(hello: Hello): number | HelloRefused {
  return (
    chooseProtocol(hello) ??
    refusal(
      'protocol_version',
      `no common protocol version: the other side speaks ${String(hello.protocolMin)} to ${String(hello.protocolMax)}`,
    )
  );
}

/**
 * Why a node that dialled us is refused, if it is. Asks for cluster and identity only, never for membership: a voter
 * answers whoever asks (rule 8), and who belongs to the cluster is decided by logs.
 */
export function judgeHello(hello: PeerHello, local: LocalIdentity): HelloRefused | undefined {
  const { identity, target } = hello;
  if (identity.cluster !== local.cluster) {
    return refusal(
      'wrong_cluster',
      `${identity.node} belongs to cluster ${identity.cluster}, ${local.node} to cluster ${local.cluster}`,
    );
  }
  if (identity.node === local.node) return refusal('same_node', sameNode(identity, local));
  if (target !== undefined && target !== local.node) {
    return refusal('wrong_node', `${identity.node} meant to reach ${target}, and reached ${local.node}`);
  }
  return undefined;
}

/** Why the node that answered our dial to `target` is not the one that we want, if so. */
export function judgeReply(reply: PeerAccepted, target: NodeId, local: LocalIdentity): string | undefined {
  const { identity } = reply;
  if (identity.cluster !== local.cluster) {
    return `${identity.node} belongs to cluster ${identity.cluster}, ${local.node} to cluster ${local.cluster}`;
  }
  if (identity.node === local.node) return sameNode(identity, local);
  if (identity.node !== target) return `${local.node} meant to reach ${target}, and reached ${identity.node}`;
  return undefined;
}

function sameNode(other: LocalIdentity, local: LocalIdentity): string {
  return other.store === local.store && other.incarnation === local.incarnation
    ? `a connection of ${local.node} to itself`
    : `two nodes run under the id ${local.node}`;
}
