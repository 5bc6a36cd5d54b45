import { InvalidArgumentError } from '@lolraft/raft-core';

/** Bytes of a session's id. */
export const SESSION_BYTES = 16;

const HEX = /^[0-9a-f]{32}$/;
const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/**
 * A session's id as 32 lower-case hexadecimal digits: as people, logs and HTTP have it.
 * @throws {InvalidArgumentError} where it has not 16 bytes.
 */
export function sessionHex(id: Uint8Array): string {
  if (id.length !== SESSION_BYTES)
    throw new InvalidArgumentError(`a session's id has ${SESSION_BYTES} bytes, not ${id.length}`);
  let text = '';
  for (const byte of id) text += DIGITS[byte] ?? '';
  return text;
}

/**
 * A session's id as bytes: as protobuf has it.
 * @throws {InvalidArgumentError} where it is not 32 lower-case hexadecimal digits.
 */
export function sessionBytes(id: string): Uint8Array {
  if (!HEX.test(id)) throw new InvalidArgumentError("a session's id is 32 lower-case hexadecimal digits");
  return Uint8Array.from({ length: SESSION_BYTES }, (_, at) => Number.parseInt(id.slice(2 * at, 2 * at + 2), 16));
}
