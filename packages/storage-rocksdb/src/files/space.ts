import { statfs } from 'node:fs/promises';
import { StorageFullError } from '@lolraft/raft-core';

const REFRESH_MS = 1000;
/** What a byte of entries takes before old bytes are given back: in the write-ahead log, in a table, in its merged successor. */
const AMPLIFICATION = 3;

const inMiB = (bytes: number): string => `${Math.max(0, Math.floor(bytes / 1_048_576))} MiB`;

/**
 * Refuses entries while space is still left for everything else: compaction, truncation and the database's own work
 * (rule 17 of the design). Asks the file system about once a second, and counts what was written meanwhile.
 */
export class SpaceGuard {
  readonly #path: string;
  readonly #reserve: number;
  #free = 0;
  #spent = 0;
  #askedAt = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | undefined;
  #isShort = false;

  constructor(path: string, reserve: number) {
    this.#path = path;
    this.#reserve = reserve;
  }

  /** Whether the last request was refused. */
  get isShort(): boolean {
    return this.#isShort;
  }

  /**
   * Nothing where there is surely room, which is the usual case; otherwise a promise.
   * @throws {StorageFullError}
   */
  admit(bytes: number): Promise<void> | undefined {
    const cost = bytes * AMPLIFICATION;
    if (performance.now() - this.#askedAt > REFRESH_MS) this.#ask().catch(() => undefined);
    if (this.#hasRoom(cost)) {
      this.#spent += cost;
      return undefined;
    }
    return this.#admitSlowly(cost);
  }

  async #admitSlowly(cost: number): Promise<void> {
    await this.#ask();
    this.#isShort = !this.#hasRoom(cost);
    if (this.#isShort) {
      throw new StorageFullError(
        `${inMiB(this.#free)} are free on the disk of ${this.#path}, and ${inMiB(this.#reserve)} are kept in reserve: ` +
          'free some space, let the log be compacted, or lower reserveBytes',
      );
    }
    this.#spent += cost;
  }

  #hasRoom(cost: number): boolean {
    return this.#free - this.#spent - cost >= this.#reserve;
  }

  #ask(): Promise<void> {
    this.#asking ??= this.#refresh().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #refresh(): Promise<void> {
    this.#askedAt = performance.now();
    const { bavail, bsize } = await statfs(this.#path);
    this.#free = bavail * bsize;
    this.#spent = 0;
  }
}
