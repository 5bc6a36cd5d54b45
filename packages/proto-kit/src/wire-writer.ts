import { InvalidArgumentError } from '@lolraft/raft-core';
import protobuf from 'protobufjs/minimal.js';

const MAX_UINT32 = 0xffff_ffff;

function checkUint64(value: unknown): asserts value is number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError(`${String(value)} cannot be sent: expected a whole number from 0 to 2^53 - 1`);
}

/**
 * Writes protobuf into a plain `Uint8Array` of the capacity given, and of more where that does not do.
 *
 * This is the one place where numbers become 64-bit integers: what is not a whole number from 0 to 2^53 - 1 is refused,
 * where protobufjs would write some other number.
 */
export class WireWriter extends protobuf.Writer {
  /** `capacity` is the expected number of bytes. */
  constructor(capacity: number) {
    super();
    this.buf = new Uint8Array(capacity);
  }

  static override alloc(size: number): Uint8Array {
    return new Uint8Array(size);
  }

  /** @throws {InvalidArgumentError} on what is not a whole number from 0 to 2^53 - 1. */
  override uint64(value: unknown): protobuf.Writer {
    checkUint64(value);
    return value <= MAX_UINT32 ? super.uint32(value) : super.uint64(value);
  }

  /** @throws {InvalidArgumentError} as `uint64`. */
  override uint64s(values: number[]): protobuf.Writer {
    for (const value of values) checkUint64(value);
    return super.uint64s(values);
  }

  /** @throws {InvalidArgumentError} on what is not a whole number from 0 to 2^32 - 1. */
  override uint32(value: number): protobuf.Writer {
    if (value >>> 0 !== value)
      throw new InvalidArgumentError(`${String(value)} cannot be sent: expected a whole number from 0 to 2^32 - 1`);
    return super.uint32(value);
  }

  /** What was written; a view of the writer's memory, which nothing writes to any more. */
  take(): Uint8Array {
    return this.finish(true);
  }
}
