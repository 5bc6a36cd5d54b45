import { ProtocolError } from '@lolraft/raft-core';
import { proto } from '../codec/generated.js';

/** What an object is, for as long as anybody holds it or waits for it. */
export type Kind = 'mutex' | 'rwlock' | 'semaphore' | 'election' | 'barrier';

const KINDS = new Map<proto.Kind, Kind>([
  [proto.Kind.MUTEX, 'mutex'],
  [proto.Kind.RWLOCK, 'rwlock'],
  [proto.Kind.SEMAPHORE, 'semaphore'],
  [proto.Kind.ELECTION, 'election'],
  [proto.Kind.BARRIER, 'barrier'],
]);

/** @throws {ProtocolError} on one that this build does not know. */
export function kindOf(kind: proto.Kind): Kind {
  const found = KINDS.get(kind);
  if (found === undefined) throw new ProtocolError(`an object is of kind ${kind}, which this build does not know`);
  return found;
}
