import { invariant } from '../model/errors.js';
import { quorumValue } from './quorum.js';
import { releaseReads } from './reads.js';
import { type ConsensusState, type Leadership } from './state.js';

/**
 * The leader's rule (Raft §5.3, §5.4.2; rules 2, 4): the largest index that is durable at a majority of every active half
 * of the configuration, and whose entry is of the own term. The own log counts only as far as it is synced.
 */
export function advanceCommit(s: ConsensusState, l: Leadership): void {
  const candidate = quorumValue(s.configuration, (id) =>
    id === s.identity.node ? s.log.durableIndex : (l.peers.get(id)?.matchIndex ?? 0),
  );
  if (candidate <= s.commitIndex || candidate < l.termStart) return;
  invariant(s.log.termAt(candidate) === s.term, () => `commit of entry ${candidate} of another term`);
  setCommit(s, candidate);
  l.commitNoticeAt ??= s.now + s.options.commitNoticeDelay;
  releaseReads(s, l);
}

/** The follower's rule: never beyond what is verified against this leader in this term (rule 5). */
export function followCommit(s: ConsensusState, leaderCommit: number): void {
  const index = Math.min(leaderCommit, s.verifiedIndex);
  if (index > s.commitIndex) setCommit(s, index);
  if (s.fetching !== undefined && s.fetching.record.index <= s.commitIndex && !s.unreadable) {
    // The log has brought it meanwhile.
    s.fetching = undefined;
    s.emit({ type: 'cancelFetch' });
  }
}

export function setCommit(s: ConsensusState, index: number): void {
  invariant(index <= s.log.lastIndex, () => `commit index ${index} beyond the log's end ${s.log.lastIndex}`);
  s.commitIndex = index;
  s.uncommitted.committed(index);
  s.emit({ type: 'commit', index });
}
