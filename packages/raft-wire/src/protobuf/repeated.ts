import { type WireReader } from '@lolraft/proto-kit';
import { ProtocolError } from '@lolraft/raft-core';

/**
 * Reads a message whose known fields are all repeated messages, in the order of the wire, and counts them before they
 * become objects. `read` gets the field's number and the message's length, and reads exactly that; it returns false, and
 * reads nothing, where it does not know the field.
 *
 * @throws {ProtocolError} over `limit` of them.
 */
export function readRepeated(
  reader: WireReader,
  limit: number,
  read: (field: number, length: number) => boolean,
): void {
  let count = 0;
  while (reader.pos < reader.len) {
    const tag = reader.tag();
    const field = tag >>> 3;
    if (field === 0) throw new ProtocolError('a field has the number 0');
    if ((tag & 7) !== LENGTH_DELIMITED) {
      reader.skipType(tag & 7, 0, field);
      continue;
    }
    if (++count > limit) throw new ProtocolError(`there are more than ${limit} messages`);
    const length = reader.size();
    if (!read(field, length)) reader.skip(length);
  }
}

/** Wire type of strings, bytes and messages. */
export const LENGTH_DELIMITED = 2;

/** The tag before a message of this field. */
export function messageTag(field: number): number {
  return (field << 3) | LENGTH_DELIMITED;
}
