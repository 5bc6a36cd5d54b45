import { randomBytes } from 'node:crypto';
import {
  RaftError,
  StorageFailedError,
  StorageFormatError,
  StorageFullError,
  storeId,
  type GroupId,
  type StoreId,
} from '@lolraft/raft-core';
import { damage, mixed } from './damage.js';
import { DataDirectory, explain } from './files/directory.js';
import { syncDirectory } from './files/durable.js';
import { HardStateFile, type SlotChange } from './files/hard-state-file.js';
import { readStoreFile, writeStoreFile, type StoreFile } from './files/store-file.js';
import { checkTables } from './files/table-check.js';
import { checkWriteAheadLogs } from './files/wal-check.js';
import type { GroupLog } from './log/group-log.js';
import { ALL_KEYS, STORE_KEY } from './log/keys.js';
import { adopt, loadGroups } from './log/load.js';
import { seal, unseal } from './log/sealed.js';
import { Database } from './native/database.js';
import { claim, release } from './open-here.js';

const STORE_RECORD_VERSION = 1;
/** Keys that one batch deletes; more would hold up the event loop. */
export const DELETES_PER_BATCH = 4096;

/** The parts of a store that is open. */
export interface OpenStore {
  readonly directory: DataDirectory;
  readonly database: Database;
  readonly hardStates: HardStateFile;
  readonly groups: Map<GroupId, GroupLog>;
  readonly file: StoreFile;
}

/**
 * Opens the store in a directory and verifies everything in it.
 * @param create Formats a directory that is empty or missing.
 * @throws as `RocksStorage.open` does.
 */
export async function openStore(path: string, writeBufferBytes: number, create: boolean): Promise<OpenStore> {
  const directory = create ? await DataDirectory.at(path) : await existing(path);
  claim(directory.root);
  try {
    const formatted = !create || (await directory.inspect()) === 'formatted';
    const database = formatted ? undefined : await format(directory, writeBufferBytes);
    return await openFormatted(directory, database ?? (await openDatabase(directory, writeBufferBytes)));
  } catch (error) {
    release(directory.root);
    throw translate(directory.root, error);
  }
}

/**
 * A directory that holds a store; changes nothing.
 * @throws {StorageFormatError} where it holds none, or is not there.
 */
export async function existing(path: string): Promise<DataDirectory> {
  const directory = await DataDirectory.existing(path);
  if ((await directory.inspect()) === 'formatted') return directory;
  throw new StorageFormatError(`${directory.root} holds no store of lol: name the data directory of a node`);
}

/** Closes both files, and lets the directory be opened again. */
export async function closeStore({ directory, database, hardStates }: OpenStore): Promise<void> {
  try {
    await hardStates.close();
  } finally {
    await database.close();
    release(directory.root);
  }
}

/** The new database; undefined where another process has formatted the directory meanwhile. */
async function format(directory: DataDirectory, writeBufferBytes: number): Promise<Database | undefined> {
  await directory.beginFormatting();
  // RocksDB's lock is ours: whoever has the database open may change the directory.
  const database = await Database.open(directory.database, { createIfMissing: true, writeBufferBytes });
  try {
    if ((await directory.inspect()) === 'formatted') {
      await database.close();
      return undefined;
    }
    await refuseContent(directory, database);
    const store = storeId(randomBytes(16).toString('hex'));
    const value = seal(STORE_KEY, STORE_RECORD_VERSION, Buffer.from(store));
    await database.batch([{ type: 'put', key: STORE_KEY, value }]);
    await HardStateFile.create(directory.hardStateFile, store);
    await syncDirectory(directory.root);
    await writeStoreFile(directory.storeFile, { store, identity: undefined });
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Formatting was interrupted before anything was written, so anything else is not ours to overwrite. */
async function refuseContent(directory: DataDirectory, database: Database): Promise<void> {
  for await (const page of database.scan(ALL_KEYS.gte, ALL_KEYS.lt)) {
    if (page.some(({ key }) => !key.equals(STORE_KEY))) {
      throw damage(`${directory.root} holds data, but its store file is missing`);
    }
  }
}

export async function openDatabase(directory: DataDirectory, writeBufferBytes: number): Promise<Database> {
  // Its format first: a newer build may keep something else here.
  await readStoreFile(directory.storeFile);
  // Before RocksDB sees them: it would delete what it cannot read, and the evidence with it.
  await checkWriteAheadLogs(directory.database);
  return Database.open(directory.database, { createIfMissing: false, writeBufferBytes });
}

async function openFormatted(directory: DataDirectory, database: Database): Promise<OpenStore> {
  try {
    const file = await readStoreFile(directory.storeFile);
    await checkStoreRecord(directory, database, file.store);
    const hardStates = await HardStateFile.open(directory.hardStateFile, file.store);
    try {
      await checkTables(directory.database);
      const groups = await reconcile(database, hardStates);
      await directory.endFormatting();
      return { directory, database, hardStates, groups, file };
    } catch (error) {
      await hardStates.close();
      throw error;
    }
  } catch (error) {
    await database.close();
    throw error;
  }
}

export async function checkStoreRecord(directory: DataDirectory, database: Database, store: StoreId): Promise<void> {
  const value = await database.get(STORE_KEY);
  const found =
    value === undefined
      ? undefined
      : unseal(STORE_KEY, STORE_RECORD_VERSION, value, 'the store record').toString('latin1');
  if (found === store) return;
  if (found === undefined) throw damage(`the database in ${directory.database} has lost everything that was in it`);
  throw mixed(`the database in ${directory.database} belongs to store ${found}, and the store file names ${store}`);
}

/** Compares what the database holds with what the hard state file promises, and ends what a crash interrupted. */
async function reconcile(database: Database, hardStates: HardStateFile): Promise<Map<GroupId, GroupLog>> {
  const slots = hardStates.slots();
  const bounds = new Map(slots.filter(({ state }) => state !== 'removing').map(({ group, bound }) => [group, bound]));
  const removing = new Set(slots.filter(({ state }) => state === 'removing').map(({ group }) => group));
  const loaded = await loadGroups(database, bounds, removing);
  const groups = new Map<GroupId, GroupLog>();
  const changes: SlotChange[] = [];
  for (const [group, found] of loaded.groups) {
    const slot = hardStates.get(group);
    if (slot === undefined) {
      throw damage(
        `the database holds group ${group}, and the hard state file does not: its term and its vote are lost`,
      );
    }
    const log = adopt(found, slot);
    groups.set(group, log);
    if (slot.state === 'creating' || slot.bound.index !== log.last.index) {
      changes.push({ group, state: 'live', bound: log.last });
    }
  }
  for (const { group, state } of slots) {
    if (groups.has(group)) continue;
    if (state === 'live') {
      throw damage(`group ${group} is missing from the database, which held its log and its snapshot record`);
    }
    changes.push({ group, state: 'free' });
  }
  await deleteKeys(database, loaded.removed);
  if (changes.length > 0) await hardStates.commit(changes);
  return groups;
}

export async function deleteKeys(database: Database, keys: readonly Buffer[]): Promise<void> {
  for (let at = 0; at < keys.length; at += DELETES_PER_BATCH) {
    await database.batch(keys.slice(at, at + DELETES_PER_BATCH).map((key) => ({ type: 'del', key })));
  }
}

/** What went wrong while opening, as one of the port's errors. */
export function translate(root: string, error: unknown): unknown {
  if (error instanceof RaftError || !(error instanceof Error)) return error;
  const explained = explain(root, error);
  if (explained instanceof RaftError) return explained;
  if (isDiskFull(error)) {
    return new StorageFullError(
      `${root} cannot be opened because its disk is full: free some space (${error.message})`,
    );
  }
  if (/permission denied|read-only file system/i.test(error.message)) {
    return explain(root, Object.assign(new Error(error.message), { code: 'EACCES' }));
  }
  if (/^(corruption|invalid argument|not ?found|io error.*no such file)/i.test(error.message)) {
    return damage(`the database in ${root} is damaged: ${error.message}`, error);
  }
  return new StorageFailedError(`${root} cannot be opened: ${error.message}`, error);
}

export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && /no space left on device|ENOSPC|disk quota|EDQUOT/i.test(error.message);
}
