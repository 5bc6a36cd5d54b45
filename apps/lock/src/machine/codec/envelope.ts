import { ProtocolError, UnknownEntryError } from '@lolraft/raft-core';
import { ByteReader } from '@lolraft/app-kit';
import { ByteWriter } from './byte-writer.js';
import type { Shape } from './shape.js';

/** The first byte of each command, result, query and answer. */
export const FORMAT_VERSION = 1;

/** A value as bytes of its own: the version of the format, then the value. */
export function encodeAs<T>(shape: Shape<T>, value: T): Uint8Array {
  const writer = new ByteWriter();
  writer.byte(FORMAT_VERSION);
  shape.write(writer, value);
  return writer.finish();
}

/**
 * @throws {UnknownEntryError} on another version: to guess would make members differ.
 * @throws {ProtocolError} where the bytes are not in their form.
 */
export function decodeAs<T>(what: string, shape: Shape<T>, bytes: Uint8Array): T {
  const reader = new ByteReader(bytes, (why) => new ProtocolError(`${what} does not decode: ${why}`));
  const version = reader.byte();
  if (version !== FORMAT_VERSION)
    throw new UnknownEntryError(`${what} has version ${version}, and this build knows version ${FORMAT_VERSION}`);
  const value = shape.read(reader);
  reader.end();
  return value;
}

/** For the variants of `union`. */
export function unknownVariant(what: string): (tag: number) => Error {
  return (tag) => new UnknownEntryError(`${what} is of a kind (${tag}) that this build does not know`);
}
