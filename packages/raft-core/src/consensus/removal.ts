import { RemovedError } from '../model/errors.js';
import type { NodeId } from '../model/ids.js';
import type { ConsensusState, Leadership } from './state.js';

/**
 * A configuration without `id` is committed, whatever may follow it, and `id` was a member once. Ids are never reused, so this is
 * for ever.
 */
function isRemoved(s: ConsensusState, id: NodeId): boolean {
  const { index, removed } = s.configurations.at(s.commitIndex);
  return index <= s.commitIndex && removed.has(id);
}

/**
 * A member that missed its removal comes back: it is told, and nothing else that it says counts, so that its term, however
 * high, disturbs nobody (E8). Returns whether it is one.
 */
export function dismissRemoved(s: ConsensusState, l: Leadership, from: NodeId): boolean {
  // One that is served yet hears of it by the log.
  if (l.peers.has(from) || !isRemoved(s, from)) return false;
  l.told.add(from);
  s.send(from, { type: 'memberRemoved', term: s.term });
  return true;
}

/** Who was connected before this node led, a learner say, does not speak up by itself. */
export function tellRemoved(s: ConsensusState, l: Leadership): void {
  for (const peer of s.peerStores.keys()) if (!l.told.has(peer)) dismissRemoved(s, l, peer);
}

/** A member stops when the configuration without it is committed; a leader has handed over before. */
export function considerRemoval(s: ConsensusState): void {
  if (s.stopped || s.leadership !== undefined || !isRemoved(s, s.identity.node)) return;
  onMemberRemoved(s);
}

/** Where a snapshot is to take the place of the app's state there is nothing that would apply what is committed before the end. */
export function onMemberRemoved(s: ConsensusState): void {
  const replacing = s.unreadable || s.fetching !== undefined || s.installing !== undefined;
  s.stop(new RemovedError(s.identity.node), replacing ? s.appliedIndex : s.commitIndex);
}
