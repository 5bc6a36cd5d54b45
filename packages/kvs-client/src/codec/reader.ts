import { ProtocolError, UnknownEntryError } from '@lolraft/raft-core';
import protobuf from 'protobufjs/minimal.js';

/** What is used of protobufjs's reader. Its `uint64` would give objects of another library; here it gives numbers. */
interface BaseReader {
  readonly buf: Uint8Array;
  readonly len: number;
  pos: number;
  discardUnknown: boolean;
  tag(): number;
  skipType(wireType: number, depth?: number, field?: number): unknown;
}
const BaseReader = protobuf.Reader as unknown as new (bytes: Uint8Array) => BaseReader;

export interface ReaderOptions {
  /** Bounds what a small message can make of memory: an empty field of two bytes becomes an object of a hundred. */
  readonly maxFields: number;
  /** Refuse a field that this build does not know, where others skip it. */
  readonly strict: boolean;
}

/** Reads protobuf: 64-bit integers as numbers, and refused above 2^53 - 1. */
export class Reader extends BaseReader {
  readonly #strict: boolean;
  #fieldsLeft: number;

  /** Reads `bytes`, of which `bytes` fields are views. */
  constructor(bytes: Uint8Array, { maxFields, strict }: ReaderOptions) {
    // Of a Buffer, slices would be views where those of a Uint8Array are copies.
    super(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    this.discardUnknown = true;
    this.#fieldsLeft = maxFields;
    this.#strict = strict;
  }

  /** @throws {ProtocolError} above 2^53 - 1. */
  uint64(): number {
    const { buf, len } = this;
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10 && this.pos < len; i++) {
      const byte = buf[this.pos++] as number;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        if (value > Number.MAX_SAFE_INTEGER) break;
        return value;
      }
      scale *= 128;
    }
    throw new ProtocolError('a number is above 2^53 - 1, or ends too early');
  }

  override tag(): number {
    if (this.#fieldsLeft-- <= 0) throw new ProtocolError('it has too many fields');
    return super.tag();
  }

  override skipType(wireType: number, depth?: number, field?: number): unknown {
    if (this.#strict) throw new UnknownEntryError(`it has a field ${String(field)}, which this build does not know`);
    return super.skipType(wireType, depth, field);
  }
}

/**
 * Decodes with generated code.
 * @throws {UnknownEntryError} on an unknown field, where the options ask for that.
 * @throws {ProtocolError} on whatever else the bytes are wrong in.
 */
export function decodeWith<T>(
  what: string,
  bytes: Uint8Array,
  options: ReaderOptions,
  decode: (reader: protobuf.Reader) => T,
): T {
  try {
    return decode(new Reader(bytes, options) as unknown as protobuf.Reader);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (error instanceof UnknownEntryError) throw new UnknownEntryError(`${what} cannot be read: ${why}`);
    throw new ProtocolError(`${what} cannot be read: ${why}`, error);
  }
}
