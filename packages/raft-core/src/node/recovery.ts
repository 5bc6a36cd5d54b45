import { Consensus } from '../consensus/consensus.js';
import type { LogBase } from '../consensus/log.js';
import type { ConsensusOptions } from '../consensus/options.js';
import type { Identity } from '../consensus/state.js';
import { CorruptionError } from '../model/errors.js';
import type { RaftStorage, StoredGroup } from '../ports/storage.js';

/**
 * Rebuilds a group's consensus from its store: hard state, base, and every entry of the log in pages of `pageBytes`, each
 * verified. Memory does not grow with the log.
 * @throws {CorruptionError} where the log has a gap or contradicts itself.
 */
export async function recoverConsensus(
  storage: RaftStorage,
  stored: StoredGroup,
  identity: Identity,
  options: ConsensusOptions,
  pageBytes: number,
  seed: number,
  now: () => number,
): Promise<Consensus> {
  const { group, snapshot, firstIndex, lastIndex } = stored;
  if (firstIndex > snapshot.index + 1)
    throw new CorruptionError(
      `group ${group}: the log begins at ${firstIndex}, after a gap behind the snapshot at ${snapshot.index}`,
    );
  const base = firstIndex <= snapshot.index ? await oldestKept(storage, stored) : undefined;
  const consensus = new Consensus(identity, { ...stored, base }, options, seed, now());
  let next = (base?.index ?? snapshot.index) + 1;
  while (next <= lastIndex) {
    const batch = await storage.read(group, next, lastIndex, pageBytes);
    if (batch.firstIndex !== next || batch.count === 0)
      throw new CorruptionError(`group ${group}: entry ${next} is missing`);
    consensus.recover(batch);
    next = batch.lastIndex + 1;
  }
  const { log } = consensus.state;
  if (log.termAt(snapshot.index) !== snapshot.term) {
    throw new CorruptionError(
      `group ${group}: the entry at ${snapshot.index} is of term ${String(log.termAt(snapshot.index))}, that of the snapshot of term ${snapshot.term}`,
    );
  }
  if (log.lastTerm > stored.hardState.term) {
    throw new CorruptionError(
      `group ${group}: the log reaches term ${log.lastTerm}, but the hard state says ${stored.hardState.term}: the hard state is older than the log`,
    );
  }
  return consensus;
}

/** The first entry that compaction has left: its term is known, that of the one before is not, so the log begins behind it. */
async function oldestKept(storage: RaftStorage, { group, firstIndex }: StoredGroup): Promise<LogBase> {
  const batch = await storage.read(group, firstIndex, firstIndex, 1);
  if (batch.firstIndex !== firstIndex) throw new CorruptionError(`group ${group}: entry ${firstIndex} is missing`);
  return { index: firstIndex, term: batch.term(firstIndex), time: batch.time(firstIndex) };
}
