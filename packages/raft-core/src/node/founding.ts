import { validateConfiguration, type Configuration } from '../model/configuration.js';
import { IdentityMismatchError, InvalidArgumentError } from '../model/errors.js';
import type { FoundingSettings } from '../model/group-settings.js';
import { clusterId, nodeId, type ClusterId, type NodeId } from '../model/ids.js';
import { sha256Hex } from '../model/sha256.js';
import type { SnapshotRecord } from '../model/state.js';
import { CLUSTER_VERSION } from '../model/versions.js';
import type { RaftStorage, StoredState } from '../ports/storage.js';

/** A founding member as a user writes it. */
export interface MemberOption {
  readonly id: string;
  readonly address: string;
}

/** How a cluster is named: founders by what gives its id, a node that joins by the id itself too. */
export type ClusterOption = ClusterName | { readonly id: string };

export interface ClusterName {
  /** For people; part of the cluster's identity. */
  readonly name: string;
  /** Tells apart clusters of the same name and members, such as a test's from the one before. Not a secret. */
  readonly token: string;
}

/**
 * 128 bits of SHA-256 over name, token and the ids of the founding members: founders that were given the same settings
 * agree on it without talking, and a node of another cluster is refused at the handshake (rule 19). `restored` is the digest of
 * the snapshots that the cluster is founded from.
 */
export function clusterIdOf(cluster: ClusterName, members: readonly MemberOption[], restored?: string): ClusterId {
  const ids = members.map((m) => m.id).sort();
  const parts = ['lol cluster 1', cluster.name, cluster.token, ids, ...(restored === undefined ? [] : [restored])];
  return sha256Hex(JSON.stringify(parts)).slice(0, 32) as ClusterId;
}

/** The configuration of a new group: every founder is a voter. @throws {InvalidArgumentError} */
export function foundingConfiguration(
  members: readonly MemberOption[],
  settings: Partial<FoundingSettings> = {},
): Configuration {
  return validateConfiguration({
    voters: members.map((m) => ({ id: nodeId(m.id), address: m.address })),
    outgoing: [],
    learners: [],
    clusterVersion: CLUSTER_VERSION,
    ...(Object.keys(settings).length === 0 ? undefined : { settings }),
  });
}

/** The base of a new group's log: no state yet, and the founding configuration. */
export function foundingRecord(configuration: Configuration): SnapshotRecord {
  return {
    tag: undefined,
    index: 0,
    term: 0,
    time: 0,
    configuration,
    configurationIndex: 0,
    size: 0,
    checksum: 0,
    version: 1,
  };
}

export interface IdentityOptions {
  readonly id: NodeId;
  readonly cluster: ClusterOption;
  readonly initial: 'new' | 'existing';
  readonly members: readonly MemberOption[];
  /** What the groups that are founded now are restored from (see `restoreDigest`). */
  readonly restored: string | undefined;
  /** All groups were founded before, some of them from snapshots perhaps, which need not be there any more. */
  readonly foundedFromSnapshots: boolean;
}

/**
 * Which cluster a store belongs to; a fresh one is bound where it may found. A store is founded once: it never changes
 * its node or cluster.
 * @throws {IdentityMismatchError | InvalidArgumentError}
 */
export async function establishIdentity(
  storage: RaftStorage,
  stored: StoredState,
  options: IdentityOptions,
): Promise<ClusterId> {
  const { identity } = stored;
  if (identity !== undefined && identity.node !== options.id) {
    throw new IdentityMismatchError(
      `the data directory belongs to node ${identity.node}, not to ${options.id}: start it under its own id, or use another directory`,
    );
  }
  if (identity !== undefined && options.foundedFromSnapshots) return identity.cluster;
  const { cluster: named } = options;
  if (options.initial === 'existing') return joined(storage, identity?.cluster, options);
  if ('id' in named)
    throw new InvalidArgumentError(
      "a cluster is founded by name and token: its id is for nodes with initial 'existing'",
    );
  if (!options.members.some((m) => m.id === options.id)) {
    throw new InvalidArgumentError(
      `node ${options.id} is not among the founding members ${options.members.map((m) => m.id).join(', ')}`,
    );
  }
  const cluster = clusterIdOf(named, options.members, options.restored);
  if (identity !== undefined && identity.cluster !== cluster) {
    throw new IdentityMismatchError(
      `the data directory belongs to cluster ${identity.cluster}, but name, token, members and restored snapshots give ${cluster}: use the settings it was founded with, or set initial to 'existing' and name the cluster by its id`,
    );
  }
  await storage.bind({ cluster, node: options.id });
  return cluster;
}

/** The cluster that a store belongs to, or that a fresh one is to join. */
async function joined(
  storage: RaftStorage,
  bound: ClusterId | undefined,
  { id, cluster: named, members }: IdentityOptions,
): Promise<ClusterId> {
  const given = 'id' in named ? clusterId(named.id) : members.length > 0 ? clusterIdOf(named, members) : undefined;
  if (bound !== undefined) {
    if (given === undefined || given === bound) return bound;
    throw new IdentityMismatchError(
      `the data directory belongs to cluster ${bound}, not to ${given}: use another directory, or name the cluster by its id`,
    );
  }
  if (given === undefined)
    throw new InvalidArgumentError(
      `the data directory is new, and initial is 'existing', which never founds: to join, name the cluster by its id, or by name, token and founding members`,
    );
  await storage.bind({ cluster: given, node: id });
  return given;
}
