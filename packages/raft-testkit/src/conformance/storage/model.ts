import type { GroupId, GroupWrite, HardState, SnapshotRecord, StoredGroup } from '@lolraft/raft-core';

/** One group, in the plainest form that the port's words allow: one map of entries, no arithmetic kept. */
export class ModelGroup {
  hardState: HardState = { term: 0, votedFor: undefined };
  snapshot: SnapshotRecord;
  /** Packed bytes of each entry that is held. */
  readonly entries = new Map<number, Uint8Array>();
  readonly terms = new Map<number, number>();

  constructor(founding: SnapshotRecord) {
    this.snapshot = founding;
  }

  get firstIndex(): number {
    return this.entries.size === 0 ? this.snapshot.index + 1 : Math.min(...this.entries.keys());
  }

  get lastIndex(): number {
    return this.entries.size === 0 ? this.snapshot.index : Math.max(...this.entries.keys());
  }

  get lastTerm(): number {
    return this.terms.get(this.lastIndex) ?? this.snapshot.term;
  }

  apply(write: GroupWrite): void {
    const { hardState, truncateFrom, entries, snapshot, compactTo } = write;
    if (hardState !== undefined) this.hardState = { ...hardState };
    if (truncateFrom !== undefined) this.#removeWhere((index) => index >= truncateFrom);
    for (const batch of entries ?? []) {
      for (let index = batch.firstIndex; index <= batch.lastIndex; index++) {
        this.entries.set(index, batch.slice(index, index).bytes.slice());
        this.terms.set(index, batch.term(index));
      }
    }
    if (snapshot !== undefined) this.snapshot = structuredClone(snapshot);
    if (compactTo !== undefined) this.#removeWhere((index) => index <= compactTo);
  }

  describe(group: GroupId): StoredGroup {
    const { hardState, snapshot, firstIndex, lastIndex } = this;
    return { group, hardState, snapshot, firstIndex, lastIndex };
  }

  #removeWhere(gone: (index: number) => boolean): void {
    for (const index of [...this.entries.keys()].filter(gone)) {
      this.entries.delete(index);
      this.terms.delete(index);
    }
  }
}

/** What a storage must hold after a run of acknowledged calls. */
export class StorageModel {
  readonly groups = new Map<GroupId, ModelGroup>();

  write(writes: readonly GroupWrite[]): void {
    for (const write of writes) {
      let group = this.groups.get(write.group);
      if (group === undefined) {
        if (write.snapshot === undefined) throw new Error('a new group begins with its founding record');
        group = new ModelGroup(write.snapshot);
        this.groups.set(write.group, group);
      }
      group.apply(write);
    }
  }

  removeGroup(group: GroupId): void {
    this.groups.delete(group);
  }
}
