import {
  groupId,
  type EntryBatch,
  type GroupId,
  type GroupWrite,
  type HardState,
  type SnapshotRecord,
} from '@lolraft/raft-core';
import type { ModelGroup, StorageModel } from './model.js';
import type { Random } from '../random.js';
import { entries, founding, NODE, OTHER_NODE, snapshotAt } from './samples.js';

const NAMES: readonly [string, ...string[]] = ['a', 'ab', 'a-b', 'b'];

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A write that a correct caller could make, given what the model holds. */
export function randomWrite(random: Random, model: StorageModel): GroupWrite[] {
  const groups = new Set<GroupId>();
  for (let i = random.between(1, 3); i > 0; i--) groups.add(groupId(random.pick(NAMES)));
  return [...groups].map((group) => {
    const state = model.groups.get(group);
    return state === undefined ? randomFounding(random, group) : randomChange(random, group, state);
  });
}

export function randomGroup(random: Random): GroupId {
  return groupId(random.pick(NAMES));
}

function randomFounding(random: Random, group: GroupId): GroupWrite {
  if (!random.oneIn(3)) return founding(group, random.between(0, 2));
  const term = random.between(1, 3);
  return { group, hardState: { term, votedFor: undefined }, snapshot: snapshotAt(random.between(1, 50), term) };
}

function randomChange(random: Random, group: GroupId, state: ModelGroup): GroupWrite {
  const write: Mutable<GroupWrite> = { group };
  let { firstIndex, lastIndex, lastTerm } = state;
  const hardState = random.oneIn(4) ? randomHardState(random, state.hardState) : state.hardState;
  if (hardState !== state.hardState) write.hardState = hardState;

  if (random.oneIn(4) && lastIndex > state.snapshot.index) {
    const from = random.between(state.snapshot.index + 1, lastIndex);
    write.truncateFrom = from;
    lastIndex = from - 1;
    lastTerm = state.terms.get(lastIndex) ?? state.snapshot.term;
  }
  if (hardState.term > 0 && !random.oneIn(4)) {
    const term = random.between(Math.max(1, lastTerm), hardState.term);
    const batches = randomBatches(random, lastIndex + 1, term);
    write.entries = batches;
    lastIndex = batches.at(-1)?.lastIndex ?? lastIndex;
  }
  if (random.oneIn(5)) {
    const snapshot = randomSnapshot(random, state, hardState, lastIndex);
    write.snapshot = snapshot;
    if (snapshot.index > lastIndex) {
      write.compactTo = snapshot.index;
      return write;
    }
  }
  const covered = write.snapshot?.index ?? state.snapshot.index;
  firstIndex = Math.min(firstIndex, covered);
  if (random.oneIn(4)) write.compactTo = random.between(firstIndex, covered);
  return write;
}

function randomHardState(random: Random, before: HardState): HardState {
  const term = before.term + random.between(0, 2);
  if (term === before.term && before.votedFor !== undefined) return before;
  return { term, votedFor: random.pick([NODE, OTHER_NODE, undefined]) };
}

function randomBatches(random: Random, first: number, term: number): EntryBatch[] {
  const batches: EntryBatch[] = [];
  for (let i = random.between(1, 3); i > 0; i--) {
    const bytes = random.oneIn(6) ? random.between(0, 3000) : random.between(0, 60);
    const batch = entries(first, random.between(1, 20), { term, bytes, seed: random.next() });
    batches.push(batch);
    first = batch.lastIndex + 1;
  }
  return batches;
}

function randomSnapshot(random: Random, state: ModelGroup, hardState: HardState, lastIndex: number): SnapshotRecord {
  const { index, term } = state.snapshot;
  const ahead = random.oneIn(4);
  const next = ahead ? lastIndex + random.between(1, 30) : random.between(index, lastIndex);
  const nextTerm = ahead ? hardState.term : (state.terms.get(next) ?? Math.max(term, state.lastTerm));
  const tag = random.oneIn(5) ? undefined : random.bytes(random.between(0, 40));
  return snapshotAt(next, Math.min(hardState.term, Math.max(term, nextTerm)), { tag });
}
