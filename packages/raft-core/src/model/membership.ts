import {
  checkPriority,
  findMember,
  isJoint,
  MAX_MEMBERS,
  MAX_REMOVED,
  membersOf,
  settingsOf,
  validateConfiguration,
  type Configuration,
  type Member,
} from './configuration.js';
import { InvalidArgumentError } from './errors.js';
import { SINCE } from './features.js';
import { changedSettings, checkGroupSettings, GROUP_SETTING_NAMES, type GroupSettings } from './group-settings.js';
import type { NodeId, StoreId } from './ids.js';

/** One wish of an administrator about members. Several of them make one change, which takes effect as a whole. */
export type MemberChange =
  /** A new member, or a learner that becomes a voter. Its id must be one that was never removed. */
  | { readonly type: 'add'; readonly id: NodeId; readonly address: string; readonly role: 'voter' | 'learner' }
  | { readonly type: 'remove'; readonly id: NodeId }
  /** A learner becomes a voter, once it has caught up. */
  | { readonly type: 'promote'; readonly id: NodeId }
  /** A voter becomes a learner. */
  | { readonly type: 'demote'; readonly id: NodeId }
  /** `by` takes the seat of `id`: its role and its priority. */
  | { readonly type: 'replace'; readonly id: NodeId; readonly by: { readonly id: NodeId; readonly address: string } }
  /** The member comes back with another data directory, since the one that it is bound to is lost (rule 19). */
  | { readonly type: 'renew'; readonly id: NodeId }
  | { readonly type: 'move'; readonly id: NodeId; readonly address: string }
  | { readonly type: 'prioritize'; readonly id: NodeId; readonly priority: number };

/** A wish about what the members agree on, or may write. It is made for itself, and no majority is touched by it. */
export type AgreementChange =
  /** Other settings from this entry on; what is not named stays. */
  | { readonly type: 'settings'; readonly settings: Partial<GroupSettings> }
  /** The cluster version goes up, and never down again (rule 20). */
  | { readonly type: 'clusterVersion'; readonly version: number };

/** Whatever is changed by a configuration. */
export type ConfigurationChange = MemberChange | AgreementChange;

/** Where a change leads. */
export interface MembershipGoal {
  /** Not joint. Stores are those of the moment at which it was made. */
  readonly configuration: Configuration;
  /** Members that get another store, by the one that they lose. */
  readonly renewed: ReadonlyMap<NodeId, StoreId>;
}

function known(members: ReadonlyMap<NodeId, Member>, id: NodeId): Member {
  const member = members.get(id);
  if (member === undefined) throw new InvalidArgumentError(`${id} is not a member`);
  return member;
}

/** The members of a configuration that is being edited. */
class Draft {
  readonly voters = new Map<NodeId, Member>();
  readonly learners = new Map<NodeId, Member>();
  readonly renewed = new Map<NodeId, StoreId>();
  readonly #removed: ReadonlySet<NodeId>;

  constructor(configuration: Configuration) {
    for (const member of configuration.voters) this.voters.set(member.id, member);
    for (const member of configuration.learners) this.learners.set(member.id, member);
    this.#removed = new Set(configuration.removed);
  }

  #listOf(id: NodeId): Map<NodeId, Member> {
    return this.voters.has(id) ? this.voters : this.learners;
  }

  #set(member: Member): void {
    this.#listOf(member.id).set(member.id, member);
  }

  #add(member: Member, list: Map<NodeId, Member>): void {
    if (this.#removed.has(member.id))
      throw new InvalidArgumentError(`${member.id} was removed, and ids are never reused: give the node a new one`);
    if (this.voters.has(member.id) || this.learners.has(member.id))
      throw new InvalidArgumentError(`${member.id} is a member already`);
    list.set(member.id, member);
  }

  apply(change: MemberChange): void {
    const { id } = change;
    switch (change.type) {
      case 'add': {
        const learner = this.learners.get(id);
        if (change.role === 'voter' && learner?.address === change.address) this.apply({ type: 'promote', id });
        else this.#add({ id, address: change.address }, change.role === 'voter' ? this.voters : this.learners);
        return;
      }
      case 'remove':
        known(this.#listOf(id), id);
        this.voters.delete(id);
        this.learners.delete(id);
        return;
      case 'promote':
        if (this.voters.has(id)) throw new InvalidArgumentError(`${id} is a voter already`);
        this.voters.set(id, known(this.learners, id));
        this.learners.delete(id);
        return;
      case 'demote':
        if (this.learners.has(id)) throw new InvalidArgumentError(`${id} is a learner already`);
        this.learners.set(id, known(this.voters, id));
        this.voters.delete(id);
        return;
      case 'replace': {
        const list = this.#listOf(id);
        const { priority } = known(list, id);
        list.delete(id);
        // A replacement that was begun before has left it as a learner: it goes on from there.
        const learner = this.learners.get(change.by.id);
        if (learner?.address === change.by.address) this.learners.delete(learner.id);
        this.#add({ ...change.by, ...(priority === undefined ? undefined : { priority }) }, list);
        return;
      }
      case 'renew': {
        const { store, ...rest } = known(this.#listOf(id), id);
        if (store === undefined)
          throw new InvalidArgumentError(
            `${id} is bound to no data directory: start it, and promote it where it is to vote`,
          );
        this.renewed.set(id, store);
        this.#set(rest);
        return;
      }
      case 'move':
        this.#set({ ...known(this.#listOf(id), id), address: change.address });
        return;
      case 'prioritize': {
        const { priority: _, ...rest } = known(this.#listOf(id), id);
        const member = change.priority === 0 ? rest : { ...rest, priority: change.priority };
        checkPriority(member);
        this.#set(member);
        return;
      }
    }
  }
}

/**
 * What a configuration becomes by these changes, in their order.
 * @throws {InvalidArgumentError} where one of them is not possible, none changes anything, or no voter would be left.
 */
export function goalOf(configuration: Configuration, changes: readonly ConfigurationChange[]): MembershipGoal {
  if (isJoint(configuration)) throw new InvalidArgumentError('the configuration is joint: a change is under way');
  const [first] = changes;
  if (first === undefined) throw new InvalidArgumentError('no change is asked for');
  if (first.type === 'settings' || first.type === 'clusterVersion') {
    if (changes.length > 1) throw new InvalidArgumentError(`${first.type} is changed for itself`);
    return { configuration: agreedOn(configuration, first), renewed: new Map() };
  }
  const draft = new Draft(configuration);
  for (const change of changes) {
    if (change.type === 'settings' || change.type === 'clusterVersion')
      throw new InvalidArgumentError(`${change.type} is changed for itself`);
    draft.apply(change);
  }
  const goal: Configuration = {
    ...configuration,
    voters: [...draft.voters.values()],
    learners: [...draft.learners.values()],
  };
  if (goal.voters.length === 0) throw new InvalidArgumentError('no voter would be left');
  if (configuration.voters.every(({ id }) => draft.renewed.has(id)))
    throw new InvalidArgumentError('every voter would lose its data directory: nobody would be left who has the data');
  validateConfiguration(goal);
  // Who leaves is there with who comes, on the way: what could not be written must not be begun.
  const all = new Set([...membersOf(configuration), ...membersOf(goal)].map(({ id }) => id));
  if (all.size > MAX_MEMBERS)
    throw new InvalidArgumentError(
      `there would be more than ${MAX_MEMBERS} members, with those that leave: change fewer at once`,
    );
  if (draft.renewed.size === 0 && sameMembership(configuration, goal))
    throw new InvalidArgumentError('the membership is as asked for already');
  return { configuration: goal, renewed: draft.renewed };
}

/** @throws {InvalidArgumentError} on what is not possible, or not in this cluster version. */
function agreedOn(configuration: Configuration, change: AgreementChange): Configuration {
  const { clusterVersion } = configuration;
  if (change.type === 'clusterVersion') {
    const { version } = change;
    if (!Number.isSafeInteger(version) || version < 1)
      throw new InvalidArgumentError(`a cluster version must be a whole number above 0, not ${version}`);
    if (version < clusterVersion)
      throw new InvalidArgumentError(`the cluster has version ${clusterVersion}: there is no way back to ${version}`);
    return { ...configuration, clusterVersion: version };
  }
  const wanted = checkGroupSettings(change.settings);
  for (const name of Object.keys(wanted) as (keyof GroupSettings)[])
    if (SINCE.groupSettings[name] > clusterVersion)
      throw new InvalidArgumentError(
        `${name} is a setting since cluster version ${SINCE.groupSettings[name]}, and the cluster has ${clusterVersion}: raise it first`,
      );
  return withSettings(configuration, changedSettings(configuration.settings, wanted));
}

function withSettings(configuration: Configuration, settings: Configuration['settings']): Configuration {
  const { settings: _, ...rest } = configuration;
  return settings === undefined ? rest : { ...rest, settings };
}

/** The same settings and version, whoever the members are. */
function sameAgreement(a: Configuration, b: Configuration): boolean {
  const [before, after] = [settingsOf(a), settingsOf(b)];
  return a.clusterVersion === b.clusterVersion && GROUP_SETTING_NAMES.every((name) => before[name] === after[name]);
}

function sameList(a: readonly Member[], b: readonly Member[]): boolean {
  const of = new Map(b.map((member) => [member.id, member]));
  return (
    a.length === b.length &&
    a.every((member) => {
      const other = of.get(member.id);
      return other !== undefined && other.address === member.address && other.priority === member.priority;
    })
  );
}

/** The same members in the same roles, whatever stores they are bound to. */
function sameMembership(a: Configuration, b: Configuration): boolean {
  return sameList(a.voters, b.voters) && sameList(a.learners, b.learners);
}

/** What to append next on the way to a goal, or what it waits for. */
export type MembershipStep =
  | { readonly type: 'reached' }
  | { readonly type: 'append'; readonly configuration: Configuration }
  /** These are to be voters, and are not ready for it. */
  | { readonly type: 'wait'; readonly for: readonly NodeId[] };

/**
 * The next step from a committed configuration, which is not joint, to the goal. Who is to be a voter learns first, so that
 * no majority ever rests on a node without the log (thesis §4.2.1); who is renewed loses its seat until its new store has
 * learned as well, so that the promises of the lost one bind nobody.
 */
export function nextStep(
  current: Configuration,
  goal: MembershipGoal,
  isReady: (id: NodeId) => boolean,
): MembershipStep {
  const lost = (member: Member): boolean => member.store !== undefined && goal.renewed.get(member.id) === member.store;
  const seats = new Map(current.voters.filter((m) => !lost(m)).map((m) => [m.id, m]));
  const learning = [...current.learners, ...current.voters.filter(lost)].map((m) => (lost(m) ? at(m, undefined) : m));
  const newcomers = membersOf(goal.configuration).filter(({ id }) => findMember(current, id) === undefined);
  if (newcomers.length > 0 || learning.length > current.learners.length || current.learners.some(lost)) {
    const next = { ...current, voters: [...seats.values()], learners: [...learning, ...newcomers] };
    return { type: 'append', configuration: enter(current, next) };
  }
  const waiting = goal.configuration.voters.filter(({ id }) => !seats.has(id) && !isReady(id));
  if (waiting.length > 0) return { type: 'wait', for: waiting.map(({ id }) => id) };
  if (sameMembership(current, goal.configuration) && sameAgreement(current, goal.configuration))
    return { type: 'reached' };
  const bound = (member: Member): Member => at(member, findMember(current, member.id)?.store);
  const next = {
    ...withSettings(current, goal.configuration.settings),
    clusterVersion: goal.configuration.clusterVersion,
    voters: goal.configuration.voters.map(bound),
    learners: goal.configuration.learners.map(bound),
  };
  return { type: 'append', configuration: enter(current, next) };
}

/** The member, bound to `store` and no other. */
function at({ store: _, ...member }: Member, store: StoreId | undefined): Member {
  return store === undefined ? member : { ...member, store };
}

/** Joint where the voters differ (Raft §6); learners, addresses and priorities touch no majority and change at once. */
function enter(current: Configuration, next: Configuration): Configuration {
  const ids = new Set(next.voters.map((m) => m.id));
  if (current.voters.length === ids.size && current.voters.every((m) => ids.has(m.id)))
    return remembering(current, next);
  // One id, one address: the old half follows the new one.
  const outgoing = current.voters.map((member) => at(findMember(next, member.id) ?? member, member.store));
  return remembering(current, { ...next, outgoing });
}

/** The end of a joint configuration: the new half alone. */
export function leave(joint: Configuration): Configuration {
  return remembering(joint, { ...joint, outgoing: [] });
}

/** Remembers who has gone between two configurations. */
function remembering(before: Configuration, after: Configuration): Configuration {
  const gone = membersOf(before)
    .map((m) => m.id)
    .filter((id) => findMember(after, id) === undefined);
  if (gone.length === 0) return after;
  return { ...after, removed: [...(after.removed ?? []), ...gone].slice(-MAX_REMOVED) };
}
