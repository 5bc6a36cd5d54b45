import { ProtocolError, UnknownEntryError } from '@lolraft/raft-core';
import type protobuf from 'protobufjs/minimal.js';
import { asReader, WireReader, type WireReaderOptions } from './wire-reader.js';
import { WireWriter } from './wire-writer.js';

/** A message as generated code has it. */
export interface MessageType<Properties, Decoded> {
  encode(message: Properties, writer?: protobuf.Writer): protobuf.Writer;
  decode(reader: protobuf.Reader | Uint8Array): Decoded;
}

const CAPACITY = 256;

/** @throws {InvalidArgumentError} on a number that does not fit its field. */
export function encodeMessage<P>(type: MessageType<P, unknown>, message: P): Uint8Array {
  return type.encode(message, new WireWriter(CAPACITY)).finish();
}

/** @throws {ProtocolError} on what is no such message. */
export function decodeMessage<D>(what: string, type: MessageType<never, D>, bytes: Uint8Array): D {
  return decodeWith(what, bytes, {}, (reader) => type.decode(reader));
}

/**
 * Decodes with generated code.
 * @throws {UnknownEntryError} on an unknown field, where the options ask for that.
 * @throws {ProtocolError} on whatever else the bytes are wrong in.
 */
export function decodeWith<T>(
  what: string,
  bytes: Uint8Array,
  options: WireReaderOptions,
  decode: (reader: protobuf.Reader) => T,
): T {
  try {
    return decode(asReader(new WireReader(bytes, options)));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (error instanceof UnknownEntryError) throw new UnknownEntryError(`${what} cannot be read: ${why}`);
    throw new ProtocolError(`${what} cannot be read: ${why}`, error);
  }
}
