import path from 'node:path';
import {
  parseSnapshotFileName,
  SnapshotStoreError,
  snapshotFileName,
  snapshotOwnerPath,
  type SnapshotName,
  type SnapshotOwner,
} from '@lolraft/raft-core';
import { errorCode } from './failures.js';
import type { FileSystem } from './file-system.js';

const PARTIAL = '.partial';
/** Names that Windows gives to devices, in every folder. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/** The two files that a resource may have. */
export interface ResourceFiles {
  readonly directory: string;
  readonly whole: string;
  readonly partial: string;
}

/**
 * Where things are: `<folder>/<cluster>/<group>/<node>/<store>/<index>-<term>-<nonce>`, with `.partial` behind it until it is
 * committed. Nothing outside the folder is ever touched: parts of a path are ids of a small alphabet, and every directory
 * on the way must be one, not a link to one.
 */
export class Layout {
  readonly root: string;
  readonly #fs: FileSystem;
  /** Directories whose names have been made durable by this process. */
  readonly #durable = new Map<string, Promise<void>>();

  constructor(root: string, fs: FileSystem) {
    this.root = path.resolve(root);
    this.#fs = fs;
  }

  files(owner: SnapshotOwner, name: SnapshotName): ResourceFiles {
    const directory = this.directory(owner);
    const whole = path.join(directory, snapshotFileName(name));
    return { directory, whole, partial: `${whole}${PARTIAL}` };
  }

  directory(owner: SnapshotOwner): string {
    return path.join(this.root, ...segments(owner));
  }

  /** Makes an owner's directory, durably. Those that are there are synced too: whoever made them may have ended before. */
  async make(owner: SnapshotOwner): Promise<void> {
    const directory = this.directory(owner);
    if (this.#durable.has(directory)) {
      await this.#durable.get(directory);
      if (await this.exists(owner)) return;
      // Somebody has removed it since.
    }
    const making = this.#make(segments(owner));
    this.#durable.set(directory, making);
    making.catch(() => this.#durable.delete(directory));
    await making;
    if (!(await this.exists(owner))) throw new SnapshotStoreError(`${directory} has gone again`, { retryable: true });
  }

  /**
   * Whether an owner has a directory.
   * @throws {SnapshotStoreError} where a link is on the way to it.
   */
  async exists(owner: SnapshotOwner): Promise<boolean> {
    const directory = this.directory(owner);
    try {
      const [root, real] = [await this.#fs.realpath(this.root), await this.#fs.realpath(directory)];
      if (real === path.join(root, ...segments(owner))) return true;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return false;
      throw error;
    }
    throw new SnapshotStoreError(`${directory} is reached through a symbolic link, which is never followed`, {
      retryable: false,
    });
  }

  async #make(names: readonly string[]): Promise<void> {
    await this.#makeAll(this.root);
    let at = this.root;
    for (const name of names) {
      const parent = at;
      at = path.join(at, name);
      await this.#makeOne(at);
      await this.#fs.syncDirectory(parent);
    }
  }

  /** The folder itself, which an operator may well have made a link; and what it lies in. */
  async #makeAll(directory: string): Promise<void> {
    const parent = path.dirname(directory);
    try {
      await this.#fs.mkdir(directory);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') {
        await this.#makeAll(parent);
        return this.#makeAll(directory);
      }
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    await this.#fs.syncDirectory(parent).catch((error: unknown) => {
      // Somebody else has made the folder, for us, in a place that we may not read.
      if (errorCode(error) !== 'EACCES') throw error;
    });
  }

  async #makeOne(directory: string): Promise<void> {
    try {
      await this.#fs.mkdir(directory);
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
      if (!(await this.#fs.lstat(directory)).isDirectory()) {
        throw new SnapshotStoreError(`${directory} is in the way: it is no directory`, { retryable: false });
      }
    }
  }
}

/** What a file of an owner's directory is; undefined for what is not of this store. */
export function parseResourceFile(
  file: string,
): { readonly name: SnapshotName; readonly partial: boolean } | undefined {
  const partial = file.endsWith(PARTIAL);
  const name = parseSnapshotFileName(partial ? file.slice(0, -PARTIAL.length) : file);
  return name === undefined ? undefined : { name, partial };
}

function segments(owner: SnapshotOwner): string[] {
  return snapshotOwnerPath(owner).split('/').map(segment);
}

/** Ids that differ only in the case of letters must not meet on file systems that take them for equal. */
function segment(id: string): string {
  const lower = id.replace(/[A-Z]/g, (letter) => `=${letter.toLowerCase()}`);
  return DEVICE.test(lower) ? `${lower}=` : lower;
}
