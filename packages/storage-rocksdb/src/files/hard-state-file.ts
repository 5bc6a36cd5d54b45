import { open, type FileHandle } from 'node:fs/promises';
import { crc32c, invariant, StorageFormatError, type GroupId, type HardState, type StoreId } from '@lolraft/raft-core';
import type { LogPosition } from '../log/group-log.js';
import { damage, mixed } from '../damage.js';
import { decodeSlot, encodeSlot, type Slot, SLOT_BYTES, type SlotState } from './slot.js';

/** The unit that a disk writes or loses as a whole: two copies never share one. */
const PAGE_BYTES = 4096;
const HEADER_PAGES = 2;
const MAGIC = 'LOLHARD\n';
const VERSION = 1;
const HEADER_BYTES = 32;
const FIRST_CAPACITY = 16;
const MAX_GROWTH = 1024;
const PARALLEL_WRITES = 64;
const READ_PAGES = 256;

/** What to change in a group's slot; absent fields stay. */
export interface SlotChange {
  readonly group: GroupId;
  readonly state?: SlotState;
  readonly hardState?: HardState;
  readonly bound?: LogPosition;
}

/**
 * The hard states of all groups, and the lower bounds of their logs, in one small file that only ever overwrites pages
 * that were written before: it needs no space, so that votes go on while the disk is full.
 *
 * Two pages of header, then two pages for each group: the copies of its slot. A change is written to the first copy of
 * each slot, synced, then to the second, synced. So a crash can tear only one of them, and the other is whole; and once
 * a change is acknowledged both hold it, so that damage to one loses nothing. Copies that differ are made equal again
 * when the file is opened, before anybody acts on what they say.
 */
export class HardStateFile {
  readonly #handle: FileHandle;
  readonly #path: string;
  /** By place; a place without a slot is free. */
  readonly #slots: (Slot | undefined)[];
  readonly #places = new Map<GroupId, number>();
  #queue: Promise<void> = Promise.resolve();

  private constructor(path: string, handle: FileHandle, slots: (Slot | undefined)[]) {
    this.#path = path;
    this.#handle = handle;
    this.#slots = slots;
    for (const [place, slot] of slots.entries()) {
      if (slot !== undefined && slot.state !== 'free') this.#places.set(slot.group, place);
    }
  }

  /** Writes an empty file, over whatever is there. Durable but for its name: the caller syncs the directory. */
  static async create(path: string, store: StoreId): Promise<void> {
    const handle = await open(path, 'w');
    try {
      const pages = Buffer.alloc((HEADER_PAGES + 2 * FIRST_CAPACITY) * PAGE_BYTES);
      const header = encodeHeader(store);
      for (let page = 0; page < HEADER_PAGES; page++) pages.set(header, page * PAGE_BYTES);
      await writeFully(handle, pages, 0);
      await handle.datasync();
    } finally {
      await handle.close();
    }
  }

  /**
   * Reads the file, and makes durable what it read.
   * @throws {CorruptionError} where both copies of a slot are damaged, or the file is of another store.
   */
  static async open(path: string, store: StoreId): Promise<HardStateFile> {
    const handle = await open(path, 'r+');
    try {
      const slots: (Slot | undefined)[] = [];
      const unequal: number[] = [];
      await checkHeader(path, handle, store);
      await readPairs(handle, (place, first, second) => {
        const slot = choose(path, place, decodeSlot(place, first), decodeSlot(place, second));
        slots.push(slot);
        if (!first.equals(second)) unequal.push(place);
      });
      const file = new HardStateFile(path, handle, slots);
      // Also where nothing differs: what a crashed process wrote may be readable and not yet on the disk.
      await file.#write(unequal);
      return file;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Every slot in use. */
  slots(): Slot[] {
    return [...this.#places.values()].map((place) => this.#at(place));
  }

  get(group: GroupId): Slot | undefined {
    const place = this.#places.get(group);
    return place === undefined ? undefined : this.#at(place);
  }

  /**
   * Changes slots, and resolves once the changes are durable. Changes take effect in the order of the calls. A group
   * without a slot is given one; its change must then say everything.
   */
  commit(changes: readonly SlotChange[]): Promise<void> {
    const done = this.#queue.then(() => this.#commit(changes));
    this.#queue = done.catch(() => undefined);
    return done;
  }

  /** Waits for what is under way. */
  async close(): Promise<void> {
    await this.#queue;
    await this.#handle.close();
  }

  async #commit(changes: readonly SlotChange[]): Promise<void> {
    const places: number[] = [];
    for (const change of changes) {
      const place = this.#places.get(change.group) ?? (await this.#allocate());
      const { group } = change;
      const before = this.#places.has(group) ? this.#at(place) : undefined;
      const sequence = (this.#slots[place]?.sequence ?? 0) + 1;
      const { state, hardState, bound } = { ...before, ...change };
      invariant(state !== undefined && hardState !== undefined && bound !== undefined, `a new slot for ${group}`);
      this.#slots[place] = { state, sequence, group, hardState: { ...hardState }, bound: { ...bound } };
      if (state === 'free') this.#places.delete(group);
      else this.#places.set(group, place);
      places.push(place);
    }
    await this.#write(places);
  }

  async #write(places: readonly number[]): Promise<void> {
    for (const copy of [0, 1]) {
      for (let at = 0; at < places.length; at += PARALLEL_WRITES) {
        await Promise.all(places.slice(at, at + PARALLEL_WRITES).map((place) => this.#writeCopy(place, copy)));
      }
      await this.#handle.datasync();
    }
  }

  async #writeCopy(place: number, copy: number): Promise<void> {
    const slot = this.#slots[place];
    const bytes = slot === undefined ? Buffer.alloc(SLOT_BYTES) : encodeSlot(place, slot);
    await writeFully(this.#handle, bytes, (HEADER_PAGES + 2 * place + copy) * PAGE_BYTES);
  }

  async #allocate(): Promise<number> {
    const free = this.#slots.findIndex((slot) => slot === undefined || slot.state === 'free');
    if (free !== -1) return free;
    const place = this.#slots.length;
    const growth = Math.min(Math.max(place, FIRST_CAPACITY), MAX_GROWTH);
    // Real zeros, not a hole: a later write must need no space.
    await writeFully(this.#handle, Buffer.alloc(2 * growth * PAGE_BYTES), (HEADER_PAGES + 2 * place) * PAGE_BYTES);
    await this.#handle.datasync();
    for (let i = 0; i < growth; i++) this.#slots.push(undefined);
    return place;
  }

  #at(place: number): Slot {
    const slot = this.#slots[place];
    invariant(slot !== undefined, `slot ${place} of ${this.#path}`);
    return slot;
  }
}

/** Which copy counts. The first is written first: after a crash it may be ahead of the second, or torn. */
function choose(
  path: string,
  place: number,
  first: ReturnType<typeof decodeSlot>,
  second: typeof first,
): Slot | undefined {
  if (typeof first === 'object' && typeof second === 'object')
    return first.sequence >= second.sequence ? first : second;
  if (typeof first === 'object') return first;
  if (typeof second === 'object') return second;
  // Never used, or torn by a crash when it was used first, before its group was acknowledged. Were it more than that, the
  // database would hold a group without a slot, and be refused for it.
  if (first === 'blank' || second === 'blank') return undefined;
  throw damage(`both copies of slot ${place} in ${path} are damaged: a term and a vote may be lost`);
}

function encodeHeader(store: StoreId): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(MAGIC, 4, 'latin1');
  header[12] = VERSION;
  header.write(store, 16, 'hex');
  header.writeUInt32LE(crc32c(header, 4), 0);
  return header;
}

async function checkHeader(path: string, handle: FileHandle, store: StoreId): Promise<void> {
  const expected = encodeHeader(store);
  for (let page = 0; page < HEADER_PAGES; page++) {
    const header = await readUpTo(handle, HEADER_BYTES, page * PAGE_BYTES);
    if (header.length < HEADER_BYTES || header.readUInt32LE(0) !== crc32c(header, 4)) continue;
    if (header[12] !== VERSION) {
      throw new StorageFormatError(
        `${path} has format ${String(header[12])}, which this build does not know: run a newer build`,
      );
    }
    if (header.equals(expected)) return;
    throw mixed(`${path} belongs to another store than the store file beside it`);
  }
  throw damage(`${path} is no hard state file, or its beginning is damaged: terms and votes are lost`);
}

async function readPairs(
  handle: FileHandle,
  each: (place: number, first: Buffer, second: Buffer) => void,
): Promise<void> {
  let place = 0;
  for (;;) {
    const pages = await readUpTo(handle, READ_PAGES * PAGE_BYTES, (HEADER_PAGES + 2 * place) * PAGE_BYTES);
    for (let at = 0; at < pages.length; at += 2 * PAGE_BYTES) {
      each(place++, pages.subarray(at, at + SLOT_BYTES), pages.subarray(at + PAGE_BYTES, at + PAGE_BYTES + SLOT_BYTES));
    }
    if (pages.length < READ_PAGES * PAGE_BYTES) return;
  }
}

/** Fewer bytes only where the file ends. */
async function readUpTo(handle: FileHandle, length: number, position: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let read = 0;
  while (read < length) {
    const { bytesRead } = await handle.read(buffer, read, length - read, position + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return buffer.subarray(0, read);
}

async function writeFully(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    written += (await handle.write(bytes, written, bytes.length - written, position + written)).bytesWritten;
  }
}
