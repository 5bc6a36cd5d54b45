import { scalars } from '@lolraft/proto-kit';
import { ProtocolError } from '@lolraft/raft-core';
import type {
  Compare,
  CompareTarget,
  DeleteRangeRequest,
  Operation,
  PutRequest,
  RangeRequest,
  Relation,
  TxnRequest,
} from '../model/requests.js';
import { proto } from './generated.js';

const RELATIONS: Readonly<Record<Relation, proto.Relation>> = {
  '=': proto.Relation.RELATION_EQUAL,
  '!=': proto.Relation.RELATION_NOT_EQUAL,
  '<': proto.Relation.RELATION_LESS,
  '>': proto.Relation.RELATION_GREATER,
};
const RELATION_NAMES = new Map(Object.entries(RELATIONS).map(([name, value]) => [value, name as Relation]));

/** The requests that also are steps of a transaction, by the names of their fields in `Operation`. */
export function operationToProto(operation: Operation): proto.Operation.$Properties {
  switch (operation.type) {
    case 'put':
      return { put: operation };
    case 'deleteRange':
      return { deleteRange: operation };
    case 'range':
      return { range: operation };
    case 'txn':
      return { txn: txnToProto(operation) };
  }
}

export function txnToProto(txn: TxnRequest): proto.Txn.$Properties {
  return {
    compare: txn.compare.map(compareToProto),
    success: txn.success.map(operationToProto),
    failure: txn.failure.map(operationToProto),
  };
}

function compareToProto({ key, rangeEnd, relation, target }: Compare): proto.Compare.$Properties {
  const compare: proto.Compare.$Properties = { key, rangeEnd, relation: RELATIONS[relation] };
  if (target.field === 'value') compare.value = target.value;
  else compare[target.field] = target.number;
  return compare;
}

export function putFromProto(message: proto.Put.$Properties): PutRequest {
  const { key, value, prevKv } = scalars(message);
  return { type: 'put', key, value, prevKv };
}

export function deleteRangeFromProto(message: proto.DeleteRange.$Properties): DeleteRangeRequest {
  const { key, rangeEnd, prevKv } = scalars(message);
  return { type: 'deleteRange', key, rangeEnd, prevKv };
}

export function rangeFromProto(message: proto.Range.$Properties): RangeRequest {
  const { key, rangeEnd, limit, revision, keysOnly, countOnly } = scalars(message);
  return { type: 'range', key, rangeEnd, limit, revision, keysOnly, countOnly };
}

/** @throws {ProtocolError} */
export function txnFromProto({ compare, success, failure }: proto.Txn.$Properties): TxnRequest {
  return {
    type: 'txn',
    compare: (compare ?? []).map(compareFromProto),
    success: (success ?? []).map(operationFromProto),
    failure: (failure ?? []).map(operationFromProto),
  };
}

function operationFromProto({ put, deleteRange, range, txn }: proto.Operation.$Properties): Operation {
  if (put) return putFromProto(put);
  if (deleteRange) return deleteRangeFromProto(deleteRange);
  if (range) return rangeFromProto(range);
  if (txn) return txnFromProto(txn);
  throw new ProtocolError('an operation of a transaction is empty');
}

function compareFromProto(message: proto.Compare.$Properties): Compare {
  const { key, rangeEnd, relation: number } = scalars(message);
  const relation = RELATION_NAMES.get(number);
  if (relation === undefined) throw new ProtocolError('a comparison has no relation that this build knows');
  return { key, rangeEnd, relation, target: targetFromProto(message) };
}

function targetFromProto(message: proto.Compare.$Properties): CompareTarget {
  if (message.value) return { field: 'value', value: message.value };
  for (const field of ['version', 'createRevision', 'modRevision', 'lease'] as const) {
    const number = message[field];
    if (typeof number === 'number') return { field, number };
  }
  throw new ProtocolError('a comparison has nothing to compare with');
}
