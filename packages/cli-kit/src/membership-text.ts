import type { MemberRole, MembershipStatus } from '@lolraft/raft-core';

/** What the node of this id is in the cluster, for people. */
export function memberRole(membership: MembershipStatus | undefined, id: string): MemberRole | 'no member' | '' {
  if (membership === undefined) return '';
  return membership.members.find((member) => member.id === id)?.role ?? 'no member';
}

/** The membership in a few lines. */
export function membershipLines({ index, joint, committed, members, catchingUp }: MembershipStatus): string[] {
  const ids = (...roles: readonly MemberRole[]): string =>
    members
      .filter(({ role }) => roles.includes(role))
      .map(({ id }) => id)
      .join(', ');
  const learners = ids('learner');
  const state = committed ? '' : ', not committed yet';
  return [
    `membership of entry ${index}${state}: ` +
      (joint
        ? `a change is under way, voters ${ids('voter', 'outgoing')} become ${ids('voter', 'incoming')}`
        : `voters ${ids('voter') || 'none'}`) +
      (learners === '' ? '' : `; learners ${learners}`),
    ...catchingUp.map(
      ({ id, matchIndex, target, round }) => `${id} catches up: it is at ${matchIndex} of ${target}, in round ${round}`,
    ),
  ];
}
