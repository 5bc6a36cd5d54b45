/**
 * As much of the protobuf encoding as the few messages of etcd's API here need: varints and length-delimited fields.
 * Unsigned 64-bit numbers are bigint, since member ids use all of their bits.
 */
export const WireType = { Varint: 0, Fixed64: 1, Bytes: 2, Fixed32: 5 } as const;

/** Builds one message. A field that has its default value is left out by the caller. */
export class MessageWriter {
  readonly #parts: number[] = [];
  readonly #blobs: { at: number; bytes: Uint8Array }[] = [];
  #size = 0;

  bytes(field: number, value: Uint8Array): this {
    this.#tag(field, WireType.Bytes);
    this.#varint(value.length);
    this.#blobs.push({ at: this.#parts.length, bytes: value });
    this.#size += value.length;
    return this;
  }

  uint(field: number, value: number): this {
    this.#tag(field, WireType.Varint);
    this.#varint(value);
    return this;
  }

  #tag(field: number, type: number): void {
    this.#varint(field * 8 + type);
  }

  #varint(value: number): void {
    while (value >= 0x80) {
      this.#parts.push((value % 0x80) | 0x80);
      value = Math.floor(value / 0x80);
    }
    this.#parts.push(value);
  }

  get length(): number {
    return this.#parts.length + this.#size;
  }

  /** Writes the message to `target` from `offset` on, where there is room for `length` bytes. */
  writeTo(target: Uint8Array, offset: number): void {
    let part = 0;
    for (const { at, bytes } of this.#blobs) {
      while (part < at) target[offset++] = this.#parts[part++] as number;
      target.set(bytes, offset);
      offset += bytes.length;
    }
    while (part < this.#parts.length) target[offset++] = this.#parts[part++] as number;
  }
}

/** @throws {Error} where the bytes are no message. */
export class MessageReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  /** Of the field that `next` has found. */
  field = 0;
  #type = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Goes to the next field; false at the end. */
  next(): boolean {
    if (this.#at >= this.#bytes.length) return false;
    const tag = this.#small();
    this.field = Math.floor(tag / 8);
    this.#type = tag % 8;
    return true;
  }

  uint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new Error('a varint is cut off');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new Error('a varint is longer than 64 bits');
  }

  /** A tag or a length: 32 bits at most. */
  #small(): number {
    let value = 0;
    for (let scale = 1; scale <= 0x80 ** 4; scale *= 0x80) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new Error('a varint is cut off');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    throw new Error('a tag or length is longer than 32 bits');
  }

  bytes(): Uint8Array {
    if (this.#type !== WireType.Bytes) throw new Error(`field ${this.field} holds no bytes`);
    const end = this.#small() + this.#at;
    if (end > this.#bytes.length) throw new Error(`field ${this.field} is cut off`);
    const value = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return value;
  }

  skip(): void {
    switch (this.#type) {
      case WireType.Varint:
        this.uint();
        return;
      case WireType.Bytes:
        this.bytes();
        return;
      case WireType.Fixed64:
        this.#at += 8;
        return;
      case WireType.Fixed32:
        this.#at += 4;
        return;
      default:
        throw new Error(`field ${this.field} has the unknown wire type ${this.#type}`);
    }
  }
}
