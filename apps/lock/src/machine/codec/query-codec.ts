import { InvalidArgumentError, ProtocolError } from '@lolraft/raft-core';
import { findQueryFault } from '../model/check.js';
import type { Query } from '../model/queries.js';
import { decodeAs, encodeAs, unknownVariant } from './envelope.js';
import { number, text, union } from './shape.js';
import { request, session, token } from './shapes.js';

const query = union<Query, 'type'>(
  'type',
  {
    check: [1, { namespace: text, name: text, token }],
    object: [2, { namespace: text, name: text, limit: number() }],
    session: [3, { session }],
    request: [4, { session, request }],
    objects: [5, { namespace: text, after: text, limit: number() }],
    sessions: [6, { namespace: text, after: text, limit: number() }],
    namespace: [7, { namespace: text }],
  },
  unknownVariant('the query'),
);

/** @throws {InvalidArgumentError} on what cannot be asked. */
export function encodeQuery(value: Query): Uint8Array {
  const fault = findQueryFault(value);
  if (fault !== undefined) throw new InvalidArgumentError(fault);
  return encodeAs(query, value);
}

/** @throws {UnknownEntryError | ProtocolError} on what is no query. */
export function decodeQuery(bytes: Uint8Array): Query {
  const value = decodeAs('the query', query, bytes);
  const fault = findQueryFault(value);
  if (fault !== undefined) throw new ProtocolError(`the query makes no sense: ${fault}`);
  return value;
}
