import {
  type GroupId,
  type HardState,
  RaftError,
  type SnapshotRecord,
  type StoreId,
  type StoreIdentity,
} from '@lolraft/raft-core';
import type { DataDirectory } from '../files/directory.js';
import { HardStateFile } from '../files/hard-state-file.js';
import type { Slot } from '../files/slot.js';
import { readStoreFile, type StoreFile } from '../files/store-file.js';
import { checkTables } from '../files/table-check.js';
import { decodeGroupRecord, type GroupRecord } from '../log/group-record.js';
import { ALL_KEYS, blockKey, groupPrefix, parseKey } from '../log/keys.js';
import type { Database } from '../native/database.js';
import { claim, release } from '../open-here.js';
import { checkStoreRecord, existing, openDatabase, translate } from '../open-store.js';
import { type InspectedEntry, LogWalk, requireRecord } from './walk-log.js';

const WRITE_BUFFER_BYTES = 4 * 1024 * 1024;
const MAX_U32 = 0xffff_ffff;

/** What is there of one group. */
export interface InspectedGroup {
  readonly group: GroupId;
  /** Undefined where it is lost. */
  readonly hardState: HardState | undefined;
  /** Undefined where it is lost. */
  readonly snapshot: SnapshotRecord | undefined;
  /** The first entry that is to be held; behind the snapshot where there is none. */
  readonly firstIndex: number;
  /** The log is to reach at least so far. */
  readonly reach: number;
}

/**
 * A look into the data directory of a node that does not run, also where it is damaged and could not be started. RocksDB
 * brings its write-ahead log into tables when it is opened, as a start of the node does; nothing else is changed.
 */
export class StoreInspector implements AsyncDisposable {
  readonly path: string;
  readonly store: StoreId;
  readonly identity: StoreIdentity | undefined;
  readonly groups: readonly InspectedGroup[];
  /** What is wrong beside the entries, for people. */
  readonly problems: readonly string[];
  readonly #database: Database;
  readonly #records: ReadonlyMap<GroupId, GroupRecord>;

  private constructor(directory: DataDirectory, file: StoreFile, database: Database, found: Found) {
    this.path = directory.root;
    this.store = file.store;
    this.identity = file.identity;
    this.problems = found.problems;
    this.#database = database;
    this.#records = found.records;
    const names = new Set([...found.records.keys(), ...found.slots.keys()]);
    this.groups = [...names].sort().map((group) => inspected(group, found.records.get(group), found.slots.get(group)));
  }

  /**
   * @throws {StorageFormatError} where there is no store, or one of a newer build.
   * @throws {StorageLockedError} where the node runs.
   * @throws {CorruptionError} where the damage leaves nothing to look at, or looking would destroy what is left.
   */
  static async open(path: string): Promise<StoreInspector> {
    const directory = await existing(path);
    claim(directory.root);
    try {
      const file = await readStoreFile(directory.storeFile);
      const database = await openDatabase(directory, WRITE_BUFFER_BYTES);
      try {
        return new StoreInspector(directory, file, database, await look(directory, file, database));
      } catch (error) {
        await database.close();
        throw error;
      }
    } catch (error) {
      release(directory.root);
      throw translate(directory.root, error);
    }
  }

  /**
   * The entries of a group from `from` to `to`, in order, sound or not.
   * @throws {CorruptionError} where the group has no record that says where its log begins.
   */
  async *entries(group: GroupId, from = 0, to = Infinity): AsyncGenerator<InspectedEntry, void, undefined> {
    const record = requireRecord(this.#records.get(group), group);
    const prefix = groupPrefix(group);
    const start = Math.max(from, record.firstIndex);
    const reach = this.groups.find((each) => each.group === group)?.reach ?? 0;
    const walk = new LogWalk(record, start);
    const [lowest, highest] = [blockKey(prefix, start, 0), blockKey(prefix, Number.MAX_SAFE_INTEGER, MAX_U32)];
    for await (const page of this.#database.scan(lowest, highest)) {
      for (const stored of page) {
        for (const entry of walk.block(stored)) {
          if (entry.index > to) return;
          yield entry;
        }
      }
    }
    yield* walk.end(Math.min(reach, to));
  }

  async close(): Promise<void> {
    await this.#database.close();
    release(this.path);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

interface Found {
  readonly records: ReadonlyMap<GroupId, GroupRecord>;
  readonly slots: ReadonlyMap<GroupId, Slot>;
  readonly problems: readonly string[];
}

function inspected(group: GroupId, record: GroupRecord | undefined, slot: Slot | undefined): InspectedGroup {
  return {
    group,
    hardState: slot?.hardState,
    snapshot: record?.snapshot,
    firstIndex: record?.firstIndex ?? 0,
    // Where the log is empty, the bound is that of the snapshot.
    reach: Math.max(record?.lastIndex ?? 0, slot?.bound.index ?? 0),
  };
}

async function look(directory: DataDirectory, file: StoreFile, database: Database): Promise<Found> {
  const problems: string[] = [];
  const attempt = async <T>(part: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await part();
    } catch (error) {
      if (!(error instanceof RaftError)) throw error;
      problems.push(error.message);
      return undefined;
    }
  };
  await attempt(() => checkStoreRecord(directory, database, file.store));
  await attempt(() => checkTables(directory.database));
  const slots = (await attempt(() => readSlots(directory, file))) ?? [];
  const records = new Map<GroupId, GroupRecord>();
  const groups = new Set<GroupId>();
  for await (const page of database.scan(ALL_KEYS.gte, ALL_KEYS.lt)) {
    for (const { key, value } of page) {
      const parsed = parseKey(key);
      if (parsed === undefined) problems.push('the database has a key that this build cannot have written');
      if (parsed === undefined || parsed.kind === 'store') continue;
      groups.add(parsed.group);
      if (parsed.kind !== 'record') continue;
      await attempt(async () =>
        records.set(parsed.group, decodeGroupRecord(key, value, `the record of group ${parsed.group}`)),
      );
    }
  }
  const live = slots.filter(({ group, state }) => state === 'live' || (state === 'creating' && groups.has(group)));
  const known = new Map(live.map((slot) => [slot.group, slot]));
  const removing = new Set(slots.filter(({ state }) => state === 'removing').map(({ group }) => group));
  for (const group of removing) {
    records.delete(group);
    groups.delete(group);
  }
  for (const group of groups)
    if (!known.has(group)) problems.push(`group ${group} has no hard state: its term and its vote are lost`);
  for (const group of known.keys())
    if (!groups.has(group)) problems.push(`group ${group} is missing from the database`);
  return { records, slots: known, problems };
}

async function readSlots(directory: DataDirectory, file: StoreFile): Promise<Slot[]> {
  const hardStates = await HardStateFile.open(directory.hardStateFile, file.store);
  const slots = hardStates.slots();
  await hardStates.close();
  return slots;
}
