import { ClosedError, type NodeId, type RaftGroup, type RaftHost } from '@lolraft/raft-core';

/** The groups that run on a host, and those that have failed there and wait for somebody; not what is closed. */
export function presentGroups(host: RaftHost): RaftGroup[] {
  return [...host.groups.values()].filter(({ failure }) => !(failure instanceof ClosedError));
}

/** The other members of these groups. */
export function presentPeers(host: RaftHost, groups: readonly RaftGroup[]): ReadonlySet<NodeId> {
  const peers = new Set<NodeId>();
  for (const group of groups) for (const { id } of group.status().peers) if (id !== host.id) peers.add(id);
  return peers;
}
