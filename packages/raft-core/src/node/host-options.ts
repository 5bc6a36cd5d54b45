import { consensusOptions, type ConsensusOptions } from '../consensus/options.js';
import { InvalidArgumentError } from '../model/errors.js';
import { checkFoundingSettings, type FoundingSettings } from '../model/group-settings.js';
import { clusterId, DEFAULT_GROUP, groupId, nodeId, type GroupId, type NodeId } from '../model/ids.js';
import { MAX_REALM } from '../model/snapshot-record.js';
import type { RaftApp } from '../ports/app.js';
import type { Clock } from '../ports/clock.js';
import type { SnapshotStore } from '../ports/snapshots.js';
import type { RaftStorage } from '../ports/storage.js';
import type { Transport } from '../ports/transport.js';
import type { ForwardOptions } from './forwarder.js';
import { foundingConfiguration, type ClusterOption, type MemberOption } from './founding.js';
import { hostLimits, type HostLimits } from './limits.js';
import type { RestoreSource } from './restore.js';
import { compactionOptions, type CompactionOptions } from './snapshots/compaction-options.js';
import { systemClock } from './system-clock.js';

export interface GroupOptions {
  readonly app: RaftApp;
  /** When this group takes snapshots and what it keeps, where that differs from the host's. */
  readonly compaction?: Partial<CompactionOptions>;
  /** What the group's members agree on, where that differs from the host's. */
  readonly settings?: Partial<FoundingSettings>;
  /**
   * Where the group is founded, its state begins with this snapshot of another one (see `RaftGroup.readSnapshot`): the same on
   * each founding member. Not read any more once it is founded.
   */
  readonly restore?: RestoreSource;
}

export interface HostOptions {
  /** This node's id: 1 to 63 letters, digits, `-` or `_`; never reused for another node. */
  readonly id: string;
  readonly cluster: ClusterOption;
  /**
   * `new` founds the cluster with `members` unless this store was founded before. `existing` never founds: a fresh store joins,
   * and waits until a member adds it (see `RaftGroup.changeMembership`).
   */
  readonly initial: 'new' | 'existing';
  /** The founding members, the same list on each of them. One that joins may name them instead of the cluster's id. */
  readonly members?: readonly MemberOption[];
  /** The groups to run, by id, each with its own app. */
  readonly groups: Readonly<Record<string, GroupOptions>>;
  /** Owned by the host from here on: it starts and closes it. */
  readonly transport: Transport;
  /** Owned by the host from here on: it closes it. */
  readonly storage: RaftStorage;
  /** Owned by the host from here on: it closes it. Without one no group takes snapshots, and logs grow for ever. */
  readonly snapshots?: SnapshotStore;
  /** When groups take snapshots and what they keep. */
  readonly compaction?: Partial<CompactionOptions>;
  /**
   * What the members of each group agree on when it is founded, the same on each founding member; later it is changed in the
   * group. Not read any more once it is founded.
   */
  readonly settings?: Partial<FoundingSettings>;
  /**
   * Writes, changes of membership and transfers that reach a node which does not lead are passed on to the leader; by default their
   * caller is told who leads (`NotLeaderError`).
   */
  readonly forward?: ForwardOptions;
  readonly clock?: Clock;
  readonly consensus?: Partial<ConsensusOptions>;
  readonly limits?: Partial<HostLimits>;
}

export interface CheckedHostOptions {
  readonly id: NodeId;
  readonly cluster: ClusterOption;
  readonly initial: 'new' | 'existing';
  readonly members: readonly MemberOption[];
  readonly groups: ReadonlyMap<GroupId, GroupOptions>;
  readonly transport: Transport;
  readonly storage: RaftStorage;
  readonly snapshots: SnapshotStore | undefined;
  readonly forward: ForwardOptions | undefined;
  readonly clock: Clock;
  readonly consensus: ConsensusOptions;
  readonly limits: HostLimits;
}

function checkCluster(cluster: ClusterOption): void {
  if ('id' in cluster) {
    clusterId(cluster.id);
    return;
  }
  const { name, token } = cluster;
  if (typeof name !== 'string' || name.length === 0 || typeof token !== 'string')
    throw new InvalidArgumentError('cluster needs a name and a token, both strings, or the id of a cluster to join');
}

/** @throws {InvalidArgumentError} that says which option is wrong. */
export function checkedOptions(options: HostOptions): CheckedHostOptions {
  const groups = new Map<GroupId, GroupOptions>();
  for (const [name, { app, compaction, settings, restore }] of Object.entries(options.groups)) {
    if (options.snapshots !== undefined && app.snapshot === undefined && app.fold === undefined)
      throw new InvalidArgumentError(
        `the app of group ${name} makes no snapshots: give it snapshot() or fold(), or the host no snapshot store`,
      );
    if (restore !== undefined && options.snapshots === undefined)
      throw new InvalidArgumentError(`group ${name} is to be restored, and the host has no snapshot store`);
    groups.set(groupId(name), {
      app,
      compaction: compactionOptions({ ...options.compaction, ...compaction }),
      settings: checkFoundingSettings({ ...options.settings, ...settings }),
      ...(restore === undefined ? undefined : { restore }),
    });
  }
  if (groups.size === 0) throw new InvalidArgumentError(`groups is empty: name at least one, such as ${DEFAULT_GROUP}`);
  checkCluster(options.cluster);
  const realm = options.snapshots?.realm;
  if (realm !== undefined && (realm.length === 0 || realm.length > MAX_REALM))
    throw new InvalidArgumentError(`the realm of the snapshot store must have 1 to ${MAX_REALM} characters`);
  const members = options.members ?? [];
  const initial: string = options.initial;
  if (initial === 'new') foundingConfiguration(members);
  else if (initial !== 'existing')
    throw new InvalidArgumentError(`initial must be 'new' or 'existing', not ${initial}`);
  return {
    id: nodeId(options.id),
    cluster: options.cluster,
    initial: options.initial,
    members,
    groups,
    transport: options.transport,
    storage: options.storage,
    snapshots: options.snapshots,
    forward: options.forward,
    clock: options.clock ?? systemClock(),
    consensus: consensusOptions(options.consensus),
    limits: hostLimits(options.limits),
  };
}
