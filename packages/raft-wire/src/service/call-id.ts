import { ProtocolError } from '@lolraft/raft-core';

/** @throws {ProtocolError} on 0, which names no call. */
export function callId(id: number): number {
  if (id === 0) throw new ProtocolError('a call has id 0');
  return id;
}
