import {
  type Configuration,
  findMember,
  goalOf,
  isJoint,
  leave,
  type Member,
  type MemberChange,
  membersOf,
  nextStep,
  type NodeId,
} from '@lolraft/raft-core';

/**
 * How the leader will make these changes, in the words of an administrator: one line for each configuration that it appends,
 * and for each thing that it waits for.
 * @throws {InvalidArgumentError} where a change is not possible.
 */
export function stepsOf(current: Configuration, changes: readonly MemberChange[]): string[] {
  const goal = goalOf(current, changes);
  const ready = new Set<NodeId>();
  const steps: string[] = [];
  let at = current;
  for (;;) {
    const step = nextStep(at, goal, (id) => ready.has(id));
    if (step.type === 'reached') return steps;
    if (step.type === 'wait') {
      for (const id of step.for) ready.add(id);
      steps.push(`wait until ${list(step.for)} ${step.for.length === 1 ? 'has' : 'have'} caught up`);
      continue;
    }
    const { configuration } = step;
    steps.push(...differences(at, configuration));
    if (isJoint(configuration)) {
      const [from, to] = [ids(configuration.outgoing), ids(configuration.voters)];
      steps.push(`joint: a majority of ${list(from)} and a majority of ${list(to)} decide`, `${list(to)} decide alone`);
    }
    at = isJoint(configuration) ? leave(configuration) : configuration;
  }
}

/** How many voters a configuration may lose and go on. */
export function tolerance({ voters }: Configuration): number {
  return Math.floor((voters.length - 1) / 2);
}

function differences(before: Configuration, after: Configuration): string[] {
  const lines: string[] = [];
  // Not the outgoing half: what a member of it will be is in the other two.
  const staying = [...after.voters, ...after.learners];
  for (const member of staying) {
    const former = findMember(before, member.id);
    if (former === undefined) lines.push(`${member.id} joins as a learner, at ${member.address}`);
    else lines.push(...changed(former, member));
    if (former?.store !== undefined && member.store === undefined)
      lines.push(`${member.id} gives up its data directory, and becomes a learner until the new one has caught up`);
  }
  const stays = new Set(ids(staying));
  const gone = membersOf(before).filter(({ id }) => !stays.has(id));
  if (gone.length > 0) lines.push(`${list(ids(gone))} ${gone.length === 1 ? 'is' : 'are'} removed, for ever`);
  return lines;
}

function changed(before: Member, { id, address, priority = 0 }: Member): string[] {
  return [
    ...(before.address === address ? [] : [`${id} is reached at ${address}`]),
    ...((before.priority ?? 0) === priority ? [] : [`${id} has priority ${priority}`]),
  ];
}

function ids(members: readonly Member[]): NodeId[] {
  return members.map(({ id }) => id);
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
