import { CorruptionError, ENTRY_HEADER_BYTES, EntryBatch, UnknownEntryError } from '@lolraft/raft-core';
import { damage } from '../damage.js';
import type { KeyValue } from '../native/database.js';
import type { LogPosition } from '../log/group-log.js';
import type { GroupRecord } from '../log/group-record.js';
import { parseKey } from '../log/keys.js';

/** An entry as it is stored, or a place where there ought to be one. */
export interface InspectedEntry {
  readonly index: number;
  /** Undefined where there is no entry at all. Not to be relied upon where there is a problem. */
  readonly header:
    | {
        readonly term: number;
        readonly kind: number;
        readonly time: number;
        readonly session: number;
        readonly sequence: number;
      }
    | undefined;
  /** As it is stored, header included. */
  readonly bytes: Uint8Array;
  /** Why it is none that a log may hold, for people; undefined for a sound entry. */
  readonly problem: string | undefined;
}

const NOTHING = new Uint8Array(0);

/**
 * The stored entries of one group in order, from `from` on, sound or not: where opening the store would end at the first
 * problem, this goes on behind it, as far as the blocks can be told apart.
 */
export class LogWalk {
  readonly #record: GroupRecord;
  readonly #from: number;
  #last: LogPosition | undefined;
  #epoch = 0;

  constructor(record: GroupRecord, from: number) {
    this.#record = record;
    this.#from = from;
  }

  *block({ key, value }: KeyValue): Generator<InspectedEntry, void, undefined> {
    const parsed = parseKey(key);
    if (parsed?.kind !== 'block') return;
    const { last, epoch } = parsed;
    const record = this.#record;
    // Compacted, and not deleted yet.
    if (last < record.firstIndex) return;
    const entries = cut(value);
    const first = last - entries.length + 1;
    yield* this.#missing(this.#next, first);
    const comesBack =
      (last > record.lastIndex ? epoch !== record.epoch : epoch > record.epoch) ||
      (this.#last !== undefined && (first <= this.#last.index || epoch < this.#epoch));
    this.#epoch = epoch;
    for (const [i, bytes] of entries.entries()) {
      const index = first + i;
      const entry = this.#inspect(index, bytes);
      const returned = comesBack ? 'it was deleted, and is there again' : undefined;
      if (index >= this.#from) yield { ...entry, problem: entry.problem ?? returned };
    }
  }

  /** What ought to have followed. @param reach How far the log must go. */
  *end(reach: number): Generator<InspectedEntry, void, undefined> {
    yield* this.#missing(this.#next, reach + 1);
  }

  get #next(): number {
    return this.#last === undefined ? this.#from : this.#last.index + 1;
  }

  *#missing(from: number, to: number): Generator<InspectedEntry, void, undefined> {
    if (from >= to) return;
    const problem = to - from === 1 ? 'it is missing' : `entries ${from} to ${to - 1} are missing`;
    yield { index: from, header: undefined, bytes: NOTHING, problem };
  }

  #inspect(index: number, bytes: Buffer): InspectedEntry {
    const header = bytes.length < ENTRY_HEADER_BYTES ? undefined : headerOf(bytes);
    const before = this.#last?.term ?? 0;
    // The term of a damaged entry says nothing about those behind it.
    this.#last = { index, term: before };
    const found = { index, header, bytes };
    try {
      const term = EntryBatch.decode(index, bytes).term(index);
      if (term < before) return { ...found, problem: `it has term ${term} after term ${before}` };
      this.#last = { index, term };
      return { ...found, problem: undefined };
    } catch (error) {
      if (!(error instanceof CorruptionError || error instanceof UnknownEntryError)) throw error;
      return { ...found, problem: error.message };
    }
  }
}

/** A block, cut where its entries say; what cannot be cut is the last piece. */
function cut(block: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < block.length; ) {
    const length = at + ENTRY_HEADER_BYTES <= block.length ? block.readUInt32LE(at) : 0;
    const isSound = length >= ENTRY_HEADER_BYTES && at + length <= block.length;
    const end = isSound ? at + length : block.length;
    pieces.push(block.subarray(at, end));
    at = end;
  }
  return pieces;
}

function headerOf(bytes: Buffer): InspectedEntry['header'] {
  const number = (at: number): number => Number(bytes.readBigUInt64LE(at));
  return { kind: bytes[9] ?? 0, term: number(20), time: number(28), session: number(36), sequence: number(44) };
}

/** @throws {CorruptionError} where there is nothing to walk along. */
export function requireRecord(record: GroupRecord | undefined, group: string): GroupRecord {
  if (record === undefined) throw damage(`the record of group ${group} is missing or damaged`);
  return record;
}
