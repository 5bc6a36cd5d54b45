import { ProtocolError } from '@lolraft/raft-core';
import { MAX_INT32 } from '../protobuf/check.js';

/** @throws {ProtocolError} unless `1 <= min <= max < 2^31`. */
export function checkRange(what: string, min: number, max: number): void {
  if (min < 1 || max < min || max > MAX_INT32)
    throw new ProtocolError(`the ${what} ${min} to ${max} are no range of versions`);
}
