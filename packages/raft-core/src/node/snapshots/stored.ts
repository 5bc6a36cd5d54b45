import { CorruptionError } from '../../model/errors.js';
import { crc32c } from '../../model/crc32c.js';
import type { SnapshotTag, TaggedRecord } from '../../model/state.js';
import type { StoredSnapshot } from '../../ports/app.js';
import type { Clock } from '../../ports/clock.js';
import type { SavedSnapshot, SnapshotStore, SnapshotWriter } from '../../ports/snapshots.js';
import type { SessionTable } from '../../sessions/session-table.js';
import { abortable } from './abortable.js';
import { Breath } from './breath.js';
import { readTable } from './read-table.js';
import { openResource } from './resource.js';

/** A recorded snapshot as an app reads it, which remembers when the reading failed: whose fault it was matters. */
export class RecordedSnapshot implements StoredSnapshot {
  readonly index: number;
  readonly term: number;
  readonly time: number;
  readonly #store: SnapshotStore;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #record: TaggedRecord;
  #failure: { readonly error: unknown } | undefined;
  /** The table's bytes, once the resource was opened. */
  #sessions: readonly Uint8Array[] | undefined;

  constructor(store: SnapshotStore, clock: Clock, record: TaggedRecord, signal: AbortSignal) {
    this.index = record.index;
    this.term = record.term;
    this.time = record.time;
    this.#store = store;
    this.#clock = clock;
    this.#record = record;
    this.#signal = signal;
  }

  /** Why it could not be read, where that is what went wrong. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure;
  }

  async *read(): AsyncGenerator<Uint8Array, void, undefined> {
    const breath = new Breath(this.#clock);
    const state = this.#open();
    try {
      for (;;) {
        const next = await this.#next(state);
        if (next.done === true) return;
        yield next.value;
        await breath.take();
      }
    } finally {
      await state.return();
    }
  }

  /** The sessions as they were at the snapshot's index. @throws {CorruptionError} and whatever the store does. */
  async table(): Promise<SessionTable> {
    try {
      if (this.#sessions === undefined) for await (const _ of this.#open()) break;
      return await readTable(this.#sessions ?? [], this.#record.configuration, this.#clock);
    } catch (error) {
      this.#failure ??= { error };
      throw error;
    }
  }

  /** Only what is thrown here is a failure to read; what the reader throws is its own. */
  async #next(state: AsyncGenerator<Uint8Array, void, undefined>): Promise<IteratorResult<Uint8Array, void>> {
    try {
      return await state.next();
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }

  async *#open(): AsyncGenerator<Uint8Array, void, undefined> {
    const { header, sessions, state, close } = await openResource(
      this.#store.open(this.#record.tag, { signal: this.#signal }),
    );
    try {
      if (header.index !== this.index || header.term !== this.term)
        throw new CorruptionError(
          `the snapshot at ${this.index} of term ${this.term} turns out to be that at ${header.index} of term ${header.term}`,
        );
      this.#sessions = sessions;
      yield* state;
    } finally {
      await close();
    }
  }
}

/** Writes a whole resource, or leaves nothing behind but what a failed commit does. @throws {AbortedError} where the signal fires. */
export async function storePieces(
  writer: SnapshotWriter,
  clock: Clock,
  pieces: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<SavedSnapshot> {
  let committing = false;
  try {
    const breath = new Breath(clock);
    for await (const piece of abortable(pieces, signal)) {
      await writer.write(piece);
      await breath.take();
    }
    committing = true;
    return await writer.commit();
  } catch (error) {
    // A commit that failed may have taken place. What is left is collected later; why it failed matters more.
    await (committing ? writer.suspend() : writer.abort()).catch(() => undefined);
    throw error;
  }
}

/** What a resource turns out to be. */
export type Measure = Pick<SavedSnapshot, 'size' | 'checksum'>;

/** Reads a resource through. */
export async function measureResource(
  store: SnapshotStore,
  clock: Clock,
  tag: SnapshotTag,
  signal: AbortSignal,
  onBytes: (read: number) => void,
): Promise<Measure> {
  const breath = new Breath(clock);
  let read = 0;
  let crc = 0;
  for await (const piece of store.open(tag, { signal })) {
    crc = crc32c(piece, 0, piece.length, crc);
    read += piece.length;
    onBytes(read);
    await breath.take();
  }
  return { size: read, checksum: crc };
}

/** @throws {CorruptionError} where they differ. */
export function checkMeasure(found: Measure, expected: Measure): void {
  if (found.size === expected.size && found.checksum === expected.checksum) return;
  throw new CorruptionError(
    `a snapshot has ${found.size} bytes with checksum ${found.checksum}, and not ${expected.size} with ${expected.checksum}`,
  );
}
