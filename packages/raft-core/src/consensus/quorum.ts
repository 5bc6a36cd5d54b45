import { memberIn, type Configuration } from '../model/configuration.js';
import type { NodeId } from '../model/ids.js';

/**
 * The algebra of majorities (Raft §5.2, §6). A configuration decides by a majority of each of its halves; learners
 * never count. All functions are pure and tested against a brute-force model.
 */

/** The smallest number of members that any two of which share one. */
export function majority(size: number): number {
  return Math.floor(size / 2) + 1;
}

function half(members: readonly { readonly id: NodeId }[], value: (id: NodeId) => number): number {
  if (members.length === 0) return Infinity;
  const values: number[] = [];
  for (const { id } of members) {
    // Sorted as they come, the largest first: voters are few, and a leader asks several times in each turn.
    const x = value(id);
    let at = values.length;
    for (; at > 0 && (values[at - 1] as number) < x; at--) values[at] = values[at - 1] as number;
    values[at] = x;
  }
  return values[majority(values.length) - 1] as number;
}

/**
 * The largest x such that a majority of every active half has a value of at least x: of match indexes it is the commit
 * candidate, of contact times the last moment at which a quorum was heard, of rounds the last one that is confirmed.
 */
export function quorumValue(configuration: Configuration, value: (id: NodeId) => number): number {
  return Math.min(half(configuration.voters, value), half(configuration.outgoing, value));
}

export type Tally = 'won' | 'lost' | 'open';

function tallyHalf(members: readonly { readonly id: NodeId }[], votes: ReadonlyMap<NodeId, boolean>): Tally {
  if (members.length === 0) return 'won';
  let granted = 0;
  let refused = 0;
  for (const member of members) {
    const vote = votes.get(member.id);
    if (vote === true) granted++;
    else if (vote === false) refused++;
  }
  const needed = majority(members.length);
  if (granted >= needed) return 'won';
  return members.length - refused < needed ? 'lost' : 'open';
}

/** How an election stands; `votes` holds one answer of each voter at most. */
export function tally(configuration: Configuration, votes: ReadonlyMap<NodeId, boolean>): Tally {
  const incoming = tallyHalf(configuration.voters, votes);
  const outgoing = tallyHalf(configuration.outgoing, votes);
  if (incoming === 'lost' || outgoing === 'lost') return 'lost';
  return incoming === 'won' && outgoing === 'won' ? 'won' : 'open';
}

export function isVoter(configuration: Configuration, id: NodeId): boolean {
  return memberIn(configuration.voters, id) !== undefined || memberIn(configuration.outgoing, id) !== undefined;
}
