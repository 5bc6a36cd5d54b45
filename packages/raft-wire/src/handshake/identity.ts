import { scalars } from '@lolraft/proto-kit';
import { clusterId, type LocalIdentity, nodeId, storeId } from '@lolraft/raft-core';
import { wholeNumber } from '../arguments.js';
import { checkRange } from './version-range.js';
import { MAX_INT32, present } from '../protobuf/check.js';
import { type proto } from '../protobuf/generated.js';

/** @throws {InvalidArgumentError} on a number out of its range. */
export function identityToProto(identity: LocalIdentity): proto.PeerIdentity.$Properties {
  const { cluster, node, store, incarnation, clusterVersionMin, clusterVersionMax } = identity;
  wholeNumber('clusterVersionMin', clusterVersionMin, 1, clusterVersionMax);
  wholeNumber('clusterVersionMax', clusterVersionMax, 1, MAX_INT32);
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
