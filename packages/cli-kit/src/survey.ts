import { type NodeId, type NodeStatus, RaftError } from '@lolraft/raft-core';

/** A client that can ask single nodes. */
export interface StatusClient {
  status(endpoint: string, options: { readonly timeout: number }): Promise<NodeStatus>;
}

/** A node's own account, or why there is none. */
export type NodeAnswer =
  | { readonly endpoint: string; readonly status: NodeStatus }
  /** `id` is undefined where no member has that address. */
  | { readonly endpoint: string; readonly id: NodeId | undefined; readonly error: RaftError };

/** What each node says for itself. */
export interface Survey {
  /** Each node once; those that were named first, then those that they know of. */
  readonly answers: readonly NodeAnswer[];
  /** The account to go by: the leader's of the highest term or, where none says that it leads, the newest of one that runs. */
  readonly best: NodeStatus | undefined;
}

const EACH_MS = 2_000;

/** Asks every node that is named, and every member that those which answer know of. */
export async function survey(client: StatusClient, endpoints: readonly string[]): Promise<Survey> {
  const named = await Promise.all([...new Set(endpoints)].map((endpoint) => ask(client, endpoint)));
  const known = new Set(endpoints);
  const ids = new Set(named.flatMap((answer) => ('status' in answer ? answer.status.id : [])));
  const found = new Map<string, NodeId>();
  for (const answer of named) {
    if (!('status' in answer)) continue;
    // One that is named by another address than that of its membership is not asked again.
    for (const { id, address } of answer.status.membership.members)
      if (!known.has(address) && !ids.has(id)) found.set(address, id);
  }
  const others = await Promise.all([...found].map(([endpoint, id]) => ask(client, endpoint, id)));
  const answers = onceEach([...named, ...others]);
  const statuses = answers.flatMap((answer) => ('status' in answer ? answer.status : []));
  return { answers: answers.map((answer) => identified(answer, statuses)), best: bestOf(statuses) };
}

async function ask(client: StatusClient, endpoint: string, id?: NodeId): Promise<NodeAnswer> {
  try {
    return { endpoint, status: await client.status(endpoint, { timeout: EACH_MS }) };
  } catch (error) {
    if (error instanceof RaftError) return { endpoint, id, error };
    throw error;
  }
}

function onceEach(answers: readonly NodeAnswer[]): NodeAnswer[] {
  const seen = new Set<string>();
  return answers.filter((answer) => {
    if (!('status' in answer)) return true;
    const { id, storeId } = answer.status;
    const isNew = !seen.has(`${id} ${storeId}`);
    seen.add(`${id} ${storeId}`);
    return isNew;
  });
}

/** Whose address it is that did not answer, where somebody knows. */
function identified(answer: NodeAnswer, statuses: readonly NodeStatus[]): NodeAnswer {
  if ('status' in answer || answer.id !== undefined) return answer;
  const members = statuses.flatMap(({ membership }) => membership.members);
  return { ...answer, id: members.find(({ address }) => address === answer.endpoint)?.id };
}

function bestOf(statuses: readonly NodeStatus[]): NodeStatus | undefined {
  const rank = ({ role, failure }: NodeStatus): number => (failure !== undefined ? 0 : role === 'leader' ? 2 : 1);
  return [...statuses].sort(
    (a, b) =>
      rank(b) - rank(a) || b.term - a.term || b.membership.index - a.membership.index || b.commitIndex - a.commitIndex,
  )[0];
}
