import { LENGTH_BYTES, PIECE_BYTES } from '@lolraft/app-kit';
import { crc32c } from '@lolraft/raft-core';
import type { KeyRecord } from '../state/records.js';

/** Room for an item around the key and value that it holds. */
const ITEM_ROOM = 256;

/** Collects whole items until they are worth a piece. */
export class ItemWriter {
  #buffer = Buffer.allocUnsafe(PIECE_BYTES);
  /** End of what is written. */
  #at = 0;
  /** Where the item begins that is being written. */
  #start = 0;
  #checksum = 0;

  /** Of all that `pieces` has given. */
  get checksum(): number {
    return this.#checksum;
  }

  /** Whether an item with so much of key and value has its place without `pieces` being called first. */
  hasRoom(content: number): boolean {
    return this.#at + content + ITEM_ROOM <= this.#buffer.length;
  }

  /** Gives everything that is written, and makes room for an item of this size. Each piece is valid until the next one is asked for. */
  *pieces(content = 0): Generator<Uint8Array, void, undefined> {
    for (let at = 0; at < this.#at; at += PIECE_BYTES) {
      const piece = this.#buffer.subarray(at, Math.min(at + PIECE_BYTES, this.#at));
      this.#checksum = crc32c(piece, 0, piece.length, this.#checksum);
      yield piece;
    }
    this.#at = 0;
    const size = Math.max(PIECE_BYTES, content + ITEM_ROOM);
    if (size !== this.#buffer.length) this.#buffer = Buffer.allocUnsafe(size);
  }

  begin(): void {
    this.#start = this.#at;
    this.#at += LENGTH_BYTES;
  }

  end(): void {
    this.#buffer.writeUInt32LE(this.#at - this.#start - LENGTH_BYTES, this.#start);
  }

  byte(value: number): void {
    this.#buffer[this.#at++] = value;
  }

  uint32(value: number): void {
    this.#at = this.#buffer.writeUInt32LE(value, this.#at);
  }

  /** @param value is a safe integer that is not negative. */
  varint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.#buffer[this.#at++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#buffer[this.#at++] = rest;
  }

  key(key: string): void {
    this.varint(key.length);
    this.#at += this.#buffer.write(key, this.#at, 'latin1');
  }

  record({ key, createRevision, modRevision, version, lease, value }: KeyRecord): void {
    this.key(key);
    this.varint(createRevision);
    this.varint(modRevision);
    this.varint(version);
    this.varint(lease);
    this.#buffer.set(value, this.#at);
    this.#at += value.length;
  }
}
