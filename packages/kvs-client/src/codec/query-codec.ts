import { decodeWith } from '@lolraft/proto-kit';
import { ProtocolError } from '@lolraft/raft-core';
import type { Query } from '../model/requests.js';
import { proto } from './generated.js';
import { rangeFromProto, txnFromProto, txnToProto } from './operation-codec.js';
import { encodeWith } from './writer.js';

const MAX_FIELDS = 16_384;

/** @throws {InvalidArgumentError} on a number that is no whole number from 0 to 2^53 - 1. */
export function encodeQuery(query: Query): Uint8Array {
  return encodeWith((writer) => proto.Query.encode(toProto(query), writer));
}

function toProto(query: Query): proto.Query.$Properties {
  switch (query.type) {
    case 'range':
      return { range: query };
    case 'txn':
      return { txn: txnToProto(query) };
    case 'stats':
      return { stats: {} };
  }
}

/**
 * Reads a query, of which keys and values are views.
 * @throws {UnknownEntryError} on a field that this build does not know: to skip it would answer another question.
 * @throws {ProtocolError} on what is no query.
 */
export function decodeQuery(bytes: Uint8Array): Query {
  return decodeWith('a query', bytes, { maxFields: MAX_FIELDS, strict: true }, (reader) =>
    fromProto(proto.Query.decode(reader)),
  );
}

function fromProto({ range, txn, stats }: proto.Query.$Properties): Query {
  if (range) return rangeFromProto(range);
  if (txn) return txnFromProto(txn);
  if (stats) return { type: 'stats' };
  throw new ProtocolError('it is empty');
}
