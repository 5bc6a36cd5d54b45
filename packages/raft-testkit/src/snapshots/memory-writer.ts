import {
  crc32c,
  InvalidArgumentError,
  type SavedSnapshot,
  type SnapshotTag,
  type SnapshotWriter,
} from '@lolraft/raft-core';
import { pathOf, type MemorySnapshotPlace } from './memory-place.js';

/** What a writer asks of its store. */
export interface WriterStore {
  /** Throws where the store is closed or the signal has fired. */
  check(): void;
  step<T>(what: 'write' | 'commit', bytes: number, effect: () => T): Promise<T>;
  end(what: 'suspend' | 'abort', effect: () => void): Promise<void>;
  ended(): void;
}

const NOTHING = new Uint8Array(0);

export class MemorySnapshotWriter implements SnapshotWriter {
  readonly offset: number;
  readonly #place: MemorySnapshotPlace;
  readonly #tag: SnapshotTag;
  readonly #path: string;
  readonly #store: WriterStore;
  /** Pieces of `#written` bytes; put together when somebody may look. */
  #chunks: Uint8Array[];
  #written: number;
  #state: 'open' | 'busy' | 'failed' | 'ended' = 'open';

  constructor(place: MemorySnapshotPlace, tag: SnapshotTag, store: WriterStore) {
    this.#place = place;
    this.#tag = tag;
    this.#path = pathOf(tag);
    this.#store = store;
    const found = place.partial.get(this.#path) ?? NOTHING;
    this.#chunks = [found];
    this.#written = found.length;
    this.offset = found.length;
    place.partial.set(this.#path, found);
  }

  get written(): number {
    return this.#written;
  }

  write(chunk: Uint8Array): Promise<void> {
    return this.#exclusively(() =>
      this.#store.step('write', chunk.length, () => {
        this.#chunks.push(chunk.slice());
        this.#written += chunk.length;
      }),
    );
  }

  commit(): Promise<SavedSnapshot> {
    return this.#exclusively(() =>
      this.#store.step('commit', this.#written, () => {
        const bytes = this.#gather();
        this.#place.whole.set(this.#path, bytes);
        this.#place.partial.delete(this.#path);
        this.#end();
        return { tag: this.#tag.slice(), size: bytes.length, checksum: crc32c(bytes) };
      }),
    );
  }

  async suspend(): Promise<void> {
    if (this.#state === 'ended') return;
    await this.#store.end('suspend', () => this.leave(undefined));
  }

  async abort(): Promise<void> {
    if (this.#state === 'ended') return;
    await this.#store.end('abort', () => {
      if (this.#state === 'ended') return;
      this.#place.partial.delete(this.#path);
      this.#end();
    });
  }

  /** Ends, and leaves the first `keep` bytes for a later writer; all of them by default. */
  leave(keep = this.#written): void {
    if (this.#state === 'ended') return;
    this.#place.partial.set(this.#path, this.#gather().slice(0, keep));
    this.#end();
  }

  #gather(): Uint8Array {
    const bytes = new Uint8Array(this.#written);
    let at = 0;
    for (const chunk of this.#chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  }

  #end(): void {
    this.#state = 'ended';
    this.#chunks = [];
    this.#store.ended();
  }

  async #exclusively<T>(body: () => Promise<T>): Promise<T> {
    this.#store.check();
    if (this.#state !== 'open') throw new InvalidArgumentError(`a writer that is ${this.#state} takes no more calls`);
    this.#state = 'busy';
    try {
      const result = await body();
      if (this.#isBusy()) this.#state = 'open';
      return result;
    } catch (error) {
      if (this.#isBusy()) this.#state = 'failed';
      throw error;
    }
  }

  #isBusy(): boolean {
    return this.#state === 'busy';
  }
}
