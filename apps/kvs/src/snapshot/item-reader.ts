import { CorruptionError } from '@lolraft/raft-core';
import { type Key, toKey } from '../state/keys.js';
import type { KeyRecord } from '../state/records.js';
import { MAX_VARINT_BYTES } from './format.js';

/** Reads the fields of one item, and trusts none of them. All that it throws is `CorruptionError`. */
export class ItemReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  byte(): number {
    const value = this.#bytes[this.#at++];
    if (value === undefined) throw new CorruptionError('an item of the state is cut short');
    return value;
  }

  uint32(): number {
    return this.byte() + this.byte() * 0x100 + this.byte() * 0x1_0000 + this.byte() * 0x100_0000;
  }

  varint(): number {
    let value = 0;
    let unit = 1;
    for (let i = 0; i < MAX_VARINT_BYTES; i++) {
      const byte = this.byte();
      value += (byte & 0x7f) * unit;
      if (byte >= 0x80) {
        unit *= 0x80;
        continue;
      }
      // The shortest form only, so that a state has one form.
      if (!Number.isSafeInteger(value) || (byte === 0 && i > 0)) break;
      return value;
    }
    throw new CorruptionError('a number in the state is not in its form');
  }

  key(): Key {
    return toKey(this.#take(this.varint()));
  }

  record(): KeyRecord {
    const key = this.key();
    const [createRevision, modRevision, version, lease] = [this.varint(), this.varint(), this.varint(), this.varint()];
    // A copy, so that the piece can go.
    const value = new Uint8Array(this.#take(this.#bytes.length - this.#at));
    return { key, value, createRevision, modRevision, version, lease };
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw new CorruptionError('an item of the state is too long');
  }

  #take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new CorruptionError('an item of the state is cut short');
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}
