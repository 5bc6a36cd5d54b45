import { ProtocolError } from '@lolraft/raft-core';

/** @throws {ProtocolError} unless `1 <= min <= max`. */
export function checkRange(what: string, min: number, max: number): void {
  if (min < 1 || max < min) throw new ProtocolError(`the ${what} ${min} to ${max} are no range of versions`);
}
