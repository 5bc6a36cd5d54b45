import { clusterId, type LocalIdentity, nodeId, storeId } from '@lolraft/raft-core';
import { checkRange } from './version-range.js';
import { present } from '../protobuf/check.js';
import { type proto } from '../protobuf/generated.js';
import { scalars } from '../protobuf/scalars.js';

export function identityToProto(identity: LocalIdentity): proto.PeerIdentity.$Properties {
  const { cluster, node, store, incarnation, clusterVersionMin, clusterVersionMax } = identity;
  return { clusterId: cluster, nodeId: node, storeId: store, incarnation, clusterVersionMin, clusterVersionMax };
}

/** Throws `InvalidArgumentError` where an id is not valid, otherwise `ProtocolError`. */
export function identityFromProto(message: proto.PeerIdentity.$Properties | null | undefined): LocalIdentity {
  const m = scalars(present('the identity', message));
  const { clusterVersionMin, clusterVersionMax } = m;
  checkRange('cluster versions', clusterVersionMin, clusterVersionMax);
  return {
    cluster: clusterId(m.clusterId),
    node: nodeId(m.nodeId),
    store: storeId(m.storeId),
    incarnation: m.incarnation,
    clusterVersionMin,
    clusterVersionMax,
  };
}
