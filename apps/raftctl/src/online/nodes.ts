import { survey, type Survey } from '@lolraft/cli-kit';
import { type MemberStatus, nodeId, type NodeStatus, InvalidArgumentError, UnavailableError } from '@lolraft/raft-core';
import type { OnlineCall } from '../command.js';

/** What the nodes say, and the account to go by. @throws {UnavailableError} where none says anything. */
export async function look({ client, endpoints }: OnlineCall): Promise<Survey & { readonly best: NodeStatus }> {
  const { answers, best } = await survey(client, endpoints);
  if (best !== undefined) return { answers, best };
  const reasons = answers.map((answer) => ('error' in answer ? answer.error.message : '')).join('; ');
  throw new UnavailableError(`no node answers: ${reasons}`, 'not_applied');
}

/** The member of that id. @throws {InvalidArgumentError} */
export function memberOf({ membership }: NodeStatus, id: string): MemberStatus {
  const member = membership.members.find((each) => each.id === nodeId(id));
  if (member !== undefined) return member;
  throw new InvalidArgumentError(
    `${id} is not a member: the members are ${membership.members.map((each) => each.id).join(', ')}`,
  );
}
