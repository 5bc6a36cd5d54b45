import { EntryBatch } from '../model/entry-batch.js';
import type { Proposal } from '../model/entry.js';
import { invariant } from '../model/errors.js';
import { SINCE } from '../model/features.js';
import type { ConsensusState, Leadership } from './state.js';

/** Appends to the own log as leader; the log time goes on from the last entry by the own clock (rule 15). */
export function appendOwn(s: ConsensusState, l: Leadership, proposals: readonly Proposal[]): EntryBatch {
  const { clusterVersion } = s.configuration;
  for (const { kind } of proposals)
    invariant(
      SINCE.entryKinds[kind] <= clusterVersion,
      () => `cluster version ${clusterVersion} has no entry kind ${kind}`,
    );
  const time = Math.floor(l.timeBase + (s.now - l.since));
  const batch = EntryBatch.pack(s.log.lastIndex + 1, s.term, time, proposals);
  s.appendToLog(batch);
  return batch;
}
