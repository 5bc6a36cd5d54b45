import { CorruptionError, EntryBatch, type GroupId } from '@lolraft/raft-core';
import { damage } from '../damage.js';
import type { Database } from '../native/database.js';
import type { Slot } from '../files/slot.js';
import { GroupLog, positionOf, type LogPosition } from './group-log.js';
import { decodeGroupRecord, type GroupRecord } from './group-record.js';
import { ALL_KEYS, parseKey } from './keys.js';

const INDEX_OFFSET = 12;
/** What the database holds of a group, verified as far as it can be by itself. */
export interface LoadedGroup {
  readonly log: GroupLog;
  readonly record: GroupRecord;
  /** Term of the entry at the slot's bound; undefined where no entry with that index is held. */
  readonly termAtBound: number | undefined;
}

export interface Loaded {
  readonly groups: ReadonlyMap<GroupId, LoadedGroup>;
  /** The keys of groups whose removal was interrupted. */
  readonly removed: readonly Buffer[];
}

/**
 * Reads the whole database and verifies every entry (rule 16 of the design): checksums, that the log of each group has no
 * gap and no block that does not belong there, and that it reaches as far as its record says.
 *
 * @param bounds What each group must reach; see `Slot.bound`.
 * @param removing Groups that are not to be looked at, only to be removed.
 * @throws {CorruptionError} where something is damaged or missing.
 */
export async function loadGroups(
  database: Database,
  bounds: ReadonlyMap<GroupId, LogPosition>,
  removing: ReadonlySet<GroupId>,
): Promise<Loaded> {
  const groups = new Map<GroupId, LoadedGroup>();
  const removed: Buffer[] = [];
  let current: GroupLoader | undefined;
  const finish = (): void => {
    if (current !== undefined) groups.set(current.group, current.finish());
    current = undefined;
  };
  for await (const page of database.scan(ALL_KEYS.gte, ALL_KEYS.lt)) {
    for (const { key, value } of page) {
      const parsed = parseKey(key);
      if (parsed === undefined) {
        throw damage('the database has a key that this build cannot have written');
      }
      if (parsed.kind === 'store') continue;
      if (removing.has(parsed.group)) {
        removed.push(key);
        continue;
      }
      if (parsed.group !== current?.group) {
        finish();
        current = new GroupLoader(parsed.group, bounds.get(parsed.group)?.index);
      }
      if (parsed.kind === 'record') current.record(key, value);
      else current.block(parsed.last, parsed.epoch, value);
    }
  }
  finish();
  return { groups, removed };
}

class GroupLoader {
  readonly group: GroupId;
  readonly #log: GroupLog;
  readonly #boundIndex: number | undefined;
  #record: GroupRecord | undefined;
  #termAtBound: number | undefined;

  constructor(group: GroupId, boundIndex: number | undefined) {
    this.group = group;
    this.#log = new GroupLog(group);
    this.#boundIndex = boundIndex;
  }

  record(key: Buffer, value: Buffer): void {
    this.#record = decodeGroupRecord(key, value, `the record of group ${this.group}`);
  }

  block(last: number, epoch: number, value: Buffer): void {
    const log = this.#log;
    const record = this.#requireRecord();
    if (last < record.firstIndex) {
      log.garbage.add(last, epoch);
      return;
    }
    const batch = this.#decode(last, value);
    const isFirst = log.blocks.length === 0;
    if (isFirst) log.blocks.reset(batch.firstIndex - 1);
    const before = isFirst ? undefined : log.blocks.length - 1;
    const expected = isFirst ? record.firstIndex : log.last.index + 1;
    if (batch.firstIndex > expected) throw this.#damage(`entries ${expected}..${batch.firstIndex - 1} are missing`);
    // A block beyond what the record knows was written after it; any other was deleted and has come back.
    const wrongEpoch = last > record.lastIndex ? epoch !== record.epoch : epoch > record.epoch;
    const overlaps = before !== undefined && (batch.firstIndex < expected || epoch < log.blocks.epoch(before));
    if (wrongEpoch || overlaps) {
      throw this.#damage(`entries ${batch.firstIndex}..${last} were deleted and are there again`);
    }
    const term = batch.term(batch.firstIndex);
    if (term < log.last.term) throw this.#damage(`entry ${batch.firstIndex} has term ${term} after ${log.last.term}`);
    const bound = this.#boundIndex;
    if (bound !== undefined && bound >= batch.firstIndex && bound <= last) this.#termAtBound = batch.term(bound);
    const lastTerm = batch.term(last);
    log.blocks.push({ last, lastTerm, bytes: value.length, epoch });
    log.last = { index: last, term: lastTerm };
  }

  finish(): LoadedGroup {
    const log = this.#log;
    const record = this.#requireRecord();
    const { snapshot } = record;
    if (log.blocks.length === 0) {
      log.blocks.reset(snapshot.index);
      log.last = positionOf(snapshot);
    }
    const reached = log.last.index;
    if (reached < record.lastIndex) throw this.#damage(`entries ${reached + 1}..${record.lastIndex} are missing`);
    const isEmpty = log.blocks.length === 0;
    if (isEmpty ? record.firstIndex !== snapshot.index + 1 : reached < snapshot.index) {
      throw this.#damage('its log and its snapshot record contradict each other');
    }
    log.epoch = record.epoch;
    return { log, record, termAtBound: this.#termAtBound };
  }

  #decode(last: number, value: Buffer): EntryBatch {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.length);
    const firstIndex =
      value.length >= INDEX_OFFSET + 8
        ? value.readUInt32LE(INDEX_OFFSET) + value.readUInt32LE(INDEX_OFFSET + 4) * 0x1_0000_0000
        : 0;
    try {
      const batch = EntryBatch.decode(firstIndex, bytes);
      if (batch.count > 0 && batch.lastIndex === last) return batch;
    } catch (error) {
      if (!(error instanceof CorruptionError)) throw error;
      throw this.#damage(error.message, error);
    }
    throw this.#damage(`the block that ends at ${last} holds other entries`);
  }

  #requireRecord(): GroupRecord {
    if (this.#record === undefined) throw this.#damage('its record is missing');
    return this.#record;
  }

  #damage(what: string, cause?: unknown): CorruptionError {
    return damage(`group ${this.group} is damaged: ${what}`, cause);
  }
}

/**
 * Whether the database holds what the hard state file promises; makes the group ready for work.
 * @throws {CorruptionError} where it holds less.
 */
export function adopt(loaded: LoadedGroup, slot: Slot): GroupLog {
  const { log, record, termAtBound } = loaded;
  const { hardState, bound } = slot;
  const { index, term } = log.last;
  const fail = (what: string): never => {
    throw damage(`group ${log.group} has lost what it acknowledged: ${what}`);
  };
  if (index < bound.index) fail(`entries ${index + 1}..${bound.index} are missing; the log ends at ${index}`);
  const found = termAtBound ?? (bound.index === record.snapshot.index ? record.snapshot.term : undefined);
  if (found !== undefined && found !== bound.term) {
    fail(`entry ${bound.index} is of term ${found} instead of ${bound.term}`);
  }
  if (Math.max(term, record.snapshot.term) > hardState.term) {
    fail(`its log has reached term ${term}, and its hard state is of term ${hardState.term}`);
  }
  const { firstIndex, snapshot } = record;
  log.state = { group: log.group, hardState, snapshot, firstIndex, lastIndex: index };
  return log;
}
