import path from 'node:path';
import {
  AbortedError,
  ClosedError,
  InvalidArgumentError,
  parseSnapshotTag,
  sameSnapshotOwner,
  SnapshotExistsError,
  SnapshotNotFoundError,
  snapshotOwnerPath,
  snapshotTag,
  type ListedSnapshot,
  type OpenOptions,
  type SnapshotName,
  type SnapshotOwner,
  type SnapshotStore,
  type SnapshotTag,
  type SnapshotWriter,
} from '@lolraft/raft-core';
import { errorCode, failure } from './failures.js';
import { nodeFileSystem, type File, type FileSystem } from './file-system.js';
import { openResource, readResource } from './fs-reader.js';
import { FsWriter } from './fs-writer.js';
import { Layout, parseResourceFile, type ResourceFiles } from './layout.js';
import { HEADER_BYTES } from './resource-header.js';

export interface FsSnapshotsOptions {
  /**
   * Given where every node mounts this same folder: any name that all of them give. Followers then read the leader's
   * snapshots from the folder, instead of through the leader.
   */
  readonly shared?: string;
  /** Space in bytes that is left free on the disk: with less, writers get `StorageFullError`. 256 MiB by default. */
  readonly reserveBytes?: number;
}

const DEFAULT_RESERVE = 256 * 1024 * 1024;
/** File systems without hard links, and links that they refuse. */
const NO_LINK = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV', 'EMLINK']);

/** Snapshots as files of a folder. Made without touching the disk; the folder is made when it is needed. */
export class FsSnapshots implements SnapshotStore {
  readonly realm: string | undefined;
  readonly #fs: FileSystem;
  readonly #layout: Layout;
  readonly #reserve: number;
  /** Files that this store is writing, by name. */
  readonly #making = new Set<string>();
  readonly #writers = new Set<FsWriter>();
  readonly #reading = new Set<File>();
  readonly #running = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  /** @throws {InvalidArgumentError} where an option is none. */
  constructor(folder: string, options: FsSnapshotsOptions = {}, fs: FileSystem = nodeFileSystem) {
    const { shared, reserveBytes = DEFAULT_RESERVE } = options;
    if (folder === '') throw new InvalidArgumentError('the folder of snapshots has no name');
    if (shared === '') throw new InvalidArgumentError('the name of a shared folder is empty');
    if (!Number.isSafeInteger(reserveBytes) || reserveBytes < 0) {
      throw new InvalidArgumentError(`reserveBytes ${reserveBytes} is not a number of bytes`);
    }
    this.realm = shared === undefined ? undefined : `fs:${shared}`;
    this.#reserve = reserveBytes;
    this.#fs = fs;
    this.#layout = new Layout(folder, fs);
  }

  create(owner: SnapshotOwner, name: SnapshotName, signal?: AbortSignal): Promise<SnapshotWriter> {
    return this.#run('creating', signal, () => this.#create(owner, name, signal));
  }

  async *open(tag: SnapshotTag, options: OpenOptions = {}): AsyncGenerator<Uint8Array> {
    const { signal } = options;
    const resource = await this.#run('opening', signal, async () => {
      const files = await this.#find(tag);
      const opened = await openResource(this.#fs, files.whole);
      this.#reading.add(opened.file);
      return { ...opened, path: files.whole };
    });
    try {
      yield* readResource(resource, resource.path, options, () => this.#check(signal));
    } finally {
      this.#reading.delete(resource.file);
      await resource.file.close();
    }
  }

  adopt(owner: SnapshotOwner, name: SnapshotName, source: SnapshotTag, signal?: AbortSignal): Promise<SnapshotTag> {
    return this.#run('adopting', signal, async () => {
      const tag = snapshotTag(owner, name);
      const files = this.#layout.files(owner, name);
      const from = await this.#find(source);
      const { file } = await openResource(this.#fs, from.whole);
      await file.close();
      const isLinked = await this.#take(owner, files, () => {
        this.#check(signal);
        return this.#link(from, files);
      });
      this.#making.delete(files.whole);
      if (!isLinked) await this.#copy(owner, name, source, signal);
      return tag;
    });
  }

  delete(owner: SnapshotOwner, tag: SnapshotTag): Promise<void> {
    return this.#run('deleting', undefined, async () => {
      const named = parseSnapshotTag(tag);
      if (named === undefined || !sameSnapshotOwner(named.owner, owner)) {
        throw new InvalidArgumentError(`the snapshot to delete is not of ${snapshotOwnerPath(owner)}`);
      }
      const files = this.#layout.files(owner, named.name);
      if (this.#making.has(files.whole)) throw new InvalidArgumentError(`${files.whole} is being written`);
      if (!(await this.#layout.exists(owner))) return;
      // Not synced: what comes back after a loss of power is listed, and deleted again.
      await this.#unlink(files.partial);
      await this.#unlink(files.whole);
    });
  }

  async *list(owner: SnapshotOwner): AsyncGenerator<ListedSnapshot> {
    const listed = await this.#run('listing', undefined, () => this.#list(owner));
    for (const each of listed) {
      this.#check();
      yield each;
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#running);
    const ends = [
      ...[...this.#reading].map((file) => file.close()),
      ...[...this.#writers].map((writer) => writer.suspend()),
    ];
    const failed = (await Promise.allSettled(ends)).find((end) => end.status === 'rejected');
    if (failed !== undefined) throw failure(failed.reason, 'closing', this.#layout.root);
  }

  async #create(owner: SnapshotOwner, name: SnapshotName, signal: AbortSignal | undefined): Promise<FsWriter> {
    const tag = snapshotTag(owner, name);
    const files = this.#layout.files(owner, name);
    const check = (): void => this.#check(signal);
    return this.#take(owner, files, async () => {
      const writer: FsWriter = await FsWriter.open({
        ...{ fs: this.#fs, files, tag, reserve: this.#reserve, check },
        ended: () => {
          this.#making.delete(files.whole);
          this.#writers.delete(writer);
        },
      });
      this.#writers.add(writer);
      return writer;
    });
  }

  /**
   * Takes a name that has never been used, for as long as it is in `#making`; gives it free where `body` fails.
   * @throws {SnapshotExistsError}
   */
  async #take<T>(owner: SnapshotOwner, { whole }: ResourceFiles, body: () => Promise<T>): Promise<T> {
    if (this.#making.has(whole)) throw new SnapshotExistsError(`snapshot ${whole} is being written`);
    this.#making.add(whole);
    try {
      await this.#layout.make(owner);
      if ((await this.#sizeOf(whole)) !== undefined)
        throw new SnapshotExistsError(`snapshot ${whole} is there already`);
      return await body();
    } catch (error) {
      this.#making.delete(whole);
      throw error;
    }
  }

  /**
   * A second name for the same bytes, which nobody changes ever again. False where the file system has no such thing.
   * @throws {SnapshotNotFoundError}
   */
  async #link(from: ResourceFiles, to: ResourceFiles): Promise<boolean> {
    try {
      await this.#fs.link(from.whole, to.whole);
    } catch (error) {
      const code = errorCode(error) ?? '';
      if (NO_LINK.has(code)) return false;
      if (code === 'ENOENT') throw new SnapshotNotFoundError(`there is no snapshot ${from.whole}`);
      if (code === 'EEXIST') throw new SnapshotExistsError(`snapshot ${to.whole} is there already`);
      throw error;
    }
    await this.#fs.syncDirectory(to.directory);
    await this.#unlink(to.partial);
    return true;
  }

  async #copy(owner: SnapshotOwner, name: SnapshotName, source: SnapshotTag, signal?: AbortSignal): Promise<void> {
    const writer = await this.#create(owner, name, signal);
    try {
      const options = { from: writer.offset, ...(signal === undefined ? {} : { signal }) };
      for await (const chunk of this.open(source, options)) await writer.write(chunk);
      await writer.commit();
    } catch (error) {
      await writer.abort();
      throw error;
    }
  }

  /** The files that a tag names, in a directory that is one. */
  async #find(tag: SnapshotTag): Promise<ResourceFiles> {
    const named = parseSnapshotTag(tag);
    if (named === undefined) throw new SnapshotNotFoundError('no snapshot has such a tag');
    const files = this.#layout.files(named.owner, named.name);
    if (!(await this.#layout.exists(named.owner)))
      throw new SnapshotNotFoundError(`there is no snapshot ${files.whole}`);
    return files;
  }

  async #list(owner: SnapshotOwner): Promise<ListedSnapshot[]> {
    const directory = this.#layout.directory(owner);
    if (!(await this.#layout.exists(owner))) return [];
    const listed = new Map<string, ListedSnapshot>();
    for (const file of await this.#fs.readdir(directory)) {
      const found = parseResourceFile(file);
      if (found === undefined) continue;
      const size = await this.#sizeOf(path.join(directory, file));
      const { whole } = this.#layout.files(owner, found.name);
      // A name that has both files is whole; deleting it deletes both.
      if (size === undefined || (found.partial && listed.has(whole))) continue;
      listed.set(whole, {
        tag: snapshotTag(owner, found.name),
        size: Math.max(0, size - HEADER_BYTES),
        partial: found.partial,
      });
    }
    return [...listed.values()];
  }

  /** Undefined where there is no such file. */
  async #sizeOf(file: string): Promise<number | undefined> {
    try {
      const stats = await this.#fs.lstat(file);
      return stats.isFile() ? stats.size : undefined;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  async #unlink(file: string): Promise<void> {
    await this.#fs.unlink(file).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw error;
    });
  }

  #check(signal?: AbortSignal): void {
    if (this.#closing !== undefined) throw new ClosedError('the snapshot store');
    if (signal?.aborted === true) throw new AbortedError('not_applied', signal.reason);
  }

  /** One call, which `close` waits for. */
  #run<T>(doing: string, signal: AbortSignal | undefined, body: () => Promise<T>): Promise<T> {
    const run = async (): Promise<T> => {
      this.#check(signal);
      try {
        return await body();
      } catch (error) {
        throw failure(error, doing, this.#layout.root);
      }
    };
    const running = run();
    const done = (): void => void this.#running.delete(tracked);
    const tracked: Promise<void> = running.then(done, done);
    this.#running.add(tracked);
    return running;
  }
}
