import { ProtocolError } from '@lolraft/raft-core';

/** Terms of messages begin at 1; those of a last, previous or hinted entry may be 0. @throws {ProtocolError} on 0. */
export function checkedTerm(term: number): number {
  if (term < 1) throw new ProtocolError('a peer message has term 0');
  return term;
}
