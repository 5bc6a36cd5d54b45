import { crc32c } from './crc32c.js';
import { ENTRY_HEADER_BYTES, ENTRY_VERSION, isEntryKind, type Entry, type EntryKind, type Proposal } from './entry.js';
import { CorruptionError, InternalError, invariant, UnknownEntryError } from './errors.js';
import { readU64, writeU64 } from './u64.js';

/**
 * A packed run of consecutive entries: the unit of messages, writes and reads. Immutable.
 *
 * The bytes belong to the batch and are never written to after its making; slices share them.
 * Entries are offsets into the bytes, so nothing is allocated per entry.
 */
export class EntryBatch {
  readonly firstIndex: number;
  readonly count: number;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** Absolute offsets of the entries `first`..., shared by all slices of one block; one more than there are entries. */
  readonly #offsets: Uint32Array;
  readonly #first: number;

  private constructor(
    firstIndex: number,
    count: number,
    bytes: Uint8Array,
    view: DataView,
    offsets: Uint32Array,
    first: number,
  ) {
    this.firstIndex = firstIndex;
    this.count = count;
    this.#bytes = bytes;
    this.#view = view;
    this.#offsets = offsets;
    this.#first = first;
  }

  /**
   * Packs proposals as entries `firstIndex`, `firstIndex + 1`, ... of `term`, each with its checksum.
   * `time` is the log time in milliseconds. Copies every payload once.
   */
  static pack(firstIndex: number, term: number, time: number, proposals: readonly Proposal[]): EntryBatch {
    let size = 0;
    for (const proposal of proposals) size += ENTRY_HEADER_BYTES + proposal.payload.length;
    const bytes = new Uint8Array(size);
    const view = new DataView(bytes.buffer);
    const offsets = new Uint32Array(proposals.length + 1);
    let at = 0;
    let index = firstIndex;
    let slot = 0;
    for (const proposal of proposals) {
      const length = ENTRY_HEADER_BYTES + proposal.payload.length;
      offsets[slot++] = at;
      view.setUint32(at, length, true);
      bytes[at + 8] = ENTRY_VERSION;
      bytes[at + 9] = proposal.kind;
      view.setUint16(at + 10, proposal.window ?? 0, true);
      writeU64(view, at + 12, index++);
      writeU64(view, at + 20, term);
      writeU64(view, at + 28, time);
      writeU64(view, at + 36, proposal.session);
      writeU64(view, at + 44, proposal.sequence);
      bytes.set(proposal.payload, at + ENTRY_HEADER_BYTES);
      view.setUint32(at + 4, crc32c(bytes, at + 8, at + length), true);
      at += length;
    }
    offsets[slot] = at;
    return new EntryBatch(firstIndex, proposals.length, bytes, view, offsets, 0);
  }

  /**
   * Takes ownership of `bytes` (the caller never writes to them again) and verifies them: lengths, checksums,
   * consecutive indexes from `firstIndex` on, terms that never fall.
   *
   * @throws {CorruptionError} naming the first entry that is wrong.
   * @throws {UnknownEntryError} on a version or kind that this build does not know (rule 20: it stops, never skips).
   */
  static decode(firstIndex: number, bytes: Uint8Array): EntryBatch {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const offsets: number[] = [];
    let at = 0;
    let index = firstIndex;
    let lastTerm = 0;
    while (at < bytes.length) {
      const length = at + ENTRY_HEADER_BYTES <= bytes.length ? view.getUint32(at, true) : 0;
      if (length < ENTRY_HEADER_BYTES || at + length > bytes.length)
        throw new CorruptionError(`entry ${index} has an impossible length`);
      if (view.getUint32(at + 4, true) !== crc32c(bytes, at + 8, at + length))
        throw new CorruptionError(`entry ${index} fails its checksum`);
      const version = bytes[at + 8] as number;
      const kind = bytes[at + 9] as number;
      if (version !== ENTRY_VERSION || !isEntryKind(kind)) {
        throw new UnknownEntryError(
          `entry ${index} has version ${version}, kind ${kind}, which this build does not know: run a newer build`,
        );
      }
      if (readU64(view, at + 12) !== index)
        throw new CorruptionError(`entry ${index} carries index ${readU64(view, at + 12)}`);
      const term = readU64(view, at + 20);
      if (term < 1 || term < lastTerm)
        throw new CorruptionError(`entry ${index} has term ${term} after term ${lastTerm}`);
      if (readU64(view, at + 28) < 0 || readU64(view, at + 36) < 0 || readU64(view, at + 44) < 0) {
        throw new CorruptionError(`entry ${index} has a number out of range`);
      }
      lastTerm = term;
      offsets.push(at);
      at += length;
      index++;
    }
    offsets.push(at);
    return new EntryBatch(firstIndex, offsets.length - 1, bytes, view, Uint32Array.from(offsets), 0);
  }

  /** Joins batches that follow each other without a gap; copies the bytes unless there is only one. */
  static concat(batches: readonly EntryBatch[]): EntryBatch {
    const [first] = batches;
    invariant(first !== undefined, 'concat of no batch');
    if (batches.length === 1) return first;
    let size = 0;
    let count = 0;
    for (const batch of batches) {
      invariant(batch.firstIndex === first.firstIndex + count, 'concat of batches with a gap');
      size += batch.byteLength;
      count += batch.count;
    }
    const bytes = new Uint8Array(size);
    const offsets = new Uint32Array(count + 1);
    let at = 0;
    let slot = 0;
    for (const batch of batches) {
      bytes.set(batch.bytes, at);
      const base = at - batch.#offset(0);
      for (let i = 0; i < batch.count; i++) offsets[slot++] = batch.#offset(i) + base;
      at += batch.byteLength;
    }
    offsets[slot] = at;
    return new EntryBatch(first.firstIndex, count, bytes, new DataView(bytes.buffer), offsets, 0);
  }

  #offset(i: number): number {
    return this.#offsets[this.#first + i] as number;
  }

  #outside(index: number): never {
    throw new InternalError(`index ${index} is not in a batch of ${this.firstIndex}..${this.lastIndex}`);
  }

  #at(index: number): number {
    const i = index - this.firstIndex;
    if (i < 0 || i >= this.count) this.#outside(index);
    return this.#offset(i);
  }

  /** `firstIndex - 1` where the batch is empty. */
  get lastIndex(): number {
    return this.firstIndex + this.count - 1;
  }

  get byteLength(): number {
    return this.#offset(this.count) - this.#offset(0);
  }

  /** The packed entries, as stored and sent; a view, not to be written to. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(this.#offset(0), this.#offset(this.count));
  }

  term(index: number): number {
    return readU64(this.#view, this.#at(index) + 20);
  }

  time(index: number): number {
    return readU64(this.#view, this.#at(index) + 28);
  }

  kind(index: number): EntryKind {
    return this.#bytes[this.#at(index) + 9] as EntryKind;
  }

  session(index: number): number {
    return readU64(this.#view, this.#at(index) + 36);
  }

  sequence(index: number): number {
    return readU64(this.#view, this.#at(index) + 44);
  }

  window(index: number): number {
    return this.#view.getUint16(this.#at(index) + 10, true);
  }

  /** Bytes of one entry, header included. */
  sizeOf(index: number): number {
    return this.#view.getUint32(this.#at(index), true);
  }

  payload(index: number): Uint8Array {
    const at = this.#at(index);
    return this.#bytes.subarray(at + ENTRY_HEADER_BYTES, at + this.#view.getUint32(at, true));
  }

  entry(index: number): Entry {
    const at = this.#at(index);
    const view = this.#view;
    return {
      index,
      term: readU64(view, at + 20),
      kind: this.#bytes[at + 9] as EntryKind,
      time: readU64(view, at + 28),
      session: readU64(view, at + 36),
      sequence: readU64(view, at + 44),
      window: view.getUint16(at + 10, true),
      payload: this.#bytes.subarray(at + ENTRY_HEADER_BYTES, at + view.getUint32(at, true)),
    };
  }

  /** Entries from `from` to `to`, both included; shares the bytes. */
  slice(from: number, to: number = this.lastIndex): EntryBatch {
    invariant(
      from >= this.firstIndex && to <= this.lastIndex && from <= to + 1,
      () => `slice ${from}..${to} of ${this.firstIndex}..${this.lastIndex}`,
    );
    if (from === this.firstIndex && to === this.lastIndex) return this;
    return new EntryBatch(
      from,
      to - from + 1,
      this.#bytes,
      this.#view,
      this.#offsets,
      this.#first + (from - this.firstIndex),
    );
  }

  /** The longest prefix from `from` on that fits in `maxBytes`, but at least one entry; at most up to `to`. */
  take(from: number, to: number, maxBytes: number): EntryBatch {
    const start = this.#at(from);
    const limit = Math.min(to, this.lastIndex);
    let last = from;
    while (last < limit && this.#offset(last + 2 - this.firstIndex) - start <= maxBytes) last++;
    return this.slice(from, last);
  }

  /** Verifies the checksums again: paired with the check at receive or load, it is done before apply (rule 16). */
  verify(): void {
    for (let i = 0; i < this.count; i++) {
      const at = this.#offset(i);
      if (this.#view.getUint32(at + 4, true) !== crc32c(this.#bytes, at + 8, this.#offset(i + 1))) {
        throw new CorruptionError(`entry ${this.firstIndex + i} fails its checksum in memory`);
      }
    }
  }

  /** A copy that owns its bytes: frees what a small slice would pin, and shares nothing across a border. */
  copy(): EntryBatch {
    // Not slice(): that of a Buffer shares its bytes.
    const bytes = new Uint8Array(this.bytes);
    const offsets = new Uint32Array(this.count + 1);
    const base = this.#offset(0);
    for (let i = 0; i <= this.count; i++) offsets[i] = this.#offset(i) - base;
    return new EntryBatch(this.firstIndex, this.count, bytes, new DataView(bytes.buffer), offsets, 0);
  }
}
