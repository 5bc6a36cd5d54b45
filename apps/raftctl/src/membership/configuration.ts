import {
  ChangeInProgressError,
  type Configuration,
  type Member,
  type MemberStatus,
  type NodeStatus,
  storeId,
} from '@lolraft/raft-core';

/**
 * The configuration that a status tells of.
 * @throws {ChangeInProgressError} where it is on the way to another one: what it will be is not known then.
 */
export function configurationOf({ membership, clusterVersion }: NodeStatus): Configuration {
  const { members, joint, committed } = membership;
  if (joint || !committed)
    throw new ChangeInProgressError('a change of membership is under way: wait until it is made, then look again');
  const inRole = (role: MemberStatus['role']): Member[] => members.filter((member) => member.role === role).map(plain);
  return { voters: inRole('voter'), outgoing: [], learners: inRole('learner'), clusterVersion };
}

function plain({ id, address, store, priority }: MemberStatus): Member {
  return {
    id,
    address,
    ...(store === undefined ? undefined : { store: storeId(store) }),
    ...(priority === 0 ? undefined : { priority }),
  };
}
