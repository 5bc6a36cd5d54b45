import { findMember, membersOf, type Configuration } from '../model/configuration.js';
import { Progress } from './progress.js';
import { replicate } from './replication.js';
import type { ConsensusState, Leadership } from './state.js';

/** A removed member is served for so many of the longest election timeouts, at most. */
const LEAVING_TIMEOUTS = 10;

/** Another configuration is in effect, in the place of `before`: serve the new members, and for a while those that have gone. */
export function followConfiguration(s: ConsensusState, l: Leadership, before: Configuration): void {
  const { index, configuration } = s.configurations.current;
  for (const { id } of s.others()) {
    const existing = l.peers.get(id);
    if (existing !== undefined) {
      existing.leaving = undefined;
      continue;
    }
    const progress = new Progress(s.log.lastIndex + 1, s.now, s.options.heartbeatInterval / 2);
    l.peers.set(id, progress);
    replicate(s, l, id, progress);
  }
  const until = s.now + LEAVING_TIMEOUTS * s.options.electionTimeoutMax;
  for (const member of membersOf(before)) {
    const p = l.peers.get(member.id);
    if (p === undefined || findMember(configuration, member.id) !== undefined) continue;
    p.leaving ??= { member, index, until, toldRound: undefined };
  }
  s.emitContacts();
}

/** Those that were removed and have heard of it, or cannot be reached, are served no longer. */
export function dismissLeaving(s: ConsensusState, l: Leadership): void {
  let gone = false;
  for (const [id, { leaving, ackedRound }] of l.peers) {
    if (leaving === undefined) continue;
    const knows = leaving.toldRound !== undefined && ackedRound >= leaving.toldRound;
    if (!knows && s.now < leaving.until) continue;
    if (knows) l.told.add(id);
    l.peers.delete(id);
    gone = true;
  }
  if (gone) s.emitContacts();
}
