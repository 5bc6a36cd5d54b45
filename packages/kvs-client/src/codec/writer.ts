import { WireWriter } from '@lolraft/proto-kit';
import type protobuf from '@lolraft/proto-kit/protobuf';

const SCRATCH_BYTES = 16 * 1024;

/** Used again and again: most messages are small, and a writer costs more than they do. */
let scratch: WireWriter | undefined;

/**
 * The bytes that `encode` writes, which belong to the caller.
 * @throws {InvalidArgumentError} as `encode` does.
 */
export function encodeWith(encode: (writer: protobuf.Writer) => void): Uint8Array {
  const writer = scratch ?? new WireWriter(SCRATCH_BYTES);
  // Not to be found half used: by a throw, or by an encoder that encodes.
  scratch = undefined;
  encode(writer);
  if (writer.buf.length > SCRATCH_BYTES) return writer.finish(true);
  const bytes = writer.finish();
  writer.reset();
  scratch = writer;
  return bytes;
}
