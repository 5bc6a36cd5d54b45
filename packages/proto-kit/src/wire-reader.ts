import { ProtocolError, UnknownEntryError } from '@lolraft/raft-core';
import protobuf from 'protobufjs/minimal.js';
import { plainBytes } from './bytes.js';

/** What is used of protobufjs's reader. Its `uint64` would give objects of another library; here it gives numbers. */
interface BaseReader {
  readonly buf: Uint8Array;
  readonly len: number;
  pos: number;
  discardUnknown: boolean;
  uint32(): number;
  tag(): number;
  stringVerify(): string;
  size(): number;
  skip(length?: number): unknown;
  skipType(wireType: number, depth?: number, field?: number): unknown;
}
const Reader = protobuf.Reader as unknown as new (bytes: Uint8Array) => BaseReader;

const MAX_UINT32 = 0xffff_ffff;
/** No message that anybody means comes near it. */
const DEFAULT_MAX_FIELDS = 1_000_000;

export interface WireReaderOptions {
  /** Of a message with all its inner ones: bounds what a small, hostile one can make of memory. 1,000,000 by default. */
  readonly maxFields?: number;
  /** Refuses a field that this build does not know, where others skip it. */
  readonly strict?: boolean;
}

/**
 * Reads protobuf, strictly: integers that do not fit are refused instead of cut, and the fields of a message are
 * counted, because an empty one of two bytes becomes an object of a hundred.
 *
 * This is the one place where 64-bit integers become numbers.
 */
export class WireReader extends Reader {
  readonly #maxFields: number;
  readonly #strict: boolean;
  #fields = 0;

  /** Reads `bytes`, of which `bytes` fields are views. */
  constructor(bytes: Uint8Array, { maxFields = DEFAULT_MAX_FIELDS, strict = false }: WireReaderOptions = {}) {
    super(plainBytes(bytes));
    this.discardUnknown = true;
    this.#maxFields = maxFields;
    this.#strict = strict;
  }

  /** @throws {ProtocolError} above 2^53 - 1. */
  uint64(): number {
    const { buf, len } = this;
    let pos = this.pos;
    let low = 0;
    let high = 0;
    // Seven bits a byte: 28 in `low`, 28 in `high`; what follows must be zero.
    for (let i = 0; i < 10; i++) {
      if (pos >= len) throw new ProtocolError('a number ends too early');
      const byte = buf[pos++] as number;
      const bits = byte & 0x7f;
      if (i < 4) low |= bits << (7 * i);
      else if (i < 8) high |= bits << (7 * (i - 4));
      else if (bits !== 0) break;
      if (byte < 0x80) {
        const value = high * 0x1000_0000 + low;
        if (value > Number.MAX_SAFE_INTEGER) break;
        this.pos = pos;
        return value;
      }
    }
    throw new ProtocolError('a number is above 2^53 - 1');
  }

  /** @throws {ProtocolError} above 2^32 - 1. */
  override uint32(): number {
    const value = this.uint64();
    if (value > MAX_UINT32) throw new ProtocolError(`${value} is above 2^32 - 1`);
    return value;
  }

  /** @throws {ProtocolError} on what is no UTF-8. */
  override stringVerify(): string {
    try {
      return super.stringVerify();
    } catch (error) {
      // What a TextDecoder throws, where protobufjs uses one.
      if (error instanceof TypeError) throw new ProtocolError('a text is no UTF-8', error);
      throw error;
    }
  }

  /** @throws {ProtocolError} where the message has more fields than it may. */
  override tag(): number {
    if (++this.#fields > this.#maxFields) throw new ProtocolError(`a message has more than ${this.#maxFields} fields`);
    return super.tag();
  }

  /** @throws {UnknownEntryError} where it is strict: generated code skips what it does not know. */
  override skipType(wireType: number, depth?: number, field?: number): unknown {
    if (this.#strict) throw new UnknownEntryError(`it has a field ${String(field)}, which this build does not know`);
    return super.skipType(wireType, depth, field);
  }
}

/** The reader as generated code takes it. */
export function asReader(reader: WireReader): protobuf.Reader {
  return reader as unknown as protobuf.Reader;
}
