import { isBlank, validateConfiguration } from '../model/configuration.js';
import { InvalidArgumentError } from '../model/errors.js';
import { MAX_TAG_BYTES } from '../model/snapshot-record.js';
import type { HardState } from '../model/state.js';
import type { GroupWrite, StoredGroup } from './storage.js';

const MAX_U32 = 0xffff_ffff;
const FRESH: HardState = { term: 0, votedFor: undefined };

/**
 * What a group is after a write: the arithmetic that every storage shares. Pure; `before` is undefined for a new group.
 *
 * Refuses what a correct caller never asks for, so that a fault above the port cannot become a fault on the disk: a gap
 * in the log, a term that falls, a second vote in one term, an entry or snapshot of a term that the hard state has not
 * reached (rules 1, 3 and 14 of the design).
 *
 * @throws {InvalidArgumentError} where `write` contradicts `before`. Nothing may have been written then.
 */
export function planGroupWrite(before: StoredGroup | undefined, write: GroupWrite): StoredGroup {
  const { group } = write;
  if (before === undefined) {
    const { snapshot } = write;
    if (snapshot === undefined) return refuse(write, 'a new group begins with its founding record');
    before = { group, hardState: FRESH, snapshot, firstIndex: snapshot.index + 1, lastIndex: snapshot.index };
  }
  const hardState = write.hardState ?? before.hardState;
  checkHardState(write, before.hardState, hardState);

  const base = before.snapshot.index;
  let firstIndex = before.firstIndex;
  let lastIndex = before.lastIndex;
  const { truncateFrom, entries, compactTo } = write;
  if (truncateFrom !== undefined) {
    if (!isIndex(truncateFrom) || truncateFrom <= base || truncateFrom > lastIndex + 1) {
      refuse(write, `truncateFrom ${truncateFrom} is not within ${base + 1}..${lastIndex + 1}`);
    }
    lastIndex = truncateFrom - 1;
  }
  if (entries !== undefined) {
    for (const batch of entries) {
      if (batch.count === 0) continue;
      if (batch.firstIndex !== lastIndex + 1) refuse(write, `entries begin at ${batch.firstIndex} after ${lastIndex}`);
      lastIndex = batch.lastIndex;
      const term = batch.term(lastIndex);
      if (term > hardState.term) refuse(write, `entry ${lastIndex} has term ${term}, over ${hardState.term}`);
    }
  }
  const snapshot = write.snapshot ?? before.snapshot;
  if (write.snapshot !== undefined) checkSnapshot(write, before, hardState);
  if (compactTo !== undefined) {
    if (!isIndex(compactTo) || compactTo > snapshot.index) {
      refuse(write, `compactTo ${compactTo} is not within 0..${snapshot.index}, which the snapshot covers`);
    }
    firstIndex = Math.max(firstIndex, compactTo + 1);
  }
  if (firstIndex > lastIndex) [firstIndex, lastIndex] = [snapshot.index + 1, snapshot.index];
  if (lastIndex < snapshot.index) refuse(write, `its log would end at ${lastIndex}, below ${snapshot.index}`);
  return { group, hardState, snapshot, firstIndex, lastIndex };
}

/**
 * The check that needs the log itself: terms never fall along it. `before` is the term of the last entry that the write's
 * truncation leaves, or of the snapshot where it leaves none.
 *
 * @throws {InvalidArgumentError} as `planGroupWrite` does.
 */
export function checkTermOrder(before: number, write: GroupWrite): void {
  for (const batch of write.entries ?? []) {
    if (batch.count === 0) continue;
    const term = batch.term(batch.firstIndex);
    if (term < before) refuse(write, `entry ${batch.firstIndex} has term ${term} after ${before}`);
    before = batch.term(batch.lastIndex);
  }
}

function checkHardState(write: GroupWrite, before: HardState, next: HardState): void {
  if (!isIndex(next.term)) refuse(write, `term ${next.term} is no safe integer`);
  if (next.term < before.term) refuse(write, `term ${next.term} is below ${before.term}`);
  if (next.term === before.term && before.votedFor !== undefined && next.votedFor !== before.votedFor) {
    refuse(write, `the vote of term ${next.term} belongs to ${before.votedFor}, not to ${String(next.votedFor)}`);
  }
}

function checkSnapshot(write: GroupWrite, before: StoredGroup, hardState: HardState): void {
  const next = write.snapshot ?? before.snapshot;
  const { index, term, time, configurationIndex, size, version, checksum } = next;
  if (
    ![index, term, time, configurationIndex, size, version].every(isIndex) ||
    !isIndex(checksum) ||
    checksum > MAX_U32
  ) {
    refuse(write, 'its snapshot record has a number out of range');
  }
  // Only who joins begins with nobody.
  if (index > 0 || !isBlank(next.configuration)) validateConfiguration(next.configuration);
  if (next.index < before.snapshot.index || next.term < before.snapshot.term) {
    refuse(
      write,
      `snapshot ${next.index} of term ${next.term} is older than ${before.snapshot.index} of term ${before.snapshot.term}`,
    );
  }
  if (next.term > hardState.term)
    refuse(write, `its snapshot is of term ${next.term}, the hard state of ${hardState.term}`);
  if (next.tag !== undefined && next.tag.length > MAX_TAG_BYTES)
    refuse(write, `its tag is over ${MAX_TAG_BYTES} bytes`);
}

function isIndex(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function refuse(write: GroupWrite, why: string): never {
  throw new InvalidArgumentError(`write to group ${write.group} refused: ${why}`);
}
