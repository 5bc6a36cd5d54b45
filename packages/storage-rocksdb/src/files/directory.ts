import { mkdir, open, readdir, realpath, unlink } from 'node:fs/promises';
import path from 'node:path';
import { type CorruptionError, StorageFailedError, StorageFormatError } from '@lolraft/raft-core';
import { damage } from '../damage.js';
import { errorCode, syncDirectory } from './durable.js';

const STORE_FILE = 'STORE';
const HARD_STATE_FILE = 'hardstate';
const DATABASE = 'db';
/** There while a directory is being formatted: what lies beside it holds nothing yet. */
const MARKER = 'FORMATTING';
/** What may lie in an empty data directory: what a file system has at its root, a node's snapshots, a draft of ours. */
const HARMLESS = new Set(['lost+found', 'snapshots', `${STORE_FILE}.new`]);

export type DirectoryState = 'fresh' | 'unfinished' | 'formatted';

/** The data directory: which files it has, and whose it is. */
export class DataDirectory {
  /** Without symbolic links, so that it is one name for one directory. */
  readonly root: string;
  readonly storeFile: string;
  readonly hardStateFile: string;
  readonly database: string;
  readonly #marker: string;

  private constructor(root: string) {
    this.root = root;
    this.storeFile = path.join(root, STORE_FILE);
    this.hardStateFile = path.join(root, HARD_STATE_FILE);
    this.database = path.join(root, DATABASE);
    this.#marker = path.join(root, MARKER);
  }

  /** Makes the directory where it is missing, and its parents. */
  static async at(directory: string): Promise<DataDirectory> {
    const absolute = path.resolve(directory);
    try {
      const made = await mkdir(absolute, { recursive: true });
      // Each new name on the way, up to the directory that was there before.
      for (let at = absolute; made !== undefined && at !== path.dirname(made); at = path.dirname(at)) {
        await syncDirectory(path.dirname(at));
      }
      return new DataDirectory(await realpath(absolute));
    } catch (error) {
      throw explain(absolute, error);
    }
  }

  /** @throws {StorageFormatError} where there is no such directory. */
  static async existing(directory: string): Promise<DataDirectory> {
    const absolute = path.resolve(directory);
    try {
      return new DataDirectory(await realpath(absolute));
    } catch (error) {
      if (errorCode(error) === 'ENOENT')
        throw new StorageFormatError(`${absolute} does not exist: name the data directory of a node`);
      throw explain(absolute, error);
    }
  }

  /**
   * Looks without changing anything.
   * @throws {StorageFormatError} where it has other files than a store's.
   * @throws {CorruptionError} where a part of the store is missing.
   */
  async inspect(): Promise<DirectoryState> {
    let names: Set<string>;
    try {
      names = new Set(await readdir(this.root));
    } catch (error) {
      throw explain(this.root, error);
    }
    const has = { store: names.has(STORE_FILE), hardState: names.has(HARD_STATE_FILE), database: names.has(DATABASE) };
    if (has.store) {
      if (!has.database) throw this.#missing(DATABASE, 'the log and the snapshot records');
      if (!has.hardState) throw this.#missing(HARD_STATE_FILE, 'terms and votes');
      return 'formatted';
    }
    if (names.has(MARKER)) return 'unfinished';
    if (has.hardState || has.database) throw this.#missing(STORE_FILE, 'the name of the store and its owner');
    const foreign = [...names].filter((name) => !HARMLESS.has(name));
    if (foreign.length > 0) {
      throw new StorageFormatError(
        `${this.root} is not empty and holds no store of lol (found ${foreign.slice(0, 3).join(', ')}). ` +
          'Name an empty or new directory, or the one that this node used before.',
      );
    }
    return 'fresh';
  }

  /** Leaves the marker. Two processes may do so at once. */
  async beginFormatting(): Promise<void> {
    const handle = await open(this.#marker, 'a');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    await syncDirectory(this.root);
  }

  /** Idempotent. */
  async endFormatting(): Promise<void> {
    try {
      await unlink(this.#marker);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      return;
    }
    await syncDirectory(this.root);
  }

  #missing(name: string, holding: string): CorruptionError {
    return damage(`${this.root} has no ${name}, which held ${holding}`);
  }
}

/** An error of the file system, in words that say what to do. */
export function explain(where: string, error: unknown): unknown {
  switch (errorCode(error)) {
    case 'ENOTDIR':
    case 'EEXIST':
      return new StorageFormatError(`${where} is a file, or lies below one: name a directory`, error);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new StorageFailedError(
        `${where} cannot be read and written by this process. Give the user that runs it read and write permission on the directory and everything in it, or run it as its owner.`,
        error,
      );
    default:
      return error;
  }
}
