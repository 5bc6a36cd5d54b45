import { InvalidArgumentError, ProtocolError } from '@lolraft/raft-core';
import protobuf from 'protobufjs/minimal.js';

/** A message as generated code has it. */
export interface MessageType<Properties, Decoded> {
  encode(message: Properties, writer?: protobuf.Writer): protobuf.Writer;
  decode(reader: protobuf.Reader | Uint8Array): Decoded;
}

const MAX_UINT32 = 0xffff_ffff;
/** Of a message with all its inner ones. Bounds what a small, hostile one can make of memory: an empty field is two bytes. */
const MAX_FIELDS = 1_000_000;

function checkUint64(value: unknown): asserts value is number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError(`${String(value)} is not a whole number from 0 to 2^53 - 1`);
}

/** Writes plain `Uint8Array`s, and numbers as 64-bit integers. */
class Writer extends protobuf.Writer {
  static override alloc(size: number): Uint8Array {
    return new Uint8Array(size);
  }

  override uint64(value: unknown): protobuf.Writer {
    checkUint64(value);
    return value <= MAX_UINT32 ? super.uint32(value) : super.uint64(value);
  }

  override uint64s(values: number[]): protobuf.Writer {
    for (const value of values) checkUint64(value);
    return super.uint64s(values);
  }

  override uint32(value: number): protobuf.Writer {
    if (!Number.isSafeInteger(value) || value < 0 || value > MAX_UINT32)
      throw new InvalidArgumentError(`${String(value)} is not a whole number from 0 to 2^32 - 1`);
    return super.uint32(value);
  }
}

/** What is used of protobufjs's reader. Its `uint64` would give objects of another library; here it gives numbers. */
interface BaseReader {
  readonly buf: Uint8Array;
  readonly len: number;
  pos: number;
  discardUnknown: boolean;
  tag(): number;
  uint32(): number;
}
const BaseReader = protobuf.Reader as unknown as new (bytes: Uint8Array) => BaseReader;

/** Reads integers as numbers, refuses those that do not fit, and skips fields that this build does not know. */
class Reader extends BaseReader {
  #fields = 0;

  constructor(bytes: Uint8Array) {
    // Of a Buffer, slices would be views.
    super(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    this.discardUnknown = true;
  }

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

  override uint32(): number {
    const value = this.uint64();
    if (value > MAX_UINT32) throw new ProtocolError(`${value} is above 2^32 - 1`);
    return value;
  }

  override tag(): number {
    if (++this.#fields > MAX_FIELDS) throw new ProtocolError(`it has more than ${MAX_FIELDS} fields`);
    return super.tag();
  }
}

/** @throws {InvalidArgumentError} on a number that does not fit its field. */
export function encode<P>(type: MessageType<P, unknown>, message: P): Uint8Array {
  return type.encode(message, new Writer()).finish();
}

/** @throws {ProtocolError} on what is no such message. */
export function decode<D>(what: string, type: MessageType<never, D>, bytes: Uint8Array): D {
  try {
    return type.decode(new Reader(bytes) as unknown as protobuf.Reader);
  } catch (error) {
    throw new ProtocolError(`${what} cannot be read: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}
