const TWO_32 = 0x1_0000_0000;

/** Writes the fields of a record one after the other, little endian; grows as it needs. */
export class ByteWriter {
  #buffer = Buffer.alloc(256);
  #length = 0;

  u8(value: number): this {
    const at = this.#reserve(1);
    this.#buffer.writeUInt8(value, at);
    return this;
  }

  u32(value: number): this {
    const at = this.#reserve(4);
    this.#buffer.writeUInt32LE(value, at);
    return this;
  }

  /** A safe integer, in eight bytes. */
  u64(value: number): this {
    const at = this.#reserve(8);
    this.#buffer.writeUInt32LE(value >>> 0, at);
    this.#buffer.writeUInt32LE(Math.floor(value / TWO_32), at + 4);
    return this;
  }

  /** Bytes behind their length. */
  bytes(value: Uint8Array): this {
    this.u32(value.length);
    const at = this.#reserve(value.length);
    this.#buffer.set(value, at);
    return this;
  }

  text(value: string): this {
    return this.bytes(Buffer.from(value, 'utf8'));
  }

  /** What was written; shares its memory with the writer. */
  finish(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  #reserve(bytes: number): number {
    const at = this.#length;
    this.#length += bytes;
    if (this.#length > this.#buffer.length) {
      const larger = Buffer.alloc(Math.max(this.#length, this.#buffer.length * 2));
      larger.set(this.#buffer.subarray(0, at));
      this.#buffer = larger;
    }
    return at;
  }
}

/** Reads what `ByteWriter` wrote. Throws a `RangeError` beyond the end and on a number that is no safe integer. */
export class ByteReader {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  u8(): number {
    const value = this.#buffer.readUInt8(this.#at);
    this.#at += 1;
    return value;
  }

  u32(): number {
    const value = this.#buffer.readUInt32LE(this.#at);
    this.#at += 4;
    return value;
  }

  u64(): number {
    const value = this.u32() + this.u32() * TWO_32;
    if (!Number.isSafeInteger(value)) throw new RangeError('a number is out of range');
    return value;
  }

  /** A view. */
  bytes(): Uint8Array {
    const length = this.u32();
    if (length > this.#buffer.length - this.#at) throw new RangeError('a length is beyond the end');
    const value = new Uint8Array(this.#buffer.buffer, this.#buffer.byteOffset + this.#at, length);
    this.#at += length;
    return value;
  }

  text(): string {
    return Buffer.from(this.bytes()).toString('utf8');
  }

  end(): void {
    if (this.#at !== this.#buffer.length) throw new RangeError('there is more than the format has');
  }
}
