import { InvalidArgumentError, ProtocolError } from '@lolraft/raft-core';

/**
 * Runs a decoder, so that whatever the bytes are wrong in comes out as `ProtocolError`: the reader's complaints, and
 * ids and configurations that the model refuses. Corrupt or unknown entries keep their own errors, and so do bugs.
 */
export function decoding<T>(what: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof ProtocolError) throw new ProtocolError(`${what}: ${error.message}`, error);
    if (error instanceof InvalidArgumentError || isReadersError(error)) {
      throw new ProtocolError(`${what} cannot be read: ${error.message}`, error);
    }
    throw error;
  }
}

/** protobufjs throws plain errors, and range errors where bytes end too early; a bug of ours would be another class. */
function isReadersError(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const prototype: unknown = Object.getPrototypeOf(error);
  return prototype === Error.prototype || prototype === RangeError.prototype;
}
