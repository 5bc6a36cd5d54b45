import { crc32c } from '../../src/model/crc32c.js';
import {
  AbortedError,
  ClosedError,
  InvalidArgumentError,
  SnapshotExistsError,
  SnapshotNotFoundError,
} from '../../src/model/errors.js';
import type { SnapshotTag } from '../../src/model/state.js';
import { snapshotOwnerPath, snapshotTag } from '../../src/ports/snapshot-names.js';
import type {
  ListedSnapshot,
  SnapshotName,
  SnapshotOwner,
  SnapshotStore,
  SnapshotWriter,
} from '../../src/ports/snapshots.js';

export type StoreCall =
  | 'create'
  | 'write'
  | 'commit'
  | 'suspend'
  | 'abort'
  | 'open'
  | 'read'
  | 'adopt'
  | 'delete'
  | 'list';

export const pathOf = (tag: SnapshotTag): string => new TextDecoder().decode(tag);

/**
 * Snapshots in memory that outlive the host that uses them. Strict: whatever breaks the port's contract is noted in
 * `violations`, and what is begun and not ended is counted.
 */
export class TestSnapshots {
  readonly whole = new Map<string, Uint8Array>();
  readonly partial = new Map<string, Uint8Array>();
  readonly making = new Set<string>();
  readonly violations: string[] = [];
  readonly calls: string[] = [];
  /** Streams that were opened and have not ended. */
  reading = 0;
  pieceBytes = 64 * 1024;
  realm: string | undefined;
  /** Called before a call has its effect; may delay it, or throw instead of it. */
  before: (call: StoreCall, path: string) => Promise<void> | undefined = () => undefined;

  open(): SnapshotStore {
    return new OpenSnapshots(this);
  }

  get paths(): string[] {
    return [...this.whole.keys()];
  }
}

class OpenSnapshots implements SnapshotStore {
  readonly #place: TestSnapshots;
  readonly #writers = new Set<TestWriter>();
  readonly #closing = new AbortController();

  constructor(place: TestSnapshots) {
    this.#place = place;
  }

  get realm(): string | undefined {
    return this.#place.realm;
  }

  /** Waits for the hook, but no longer than until the signal fires or the store is closed. */
  async step(call: StoreCall, path: string, signal?: AbortSignal): Promise<void> {
    this.#place.calls.push(`${call} ${path}`);
    this.check(signal);
    const waiting = this.#place.before(call, path);
    if (waiting === undefined) {
      await Promise.resolve();
    } else {
      const signals = [signal, this.#closing.signal];
      await new Promise<void>((resolve, reject) => {
        const done = (error?: unknown): void => {
          for (const each of signals) each?.removeEventListener('abort', onAbort);
          if (error === undefined) resolve();
          else reject(error instanceof Error ? error : new Error('it failed', { cause: error }));
        };
        const onAbort = (): void => {
          done();
        };
        for (const each of signals) each?.addEventListener('abort', onAbort);
        waiting.then(() => {
          done();
        }, done);
      });
    }
    this.check(signal);
  }

  check(signal?: AbortSignal): void {
    if (this.#closing.signal.aborted) throw new ClosedError('the snapshot store');
    if (signal?.aborted === true) throw new AbortedError('not_applied', signal.reason);
  }

  #refuseTaken(path: string): void {
    if (this.#place.whole.has(path) || this.#place.making.has(path)) throw new SnapshotExistsError(`${path} is there`);
  }

  async create(owner: SnapshotOwner, name: SnapshotName, signal?: AbortSignal): Promise<SnapshotWriter> {
    const tag = snapshotTag(owner, name);
    await this.step('create', pathOf(tag), signal);
    this.#refuseTaken(pathOf(tag));
    const writer = new TestWriter(this, this.#place, tag, signal);
    this.#writers.add(writer);
    return writer;
  }

  async *open(
    tag: SnapshotTag,
    { from = 0, length, signal }: { from?: number; length?: number; signal?: AbortSignal } = {},
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const path = pathOf(tag);
    this.#place.reading++;
    try {
      await this.step('open', path, signal);
      const bytes = this.#place.whole.get(path);
      if (bytes === undefined) throw new SnapshotNotFoundError(`there is no ${path}`);
      if (from > bytes.length) throw new InvalidArgumentError(`${String(from)} is beyond the end`);
      const end = Math.min(bytes.length, from + (length ?? bytes.length));
      for (let at = from; at < end; at += this.#place.pieceBytes) {
        await this.step('read', path, signal);
        yield bytes.slice(at, Math.min(end, at + this.#place.pieceBytes));
      }
    } finally {
      this.#place.reading--;
    }
  }

  async adopt(
    owner: SnapshotOwner,
    name: SnapshotName,
    source: SnapshotTag,
    signal?: AbortSignal,
  ): Promise<SnapshotTag> {
    const tag = snapshotTag(owner, name);
    await this.step('adopt', pathOf(tag), signal);
    const bytes = this.#place.whole.get(pathOf(source));
    if (bytes === undefined) throw new SnapshotNotFoundError(`there is no ${pathOf(source)}`);
    this.#refuseTaken(pathOf(tag));
    this.#place.whole.set(pathOf(tag), bytes.slice());
    return tag;
  }

  async delete(owner: SnapshotOwner, tag: SnapshotTag): Promise<void> {
    const path = pathOf(tag);
    await this.step('delete', path);
    if (!path.startsWith(`${snapshotOwnerPath(owner)}/`)) {
      this.#place.violations.push(`${path} is deleted by somebody else`);
      throw new InvalidArgumentError(`${path} is of somebody else`);
    }
    if (this.#place.making.has(path)) {
      this.#place.violations.push(`${path} is deleted while it is written`);
      throw new InvalidArgumentError(`${path} is being written`);
    }
    this.#place.whole.delete(path);
    this.#place.partial.delete(path);
  }

  async *list(owner: SnapshotOwner): AsyncGenerator<ListedSnapshot, void, undefined> {
    await this.step('list', snapshotOwnerPath(owner));
    const { whole, partial } = this.#place;
    const all = [
      ...[...whole].map((each) => [...each, false] as const),
      ...[...partial].map((each) => [...each, true] as const),
    ];
    for (const [path, { length }, isPartial] of all) {
      if (!path.startsWith(`${snapshotOwnerPath(owner)}/`)) continue;
      this.check();
      yield { tag: new TextEncoder().encode(path), size: length, partial: isPartial };
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    for (const writer of this.#writers) writer.leave();
  }
}

class TestWriter implements SnapshotWriter {
  readonly #store: OpenSnapshots;
  readonly #place: TestSnapshots;
  readonly #tag: SnapshotTag;
  readonly #signal: AbortSignal | undefined;
  #bytes: Uint8Array;
  #busy = false;
  #state: 'open' | 'failed' | 'doubtful' | 'committed' | 'ended' = 'open';

  constructor(store: OpenSnapshots, place: TestSnapshots, tag: SnapshotTag, signal: AbortSignal | undefined) {
    this.#store = store;
    this.#place = place;
    this.#tag = tag;
    this.#signal = signal;
    this.#bytes = place.partial.get(this.#path) ?? new Uint8Array(0);
    place.partial.set(this.#path, this.#bytes);
    place.making.add(this.#path);
  }

  get #path(): string {
    return pathOf(this.#tag);
  }

  get offset(): number {
    return this.#bytes.length;
  }

  async #call<T>(call: StoreCall, effect: () => T): Promise<T> {
    if (this.#busy) this.#place.violations.push(`${call} while another call is under way`);
    if (this.#state !== 'open') {
      this.#place.violations.push(`${call} of a writer that is ${this.#state}`);
      throw new InvalidArgumentError(`a writer that is ${this.#state}`);
    }
    this.#busy = true;
    try {
      await this.#store.step(call, this.#path, this.#signal);
      return effect();
    } catch (error) {
      this.#state = call === 'commit' ? 'doubtful' : 'failed';
      throw error;
    } finally {
      this.#busy = false;
    }
  }

  write(chunk: Uint8Array): Promise<void> {
    return this.#call('write', () => {
      const bytes = new Uint8Array(this.#bytes.length + chunk.length);
      bytes.set(this.#bytes);
      bytes.set(chunk, this.#bytes.length);
      this.#bytes = bytes;
      this.#place.partial.set(this.#path, bytes);
    });
  }

  commit(): ReturnType<SnapshotWriter['commit']> {
    return this.#call('commit', () => {
      this.#state = 'committed';
      this.#place.making.delete(this.#path);
      this.#place.partial.delete(this.#path);
      this.#place.whole.set(this.#path, this.#bytes);
      return { tag: this.#tag, size: this.#bytes.length, checksum: crc32c(this.#bytes) };
    });
  }

  async #end(call: 'suspend' | 'abort'): Promise<void> {
    if (this.#state === 'committed' || this.#state === 'ended') return;
    if (this.#busy) this.#place.violations.push(`${call} while another call is under way`);
    if (call === 'abort' && this.#state === 'doubtful') this.#place.violations.push('abort after a failed commit');
    this.#place.calls.push(`${call} ${this.#path}`);
    this.#state = 'ended';
    await this.#place.before(call, this.#path);
    this.#place.making.delete(this.#path);
    if (call === 'abort') this.#place.partial.delete(this.#path);
  }

  /** The store is closed. */
  leave(): void {
    if (this.#state === 'committed') return;
    this.#state = 'ended';
    this.#place.making.delete(this.#path);
  }

  suspend(): Promise<void> {
    return this.#end('suspend');
  }

  abort(): Promise<void> {
    return this.#end('abort');
  }
}
