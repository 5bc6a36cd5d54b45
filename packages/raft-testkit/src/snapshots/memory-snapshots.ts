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
import { Interruption } from './interruption.js';
import { MemorySnapshotPlace, pathOf, type SnapshotHook, type SnapshotStep } from './memory-place.js';
import { MemorySnapshotWriter } from './memory-writer.js';

export interface MemorySnapshotsOptions {
  /** Where the bytes are; a place of its own by default. */
  readonly place?: MemorySnapshotPlace;
  /** Given where the stores of several nodes share `place`. */
  readonly realm?: string;
  /** Called before each step has its effect; may delay it, or throw instead of it. */
  readonly before?: SnapshotHook;
  /** Called after its effect; what it throws is an answer that was lost. */
  readonly after?: SnapshotHook;
  /** Bytes of the chunks that a reader gets; 64 KiB by default. */
  readonly chunkBytes?: number;
}

/** A `SnapshotStore` in memory, for tests, examples and the simulator: no timer, no randomness, nothing but microtasks. */
export class MemorySnapshots implements SnapshotStore {
  readonly realm: string | undefined;
  readonly place: MemorySnapshotPlace;
  readonly #options: MemorySnapshotsOptions;
  readonly #making = new Map<string, MemorySnapshotWriter>();
  readonly #waiting = new Set<() => void>();
  #closed = false;

  constructor(options: MemorySnapshotsOptions = {}) {
    this.#options = options;
    this.place = options.place ?? new MemorySnapshotPlace();
    this.realm = options.realm;
  }

  async create(owner: SnapshotOwner, name: SnapshotName, signal?: AbortSignal): Promise<SnapshotWriter> {
    const tag = snapshotTag(owner, name);
    const path = pathOf(tag);
    return this.#step({ what: 'create', path, bytes: 0 }, signal, () => {
      this.#refuseTaken(path);
      const writer = new MemorySnapshotWriter(this.place, tag, {
        check: () => this.#check(signal),
        step: (what, bytes, effect) => this.#step({ what, path, bytes }, signal, effect),
        end: (what, effect) => this.#finish({ what, path, bytes: 0 }, effect),
        ended: () => this.#making.delete(path),
      });
      this.#making.set(path, writer);
      return writer;
    });
  }

  async *open(tag: SnapshotTag, { from = 0, length, signal }: OpenOptions = {}): AsyncGenerator<Uint8Array> {
    const path = pathOf(tag);
    const bytes = await this.#step({ what: 'open', path, bytes: 0 }, signal, () => {
      const found = this.#whole(path);
      if (!isRange(from, length) || from > found.length) {
        throw new InvalidArgumentError(`no range from ${from} of ${path}, which has ${found.length} bytes`);
      }
      return found;
    });
    const end = Math.min(bytes.length, from + (length ?? bytes.length));
    const size = this.#options.chunkBytes ?? 64 * 1024;
    for (let at = from; at < end; at += size) {
      const chunk = bytes.slice(at, Math.min(end, at + size));
      yield await this.#step({ what: 'read', path, bytes: chunk.length }, signal, () => chunk);
    }
    this.#check(signal);
  }

  async adopt(
    owner: SnapshotOwner,
    name: SnapshotName,
    source: SnapshotTag,
    signal?: AbortSignal,
  ): Promise<SnapshotTag> {
    const tag = snapshotTag(owner, name);
    const path = pathOf(tag);
    return this.#step({ what: 'adopt', path, bytes: 0 }, signal, () => {
      this.#refuseTaken(path);
      this.place.whole.set(path, this.#whole(pathOf(source)).slice());
      return tag;
    });
  }

  async delete(owner: SnapshotOwner, tag: SnapshotTag): Promise<void> {
    const path = pathOf(tag);
    const named = parseSnapshotTag(tag);
    if (named === undefined || !sameSnapshotOwner(named.owner, owner)) {
      this.#check();
      throw new InvalidArgumentError(`${path} is not of ${snapshotOwnerPath(owner)}`);
    }
    await this.#step({ what: 'delete', path, bytes: 0 }, undefined, () => {
      if (this.#making.has(path)) throw new InvalidArgumentError(`${path} is being written`);
      this.place.whole.delete(path);
      this.place.partial.delete(path);
    });
  }

  async *list(owner: SnapshotOwner): AsyncGenerator<ListedSnapshot> {
    const path = snapshotOwnerPath(owner);
    const found = await this.#step({ what: 'list', path, bytes: 0 }, undefined, () => {
      const of = (map: ReadonlyMap<string, Uint8Array>, partial: boolean): ListedSnapshot[] =>
        [...map]
          .filter(([each]) => each.startsWith(`${path}/`))
          .map(([each, { length }]) => ({ tag: new TextEncoder().encode(each), size: length, partial }));
      return [...of(this.place.whole, false), ...of(this.place.partial, true)];
    });
    yield* found;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#end();
    for (const writer of [...this.#making.values()]) writer.leave(undefined);
  }

  /**
   * The end of its process: like `close`, but of each resource in the making only the first `keep(path, written)` bytes are
   * left; none by default, though its name is.
   */
  crash(keep: (path: string, written: number) => number = () => 0): void {
    if (this.#closed) return;
    this.#end();
    for (const [path, writer] of [...this.#making]) writer.leave(keep(path, writer.written));
  }

  #end(): void {
    this.#closed = true;
    for (const interrupt of this.#waiting) interrupt();
  }

  #whole(path: string): Uint8Array {
    const found = this.place.whole.get(path);
    if (found === undefined) throw new SnapshotNotFoundError(`there is no snapshot ${JSON.stringify(path)}`);
    return found;
  }

  #refuseTaken(path: string): void {
    if (this.place.whole.has(path)) throw new SnapshotExistsError(`snapshot ${path} has been written already`);
    if (this.#making.has(path)) throw new SnapshotExistsError(`snapshot ${path} is being written`);
  }

  #check(signal?: AbortSignal): void {
    if (this.#closed) throw new ClosedError('the snapshot store');
    if (signal?.aborted === true) throw new AbortedError('not_applied', signal.reason);
  }

  /** A hook that never answers holds up no caller that gives up, and not `close`. */
  async #step<T>(step: SnapshotStep, signal: AbortSignal | undefined, effect: () => T): Promise<T> {
    const interruption = new Interruption(this.#waiting, signal);
    try {
      this.#check(signal);
      const before = this.#options.before?.(step);
      if (before !== undefined) await interruption.race(before);
      this.#check(signal);
      const result = effect();
      const after = this.#options.after?.(step);
      if (after !== undefined) await interruption.race(after);
      return result;
    } finally {
      interruption.end();
    }
  }

  /** Works after `close` and abortion too. */
  async #finish(step: SnapshotStep, effect: () => void): Promise<void> {
    if (!this.#closed) await this.#options.before?.(step);
    effect();
    if (!this.#closed) await this.#options.after?.(step);
  }
}

function isRange(from: number, length: number | undefined): boolean {
  return (
    Number.isSafeInteger(from) && from >= 0 && (length === undefined || (Number.isSafeInteger(length) && length >= 0))
  );
}
