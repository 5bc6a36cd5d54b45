import { ClosedError, StorageFailedError, StorageLockedError } from '@lolraft/raft-core';
import { damage } from '../damage.js';
import type { Handle, Iterator, Operation } from './binding.js';

export type { Operation } from './binding.js';

export interface DatabaseOptions {
  readonly createIfMissing: boolean;
  /** Bytes that RocksDB gathers in memory, and keeps in its write-ahead log, before it writes a table file. */
  readonly writeBufferBytes: number;
}

export interface KeyValue {
  readonly key: Buffer;
  readonly value: Buffer;
}

const PAGE_BYTES = 1024 * 1024;
const PAGE_RECORDS = 1000;

/**
 * The narrow door to RocksDB. The native code may crash the process when it is called before it is open, after it was
 * closed, or on a handle that failed to open; so a handle exists here only while it is open, each call is counted, and
 * `close` waits until none is pending.
 */
export class Database {
  readonly #handle: Handle;
  #pending = 0;
  #closing: Promise<void> | undefined;
  #onIdle: (() => void) | undefined;

  private constructor(handle: Handle) {
    this.#handle = handle;
  }

  /**
   * Loads the native code first: importing this package alone never does.
   * @throws {StorageLockedError} where the database is open already, here or in another process.
   */
  static async open(path: string, options: DatabaseOptions): Promise<Database> {
    const handle = (await loadNative())(path);
    try {
      await settle((done) => {
        handle.open(
          {
            createIfMissing: options.createIfMissing,
            // Payloads are the app's own, often packed already, and most of the log is deleted before it is read.
            compression: false,
            writeBufferSize: options.writeBufferBytes,
            cacheSize: 8 * 1024 * 1024,
            blockSize: 16 * 1024,
            maxOpenFiles: 256,
          },
          done,
        );
      });
    } catch (error) {
      // The handle is dropped here: a second use of it could crash the process.
      throw isLockError(error) ? lockedError(path, error) : error;
    }
    return new Database(handle);
  }

  /** Undefined where there is no such key. */
  async get(key: Buffer): Promise<Buffer | undefined> {
    try {
      return await this.#run<Buffer | undefined>((done) => this.#handle.get(key, { fillCache: true }, done));
    } catch (error) {
      if (error instanceof Error && /notfound/i.test(error.message)) return undefined;
      throw error;
    }
  }

  /** Writes all operations atomically, in order, and resolves once they are synced. Copies the bytes before it returns. */
  batch(operations: Operation[]): Promise<void> {
    return this.#run((done) => this.#handle.batch(operations, { sync: true }, done));
  }

  /** The records of the range in order, in pages of about a megabyte or a thousand records. */
  async *scan(gte: Buffer, lt: Buffer): AsyncGenerator<KeyValue[], void, void> {
    this.#enter();
    let iterator: Iterator | undefined;
    try {
      const opened = this.#handle.iterator({ gte, lt, highWaterMark: PAGE_BYTES, fillCache: false });
      iterator = opened;
      for (;;) {
        const page = await nextPage(opened);
        if (page.length === 0) return;
        yield page;
      }
    } finally {
      const opened = iterator;
      try {
        if (opened !== undefined) await settle<undefined>((done) => opened.end(done));
      } finally {
        this.#leave();
      }
    }
  }

  /** Gives back the space of what was deleted in the range; takes as long as rewriting what is left there. */
  compact(from: Buffer, to: Buffer): Promise<void> {
    return this.#run((done) => this.#handle.compactRange(from, to, done));
  }

  /** Waits for every pending call. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    if (this.#pending > 0) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
    }
    await settle<undefined>((done) => this.#handle.close(done));
  }

  async #run<T = undefined>(call: (done: (error?: Error | null, value?: T) => void) => void): Promise<T> {
    this.#enter();
    try {
      return await settle(call);
    } finally {
      this.#leave();
    }
  }

  #enter(): void {
    if (this.#closing !== undefined) throw new ClosedError('the database');
    this.#pending++;
  }

  #leave(): void {
    if (--this.#pending === 0) this.#onIdle?.();
  }
}

async function loadNative(): Promise<(path: string) => Handle> {
  try {
    return (await import('rocksdb')).default;
  } catch (error) {
    throw new StorageFailedError(
      `the native code of rocksdb does not load on ${process.platform}/${process.arch} with Node ${process.version}: ` +
        'install the package again on this machine, or use another storage',
      error,
    );
  }
}

function settle<T>(call: (done: (error?: Error | null, value?: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    call((error, value) => {
      if (error) reject(asError(error));
      else resolve(value as T);
    });
  });
}

function nextPage(iterator: Iterator): Promise<KeyValue[]> {
  return new Promise((resolve, reject) => {
    const page: KeyValue[] = [];
    let bytes = 0;
    const step = (): void => {
      iterator.next((error, key, value) => {
        if (error) {
          reject(asError(error));
        } else if (key === undefined || value === undefined) {
          resolve(page);
        } else {
          page.push({ key, value });
          bytes += value.length;
          if (bytes >= PAGE_BYTES || page.length >= PAGE_RECORDS) resolve(page);
          else step();
        }
      });
    };
    step();
  });
}

function asError(error: Error): Error {
  return /^corruption/i.test(error.message) ? damage(`RocksDB found damage: ${error.message}`, error) : error;
}

function isLockError(error: unknown): boolean {
  return error instanceof Error && /while lock file|lock hold by current process|lock file:/i.test(error.message);
}

export function lockedError(path: string, cause?: unknown): StorageLockedError {
  return new StorageLockedError(
    `${path} is in use: another process, or another store in this one, has it open. ` +
      'Stop the other one, or give this node a data directory of its own.',
    cause,
  );
}
