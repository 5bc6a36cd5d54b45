import {
  crc32c,
  InvalidArgumentError,
  RaftError,
  SnapshotStoreError,
  type SavedSnapshot,
  type SnapshotTag,
  type SnapshotWriter,
} from '@lolraft/raft-core';
import { errorCode, failure } from './failures.js';
import { BLOCK_BYTES, checksumOf, readFully, writeFully } from './file-bytes.js';
import { CREATE, type File, type FileSystem } from './file-system.js';
import type { ResourceFiles } from './layout.js';
import { decodeHeader, encodeHeader, HEADER_BYTES } from './resource-header.js';
import { checkSpace } from './space.js';

/** How often what is written is synced, so that the last sync is short and an interrupted writer is gone on with. */
const CHECKPOINT_BYTES = 8 * 1024 * 1024;

export interface FsWriterSetting {
  readonly fs: FileSystem;
  readonly files: ResourceFiles;
  readonly tag: SnapshotTag;
  readonly reserve: number;
  /** Throws where the store is closed or the signal has fired. */
  check(): void;
  ended(): void;
}

/** Writes `<name>.partial`, and gives it its name once all of it is durable. */
export class FsWriter implements SnapshotWriter {
  readonly offset: number;
  readonly #setting: FsWriterSetting;
  readonly #file: File;
  readonly #block = new Uint8Array(BLOCK_BYTES);
  #filled = 0;
  /** Bytes in the file, without those in the block, and their checksum. */
  #written: number;
  #checksum: number;
  #checkpoint: number;
  #state: 'open' | 'busy' | 'failed' | 'committed' | 'ending' = 'open';
  /** A write or sync failed: the system may show bytes as written that it has given up, so nobody goes on with them. */
  #isDoubtful = false;
  #current: Promise<unknown> = Promise.resolve();
  #ending: Promise<void> | undefined;

  private constructor(setting: FsWriterSetting, file: File, written: number, checksum: number) {
    this.#setting = setting;
    this.#file = file;
    this.#written = written;
    this.#checksum = checksum;
    this.#checkpoint = written;
    this.offset = written;
  }

  /** Goes on with what its last checkpoint says is there, if it is. */
  static async open(setting: FsWriterSetting): Promise<FsWriter> {
    const { fs, files, reserve } = setting;
    await checkSpace(fs, files.directory, reserve, 0);
    const file = await fs.open(files.partial, CREATE);
    try {
      if (!(await file.stat()).isFile()) {
        throw new SnapshotStoreError(`${files.partial} is in the way: it is no file`, { retryable: false });
      }
      const header = decodeHeader(await readFully(file, HEADER_BYTES, 0));
      if (typeof header !== 'string') {
        const found = await checksumOf(file, header.size, () => setting.check());
        if (found === header.checksum) {
          await file.truncate(HEADER_BYTES + header.size);
          return new FsWriter(setting, file, header.size, header.checksum);
        }
      }
      await file.truncate(0);
      await writeFully(file, encodeHeader({ whole: false, size: 0, checksum: 0 }), 0);
      setting.check();
      return new FsWriter(setting, file, 0, 0);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  write(chunk: Uint8Array): Promise<void> {
    return this.#exclusively('writing', async () => {
      for (let at = 0; at < chunk.length; ) {
        const piece = chunk.subarray(at, at + BLOCK_BYTES - this.#filled);
        this.#block.set(piece, this.#filled);
        this.#filled += piece.length;
        at += piece.length;
        if (this.#filled < BLOCK_BYTES) continue;
        await this.#flush();
        if (this.#written - this.#checkpoint >= CHECKPOINT_BYTES) await this.#saveProgress();
        this.#setting.check();
      }
    });
  }

  commit(): Promise<SavedSnapshot> {
    return this.#exclusively('committing', async () => {
      const { fs, files, tag } = this.#setting;
      await this.#flush();
      const saved = { tag: tag.slice(), size: this.#written, checksum: this.#checksum };
      await writeFully(this.#file, encodeHeader({ whole: true, ...saved }), 0);
      await this.#file.sync();
      await this.#file.close();
      this.#setting.check();
      await fs.rename(files.partial, files.whole);
      await fs.syncDirectory(files.directory);
      this.#state = 'committed';
      this.#setting.ended();
      return saved;
    });
  }

  suspend(): Promise<void> {
    return this.#end(async (isSound) => {
      if (this.#isDoubtful) return this.#remove();
      try {
        if (isSound) {
          await this.#flush();
          await this.#writeHeader();
        }
      } finally {
        await this.#file.close();
      }
    });
  }

  abort(): Promise<void> {
    return this.#end(() => this.#remove());
  }

  async #remove(): Promise<void> {
    await this.#file.close();
    await this.#setting.fs.unlink(this.#setting.files.partial).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw error;
    });
  }

  async #flush(): Promise<void> {
    if (this.#filled === 0) return;
    const bytes = this.#block.subarray(0, this.#filled);
    await writeFully(this.#file, bytes, HEADER_BYTES + this.#written);
    this.#checksum = crc32c(bytes, 0, bytes.length, this.#checksum);
    this.#written += bytes.length;
    this.#filled = 0;
  }

  async #saveProgress(): Promise<void> {
    const { fs, files, reserve } = this.#setting;
    await this.#file.datasync();
    await this.#writeHeader();
    await checkSpace(fs, files.directory, reserve, CHECKPOINT_BYTES);
  }

  /** Not synced: where it, or what it vouches for, is lost, its checksum says so. */
  async #writeHeader(): Promise<void> {
    await writeFully(this.#file, encodeHeader({ whole: false, size: this.#written, checksum: this.#checksum }), 0);
    this.#checkpoint = this.#written;
  }

  #exclusively<T>(doing: string, body: () => Promise<T>): Promise<T> {
    const run = async (): Promise<T> => {
      this.#setting.check();
      if (this.#state !== 'open') throw new InvalidArgumentError(`a writer that is ${this.#state} takes no more calls`);
      this.#state = 'busy';
      try {
        const result = await body();
        if (this.#is('busy')) this.#state = 'open';
        return result;
      } catch (error) {
        if (this.#is('busy')) this.#state = 'failed';
        if (!(error instanceof RaftError)) this.#isDoubtful = true;
        throw failure(error, doing, this.#setting.files.partial);
      }
    };
    const running = run();
    this.#current = running.catch(() => undefined);
    return running;
  }

  /** Once only, and after the call that is under way. */
  #end(body: (isSound: boolean) => Promise<void>): Promise<void> {
    if (this.#is('committed')) return Promise.resolve();
    this.#ending ??= this.#current.then(async () => {
      if (this.#is('committed')) return;
      const isSound = this.#state === 'open';
      this.#state = 'ending';
      try {
        await body(isSound);
      } catch (error) {
        throw failure(error, 'ending the writing', this.#setting.files.partial);
      } finally {
        this.#setting.ended();
      }
    });
    return this.#ending;
  }

  /** A state that another call may have set meanwhile. */
  #is(state: string): boolean {
    return this.#state === state;
  }
}
