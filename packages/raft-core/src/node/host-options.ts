import { consensusOptions, type ConsensusOptions } from '../consensus/options.js';
import { InvalidArgumentError } from '../model/errors.js';
import { DEFAULT_GROUP, groupId, nodeId, type GroupId, type NodeId } from '../model/ids.js';
import type { RaftApp } from '../ports/app.js';
import type { Clock } from '../ports/clock.js';
import type { RaftStorage } from '../ports/storage.js';
import type { Transport } from '../ports/transport.js';
import { foundingConfiguration, type ClusterOption, type MemberOption } from './founding.js';
import { hostLimits, type HostLimits } from './limits.js';
import { systemClock } from './system-clock.js';

export interface HostOptions {
  /** This node's id: 1 to 63 letters, digits, `-` or `_`; never reused for another node. */
  readonly id: string;
  readonly cluster: ClusterOption;
  /** `new` founds the cluster with `members` unless this store was founded before; `existing` never founds. */
  readonly initial: 'new' | 'existing';
  /** The founding members, the same list on each of them. Only read where `initial` is `new`. */
  readonly members?: readonly MemberOption[];
  /** The groups to run, by id, each with its own app. */
  readonly groups: Readonly<Record<string, { readonly app: RaftApp }>>;
  /** Owned by the host from here on: it starts and closes it. */
  readonly transport: Transport;
  /** Owned by the host from here on: it closes it. */
  readonly storage: RaftStorage;
  readonly clock?: Clock;
  readonly consensus?: Partial<ConsensusOptions>;
  readonly limits?: Partial<HostLimits>;
}

export interface CheckedHostOptions {
  readonly id: NodeId;
  readonly cluster: ClusterOption;
  readonly initial: 'new' | 'existing';
  readonly members: readonly MemberOption[];
  readonly groups: ReadonlyMap<GroupId, RaftApp>;
  readonly transport: Transport;
  readonly storage: RaftStorage;
  readonly clock: Clock;
  readonly consensus: ConsensusOptions;
  readonly limits: HostLimits;
}

/** @throws {InvalidArgumentError} that says which option is wrong. */
export function checkedOptions(options: HostOptions): CheckedHostOptions {
  const groups = new Map<GroupId, RaftApp>();
  for (const [name, { app }] of Object.entries(options.groups)) groups.set(groupId(name), app);
  if (groups.size === 0) throw new InvalidArgumentError(`groups is empty: name at least one, such as ${DEFAULT_GROUP}`);
  const { name, token } = options.cluster;
  if (typeof name !== 'string' || name.length === 0 || typeof token !== 'string') {
    throw new InvalidArgumentError('cluster needs a name and a token, both strings');
  }
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
    clock: options.clock ?? systemClock(),
    consensus: consensusOptions(options.consensus),
    limits: hostLimits(options.limits),
  };
}
