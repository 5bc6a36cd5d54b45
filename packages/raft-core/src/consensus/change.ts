import { findMember } from '../model/configuration.js';
import { LeadershipLostError, LearnerBehindError, type RaftError } from '../model/errors.js';
import type { NodeId } from '../model/ids.js';
import { isOutdated, outdated } from './builds.js';
import type { Change, ConsensusState, Leadership } from './state.js';

/** Rounds in which a learner may come near enough to the end of the log (thesis §4.2.1). */
const MAX_ROUNDS = 10;

/**
 * Whether a learner is near enough to the end of the log to become a voter: a whole round took it no longer than an
 * election timeout, so that commits will not wait for it longer than for a change of leader (thesis §4.2.1). Where it is forced,
 * it is enough that it knows of its membership: who has nothing votes for nobody, and too many of those would leave a cluster that
 * can never elect a leader again.
 */
export function isReady(s: ConsensusState, l: Leadership, change: Change, id: NodeId): boolean {
  if (id === s.identity.node) return true;
  const p = l.peers.get(id);
  if (p === undefined || findMember(s.configuration, id)?.store === undefined) return false;
  if (isOutdated(s, id)) return false;
  if (change.force && p.matchIndex >= s.configurations.current.index) return true;
  let c = change.catchUps.get(id);
  if (c === undefined) {
    c = { round: 1, target: s.log.lastIndex, since: s.now, progressAt: s.now, seen: 0, ready: false };
    change.catchUps.set(id, c);
  }
  const seen = p.matchIndex + (p.offer?.received ?? 0);
  if (seen !== c.seen) {
    c.seen = seen;
    c.progressAt = s.now;
  }
  if (!c.ready && p.matchIndex >= c.target) {
    if (s.now - c.since <= s.options.electionTimeoutMin) {
      c.ready = true;
    } else {
      c.round++;
      c.target = s.log.lastIndex;
      c.since = s.now;
      c.ready = p.matchIndex >= c.target;
    }
  }
  return c.ready;
}

/** Why the leader waits no longer for these; undefined while they get on. */
export function gaveUp(
  s: ConsensusState,
  l: Leadership,
  change: Change,
  waiting: readonly NodeId[],
): RaftError | undefined {
  const { snapshotPatience } = s.options;
  for (const id of waiting) {
    if (isOutdated(s, id)) return outdated(s, id, 'unknown');
    const c = change.catchUps.get(id);
    if (s.now - (c?.progressAt ?? change.since) >= snapshotPatience)
      return new LearnerBehindError(
        c === undefined
          ? `${id} has not been met: start it, then ask again`
          : `${id} is at entry ${l.peers.get(id)?.matchIndex ?? 0} of ${s.log.lastIndex} and does not get on: look at it, then ask again`,
      );
    if (c !== undefined && c.round > MAX_ROUNDS)
      return new LearnerBehindError(
        `${id} is at entry ${l.peers.get(id)?.matchIndex ?? 0} of ${s.log.lastIndex} after ${MAX_ROUNDS} rounds, and the log grows faster than it catches up: ask again when there is less to do`,
      );
  }
  return undefined;
}

/** The change ends here; what is appended of it stays. */
export function endChange(s: ConsensusState, l: Leadership, error: RaftError): void {
  const { change } = l;
  if (change === undefined) return;
  l.change = undefined;
  s.emit({ type: 'membershipRefused', id: change.id, error });
}

/** Leadership has ended: a later leader may finish what was begun. */
export function abandonChange(s: ConsensusState, l: Leadership): void {
  endChange(s, l, new LeadershipLostError('leadership was lost during the change: look at what has become of it'));
}
