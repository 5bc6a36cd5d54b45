import { ProtocolError } from '@lolraft/raft-core';
import { kindName, type KindName } from '../protocol/kinds.js';

/** @throws {ProtocolError} on a kind of object that this build does not know. */
export function kindOf(kind: number): KindName {
  const name = kindName(kind);
  if (name === undefined) throw new ProtocolError(`an object is of kind ${kind}, which this build does not know`);
  return name;
}
