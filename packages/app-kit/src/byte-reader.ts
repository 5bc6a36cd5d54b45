/** 53 bits, seven at a time. */
const MAX_VARINT_BYTES = 8;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads fields, each in its one form only, and trusts none of the bytes. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #malformed: (why: string) => Error;
  #at = 0;

  /** @param malformed makes what is thrown where the bytes are not in their form. */
  constructor(bytes: Uint8Array, malformed: (why: string) => Error) {
    this.#bytes = bytes;
    this.#malformed = malformed;
  }

  fail(why: string): never {
    throw this.#malformed(why);
  }

  byte(): number {
    const value = this.#bytes[this.#at++];
    return value ?? this.fail('it is cut short');
  }

  /** 32 bits, little endian. */
  uint32(): number {
    return this.byte() + this.byte() * 0x100 + this.byte() * 0x1_0000 + this.byte() * 0x100_0000;
  }

  /** Base 128, as in Protocol Buffers, up to 2^53 - 1. */
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
      // The shortest form only, so that a value has one form.
      if (!Number.isSafeInteger(value) || (byte === 0 && i > 0)) break;
      return value;
    }
    return this.fail('a number is not in its form');
  }

  /** A view. */
  raw(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) this.fail('it is cut short');
    const view = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return view;
  }

  /** A view of all that is left. */
  rest(): Uint8Array {
    return this.raw(this.#bytes.length - this.#at);
  }

  /** A copy, which may be kept. */
  bytes(): Uint8Array {
    return new Uint8Array(this.raw(this.varint()));
  }

  text(): string {
    try {
      return decoder.decode(this.raw(this.varint()));
    } catch (error) {
      if (error instanceof TypeError) return this.fail('a text is not UTF-8');
      throw error;
    }
  }

  hex(digits: number): string {
    let text = '';
    for (const byte of this.raw(digits / 2)) text += byte.toString(16).padStart(2, '0');
    return text;
  }

  /** Nothing may be left. */
  end(): void {
    if (this.#at !== this.#bytes.length) this.fail('it goes on behind its end');
  }
}
