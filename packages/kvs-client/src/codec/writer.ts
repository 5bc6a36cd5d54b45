import { InvalidArgumentError } from '@lolraft/raft-core';
import protobuf from 'protobufjs/minimal.js';

const MAX_UINT32 = 0xffff_ffff;
const SCRATCH_BYTES = 16 * 1024;

/** Writes protobuf into plain `Uint8Array`s: numbers as 64-bit integers, and refused where they are none. */
class Writer extends protobuf.Writer {
  static override alloc(size: number): Uint8Array {
    return new Uint8Array(size);
  }

  /** @throws {InvalidArgumentError} on what is not a whole number from 0 to 2^53 - 1. */
  override uint64(value: unknown): protobuf.Writer {
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
      throw new InvalidArgumentError(`${String(value)} is not a whole number from 0 to 2^53 - 1`);
    }
    return value <= MAX_UINT32 ? super.uint32(value) : super.uint64(value);
  }
}

function freshWriter(): Writer {
  const writer = new Writer();
  writer.buf = Writer.alloc(SCRATCH_BYTES);
  return writer;
}

/** Used again and again: most messages are small, and a writer costs more than they do. */
let scratch: Writer | undefined;

/**
 * The bytes that `encode` writes, which belong to the caller.
 * @throws {InvalidArgumentError} as `encode` does.
 */
export function encodeWith(encode: (writer: protobuf.Writer) => void): Uint8Array {
  const writer = scratch ?? freshWriter();
  // Not to be found half used: by a throw, or by an encoder that encodes.
  scratch = undefined;
  encode(writer);
  if (writer.buf.length > SCRATCH_BYTES) return writer.finish(true);
  const bytes = writer.finish();
  writer.reset();
  scratch = writer;
  return bytes;
}
