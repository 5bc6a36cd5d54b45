import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { RaftError } from '@lolraft/raft-core';
import { RocksStorage, type RocksStorageOptions } from '../../src/index.js';
import { copyFolder, temporaryFolder } from './folder.js';
import { A, AB, dump, entries, founding, N1, N2, snapshotAt } from './sample.js';

/** Bounds are raised at open and at close only, so that a test says when. */
export const QUIET: RocksStorageOptions = {
  reserveBytes: 0,
  writeBufferBytes: 1024 * 1024,
  boundIntervalMs: 3_600_000,
};

/** What opening a damaged copy led to. */
export type Opened = { readonly state: string } | { readonly error: RaftError };

/** A store that a crash has left: tables, a write-ahead log with several writes, two groups; to be copied and damaged. */
export class DamagedStore {
  readonly #folder: Awaited<ReturnType<typeof temporaryFolder>>;
  /** What the store held after each of the writes that are in the write-ahead log only. */
  readonly states: readonly string[];
  #copies = 0;

  private constructor(folder: Awaited<ReturnType<typeof temporaryFolder>>, states: readonly string[]) {
    this.#folder = folder;
    this.states = states;
  }

  static async make(): Promise<DamagedStore> {
    const folder = await temporaryFolder();
    const live = path.join(folder.path, 'live');
    let storage = await RocksStorage.open(live, QUIET);
    await storage.bind({ cluster: 'ab'.repeat(16) as never, node: N1 });
    await storage.write([founding(A), founding(AB)]);
    for (let i = 0; i < 300; i++) {
      await storage.write([A, AB].map((group) => ({ group, entries: [entries(i * 2 + 1, 2, 1, 100)] })));
    }
    await storage.write([{ group: A, truncateFrom: 500, entries: [entries(500, 3)] }, snapshotAt(AB, 200, 1, 150)]);
    await storage.close();
    // Opening moves what the write-ahead log held into a table.
    storage = await RocksStorage.open(live, QUIET);
    const states: string[] = [await dump(storage)];
    const write = async (...writes: Parameters<RocksStorage['write']>[0]) => {
      await storage.write(writes);
      states.push(await dump(storage));
    };
    await write({ group: A, entries: [entries(503, 5)] });
    await write({ group: A, entries: [entries(508, 1)] }, { group: AB, entries: [entries(601, 40, 1, 2000)] });
    await write({ group: A, truncateFrom: 505, entries: [entries(505, 4)] });
    await write({ group: AB, hardState: { term: 4, votedFor: N2 }, entries: [entries(641, 3, 4)] });
    await copyFolder(live, path.join(folder.path, 'base'));
    await storage.close();
    return new DamagedStore(folder, states);
  }

  get last(): string {
    return this.states.at(-1) ?? '';
  }

  /** Files by their path in the data directory, such as match. */
  async files(pattern: RegExp): Promise<string[]> {
    const names = await readdir(path.join(this.#folder.path, 'base'), { recursive: true });
    return names.filter((name) => pattern.test(name));
  }

  async bytesOf(file: string): Promise<Buffer> {
    return readFile(path.join(this.#folder.path, 'base', file));
  }

  /** A copy of the data directory. */
  async copy(): Promise<string> {
    const copy = path.join(this.#folder.path, `copy-${this.#copies++}`);
    await copyFolder(path.join(this.#folder.path, 'base'), copy);
    return copy;
  }

  /** Opens a copy in which one file was changed; undefined deletes it. */
  async openWith(file: string, change: (bytes: Buffer) => Buffer | undefined): Promise<Opened> {
    const copy = await this.copy();
    const bytes = change(await readFile(path.join(copy, file)));
    if (bytes === undefined) await rm(path.join(copy, file));
    else await writeFile(path.join(copy, file), bytes);
    const opened = await openAndDump(copy);
    await rm(copy, { recursive: true });
    return opened;
  }

  /** Opens a copy with one bit of a file flipped. */
  flip(file: string, offset: number): Promise<Opened> {
    return this.openWith(file, (bytes) => {
      bytes[offset] = (bytes[offset] ?? 0) ^ (1 << (offset % 8));
      return bytes;
    });
  }

  remove(): Promise<void> {
    return this.#folder.remove();
  }
}

export async function openAndDump(directory: string): Promise<Opened> {
  let storage: RocksStorage;
  try {
    storage = await RocksStorage.open(directory, QUIET);
  } catch (error) {
    // Anything but an error of ours is a failure of the test.
    if (error instanceof RaftError) return { error };
    throw error;
  }
  try {
    return { state: await dump(storage) };
  } finally {
    await storage.close();
  }
}

/** `count` offsets, spread over a file. */
export function spread(count: number, size: number, from = 0): number[] {
  const step = Math.max(1, (size - from) / count);
  const offsets: number[] = [];
  for (let at = from; at < size; at += step) offsets.push(Math.floor(at));
  return offsets;
}
