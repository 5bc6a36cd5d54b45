import {
  checkTermOrder,
  type EntryBatch,
  type GroupId,
  type GroupWrite,
  planGroupWrite,
  type StoredGroup,
} from '@lolraft/raft-core';
import type { Operation } from '../native/database.js';
import { BlockIndex } from './block-index.js';
import { Garbage } from './garbage.js';
import { copySnapshot, encodeGroupRecord } from './group-record.js';
import { blockKey, groupPrefix, recordKey } from './keys.js';
import { packBlocks } from './pack.js';

/** A place in a log: an index, and the term of its entry. */
export interface LogPosition {
  readonly index: number;
  readonly term: number;
}

/** What a write will do to a group: computed first, changing nothing, so that a refusal leaves no trace. */
export interface WritePlan {
  readonly log: GroupLog;
  readonly next: StoredGroup;
  readonly last: LogPosition;
  readonly epoch: number;
  /** The last entry that the truncation leaves; undefined where the write truncates nothing. */
  readonly cut: LogPosition | undefined;
  readonly isNew: boolean;
  readonly hasNewHardState: boolean;
  readonly hasNewRecord: boolean;
  /** Of the blocks that are stored now: how many go at the front, and where those that go at the end begin. */
  readonly dropped: number;
  readonly kept: number;
  readonly added: readonly EntryBatch[];
  /** Bytes of the write's entries. */
  readonly appendedBytes: number;
}

/** The log of one group, without its entries: what is known in memory, so that reads and writes look nothing up. */
export class GroupLog {
  readonly group: GroupId;
  readonly prefix: Buffer;
  readonly recordKey: Buffer;
  readonly blocks = new BlockIndex(0);
  readonly garbage = new Garbage();
  /** Undefined until the group's first write is done. */
  state: StoredGroup | undefined;
  /** The last entry, or the snapshot where the log is empty. */
  last: LogPosition = { index: 0, term: 0 };
  epoch = 0;
  /** Grows with each write that is done. */
  version = 0;

  constructor(group: GroupId) {
    this.group = group;
    this.prefix = groupPrefix(group);
    this.recordKey = recordKey(this.prefix);
  }

  /** The position of the block that a truncation cuts in two; undefined where it falls between blocks, or keeps nothing. */
  blockCutBy(truncateFrom: number | undefined): number | undefined {
    const { state, blocks } = this;
    if (truncateFrom === undefined || state === undefined || truncateFrom <= state.firstIndex) return undefined;
    const position = blocks.find(truncateFrom);
    return position < blocks.length && blocks.first(position) < truncateFrom ? position : undefined;
  }

  /**
   * @param cutBlock The block that the truncation cuts in two, where `blockCutBy` names one.
   * @throws {InvalidArgumentError} where the write contradicts the group.
   */
  plan(write: GroupWrite, cutBlock: EntryBatch | undefined): WritePlan {
    const { state, blocks } = this;
    const next = planGroupWrite(state, write);
    const { truncateFrom } = write;
    let kept = blocks.length;
    let left = state === undefined ? positionOf(next.snapshot) : this.last;
    let cut: LogPosition | undefined;
    const pieces: EntryBatch[] = [];
    if (truncateFrom !== undefined && state !== undefined && truncateFrom <= state.lastIndex) {
      kept = blocks.find(truncateFrom);
      const index = truncateFrom - 1;
      if (cutBlock !== undefined) {
        left = { index, term: cutBlock.term(index) };
        pieces.push(cutBlock.slice(cutBlock.firstIndex, index));
      } else {
        left = index < state.firstIndex ? positionOf(state.snapshot) : { index, term: blocks.lastTerm(kept - 1) };
      }
      cut = left;
    }
    checkTermOrder(left.term, write);
    const entries = (write.entries ?? []).filter((batch) => batch.count > 0);
    const tail = entries.at(-1);
    if (tail !== undefined) left = { index: tail.lastIndex, term: tail.term(tail.lastIndex) };

    const isEmpty = next.firstIndex > next.lastIndex;
    return {
      log: this,
      next,
      last: isEmpty ? positionOf(next.snapshot) : left,
      epoch: cut === undefined ? this.epoch : this.epoch + 1,
      cut,
      isNew: state === undefined,
      hasNewHardState: state === undefined || !sameHardState(state.hardState, next.hardState),
      hasNewRecord: cut !== undefined || write.snapshot !== undefined || next.firstIndex !== state?.firstIndex,
      dropped: Math.min(kept, blocks.find(next.firstIndex)),
      kept,
      // The head of a block that was cut stays a block of its own: it is rewritten as it is.
      appendedBytes: entries.reduce((sum, batch) => sum + batch.byteLength, 0),
      added: [...pieces, ...packBlocks(entries)].filter((block) => block.lastIndex >= next.firstIndex),
    };
  }

  /**
   * What the plan is in the database. Compacted blocks are handed to `garbage`: the caller deletes as many of those as it
   * sees fit in the same batch. To be called once, for where the batch fails the store is given up.
   */
  operations(plan: WritePlan): Operation[] {
    const { blocks, prefix, garbage } = this;
    const operations: Operation[] = [];
    for (let position = 0; position < plan.dropped; position++) {
      garbage.add(blocks.last(position), blocks.epoch(position));
    }
    for (let position = plan.kept; position < blocks.length; position++) {
      operations.push({ type: 'del', key: blockKey(prefix, blocks.last(position), blocks.epoch(position)) });
    }
    for (const block of plan.added) {
      const { buffer, byteOffset, length } = block.bytes;
      const value = Buffer.from(buffer, byteOffset, length);
      operations.push({ type: 'put', key: blockKey(prefix, block.lastIndex, plan.epoch), value });
    }
    if (plan.hasNewRecord) {
      const { firstIndex, lastIndex, snapshot } = plan.next;
      const value = encodeGroupRecord(this.recordKey, { firstIndex, lastIndex, epoch: plan.epoch, snapshot });
      operations.push({ type: 'put', key: this.recordKey, value });
    }
    return operations;
  }

  /** Makes the plan the state, once it is durable. */
  apply(plan: WritePlan): void {
    const { blocks } = this;
    const { next, epoch } = plan;
    blocks.dropFrom(plan.kept);
    blocks.dropBefore(plan.dropped);
    if (blocks.length === 0) blocks.reset((plan.added[0]?.firstIndex ?? next.lastIndex + 1) - 1);
    for (const block of plan.added) {
      const { lastIndex: last, byteLength: bytes } = block;
      blocks.push({ last, lastTerm: block.term(last), bytes, epoch });
    }
    const snapshot = next.snapshot === this.state?.snapshot ? next.snapshot : copySnapshot(next.snapshot);
    this.state = { ...next, hardState: { ...next.hardState }, snapshot };
    this.last = plan.last;
    this.epoch = epoch;
    this.version++;
  }
}

export function positionOf(place: LogPosition): LogPosition {
  return { index: place.index, term: place.term };
}

function sameHardState(a: StoredGroup['hardState'], b: StoredGroup['hardState']): boolean {
  return a.term === b.term && a.votedFor === b.votedFor;
}
