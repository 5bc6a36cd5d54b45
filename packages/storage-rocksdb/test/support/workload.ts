import type { GroupId, GroupWrite, NodeId, RaftStorage } from '@lolraft/raft-core';
import { A, AB, entries, founding, N1, N2, snapshotAt } from './sample.js';

interface GroupState {
  term: number;
  votedFor: NodeId | undefined;
  firstIndex: number;
  snapshot: number;
  /** The term of each entry from `firstIndex` on. What an entry holds follows from its index and its term. */
  terms: number[];
}

/** Writes of every kind to two groups, and what the store must hold after each. */
export class Workload {
  readonly #groups = new Map<GroupId, GroupState>();
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Reads what a store holds, and verifies that each entry is the one that was written. */
  static async of(storage: RaftStorage, random: () => number = Math.random): Promise<Workload> {
    const workload = new Workload(random);
    const { groups } = await storage.load();
    for (const { group, hardState, firstIndex, lastIndex, snapshot } of groups) {
      const terms: number[] = [];
      for (let next = firstIndex; next <= lastIndex; ) {
        const batch = await storage.read(group, next, lastIndex, 1 << 20);
        for (; next <= batch.lastIndex; next++) {
          const entry = batch.slice(next, next);
          const expected = entries(next, 1, entry.term(next), entry.payload(next).length);
          if (!Buffer.from(entry.bytes).equals(expected.bytes)) throw new Error(`entry ${next} is another`);
          terms.push(entry.term(next));
        }
      }
      workload.#groups.set(group, { ...hardState, firstIndex, snapshot: snapshot.index, terms });
    }
    return workload;
  }

  /** Chooses the next write, and takes it for done. */
  next(): GroupWrite[] {
    if (this.#groups.size === 0) {
      for (const group of [A, AB]) {
        this.#groups.set(group, { term: 1, votedFor: undefined, firstIndex: 1, snapshot: 0, terms: [] });
      }
      return [founding(A), founding(AB)];
    }
    return [...this.#groups].filter(() => this.#between(0, 3) > 0).map(([group, state]) => this.#change(group, state));
  }

  describe(): string {
    const lines = [...this.#groups].map(([group, { term, votedFor, firstIndex, snapshot, terms }]) => {
      return `${group} ${term} ${votedFor ?? '-'} ${firstIndex} ${snapshot} ${terms.join()}`;
    });
    return lines.sort().join('\n');
  }

  #change(group: GroupId, state: GroupState): GroupWrite {
    let write: GroupWrite = { group };
    if (this.#between(0, 4) === 0) {
      state.term += 1;
      state.votedFor = [N1, N2, undefined][this.#between(0, 2)];
      write = { ...write, hardState: { term: state.term, votedFor: state.votedFor } };
      if (this.#between(0, 1) === 0) return write;
    }
    const last = (): number => state.firstIndex + state.terms.length - 1;
    const uncommitted = last() - state.snapshot;
    if (uncommitted > 0 && this.#between(0, 4) === 0) {
      const truncateFrom = last() + 1 - this.#between(1, Math.min(uncommitted, 12));
      state.terms.length = truncateFrom - state.firstIndex;
      write = { ...write, truncateFrom };
    }
    const count = this.#between(0, 12);
    const bytes = this.#between(0, 20) === 0 ? 40_000 : 60;
    write = { ...write, entries: [entries(last() + 1, count, state.term, bytes)] };
    for (let i = 0; i < count; i++) state.terms.push(state.term);
    if (state.terms.length > 120) {
      const index = last() - this.#between(0, 30);
      const term = state.terms[index - state.firstIndex] ?? 0;
      const compactTo = index - this.#between(0, 30);
      state.terms.splice(0, compactTo + 1 - state.firstIndex);
      [state.firstIndex, state.snapshot] = [compactTo + 1, index];
      write = { ...write, ...snapshotAt(group, index, term, compactTo) };
    }
    return write;
  }

  #between(low: number, high: number): number {
    return low + Math.floor(this.#random() * (high - low + 1));
  }
}
