import { decodeWith, scalars } from '@lolraft/proto-kit';
import { ProtocolError } from '@lolraft/raft-core';
import type { KeyValue } from '../model/key-value.js';
import type { Failure, FailureCode, OperationResult, Response, Result } from '../model/responses.js';
import { own } from './bytes.js';
import { proto } from './generated.js';
import { encodeWith } from './writer.js';

/** A page of a range and the answer of a transaction stay far below. */
const MAX_FIELDS = 4_000_000;

const CODES: Readonly<Record<FailureCode, proto.FailureCode>> = {
  INVALID: proto.FailureCode.FAILURE_CODE_INVALID,
  COMPACTED: proto.FailureCode.FAILURE_CODE_COMPACTED,
  FUTURE_REVISION: proto.FailureCode.FAILURE_CODE_FUTURE_REVISION,
  TOO_MANY_KEYS: proto.FailureCode.FAILURE_CODE_TOO_MANY_KEYS,
  RESPONSE_TOO_LARGE: proto.FailureCode.FAILURE_CODE_RESPONSE_TOO_LARGE,
  STALE_TOKEN: proto.FailureCode.FAILURE_CODE_STALE_TOKEN,
  TOO_MANY_GUARDS: proto.FailureCode.FAILURE_CODE_TOO_MANY_GUARDS,
};
const CODE_NAMES = new Map(Object.entries(CODES).map(([name, value]) => [value, name as FailureCode]));

export function encodeResponse({ revision, result }: Response): Uint8Array {
  return encodeWith((writer) => {
    // Fields of a message may be in several runs: the one that all responses have is written first, by itself.
    proto.Response.encode({ revision }, writer);
    proto.Response.encode(toProto(result), writer);
  });
}

function toProto(result: Result | Failure): proto.Response.$Properties {
  switch (result.type) {
    case 'failure':
      return {
        failure: {
          code: CODES[result.code],
          message: result.message,
          ...(result.tokens && { token: result.tokens.token, newestToken: result.tokens.newest }),
        },
      };
    case 'compact':
      return { compact: {} };
    case 'setRetention':
      return { setRetention: {} };
    case 'stats': {
      const { retention, ...rest } = result;
      return { stats: { ...rest, retentionRevisions: retention.revisions, retentionBytes: retention.bytes } };
    }
    default:
      return operationToProto(result);
  }
}

function operationToProto(result: OperationResult): proto.OperationResult.$Properties {
  switch (result.type) {
    case 'put':
      return { put: result.prevKv === undefined ? {} : { prevKv: result.prevKv } };
    case 'deleteRange':
      return { deleteRange: { deleted: result.deleted, prevKvs: result.prevKvs as KeyValue[] } };
    case 'range':
      return { range: { kvs: result.kvs as KeyValue[], more: result.more, count: result.count } };
    case 'txn':
      return { txn: { succeeded: result.succeeded, results: result.results.map(operationToProto) } };
  }
}

/**
 * Reads a response. Its keys and values may be kept: they pin no more than a third above their own size.
 * @throws {ProtocolError} on what is no response, or one that this build does not know.
 */
export function decodeResponse(bytes: Uint8Array): Response {
  return decodeWith('a response', bytes, { maxFields: MAX_FIELDS, strict: false }, (reader) => {
    const message = proto.Response.decode(reader);
    return { revision: scalars(message).revision, result: fromProto(message) };
  });
}

function fromProto(message: proto.Response.$Properties): Result | Failure {
  const { failure, compact, setRetention, stats } = message;
  if (failure) {
    const { code: number, message: text, token, newestToken: newest } = scalars(failure);
    const code = CODE_NAMES.get(number);
    if (code === undefined) throw new ProtocolError(`a failure has a code that this build does not know: ${text}`);
    return { type: 'failure', code, message: text, ...(code === 'STALE_TOKEN' && { tokens: { token, newest } }) };
  }
  if (compact) return { type: 'compact' };
  if (setRetention) return { type: 'setRetention' };
  if (stats) {
    const s = scalars(stats);
    return {
      type: 'stats',
      compactRevision: s.compactRevision,
      keys: s.keys,
      bytes: s.bytes,
      historyChanges: s.historyChanges,
      historyBytes: s.historyBytes,
      retention: { revisions: s.retentionRevisions, bytes: s.retentionBytes },
    };
  }
  return operationFromProto(message);
}

/** The results that `Response` and `OperationResult` have in common. */
type OperationFields = Pick<proto.OperationResult.$Properties, 'put' | 'deleteRange' | 'range' | 'txn'>;

function operationFromProto({ put, deleteRange, range, txn }: OperationFields): OperationResult {
  if (put) return { type: 'put', prevKv: put.prevKv ? keyValue(put.prevKv) : undefined };
  if (deleteRange) {
    const { deleted } = scalars(deleteRange);
    return { type: 'deleteRange', deleted, prevKvs: (deleteRange.prevKvs ?? []).map(keyValue) };
  }
  if (range) {
    const { more, count } = scalars(range);
    return { type: 'range', kvs: (range.kvs ?? []).map(keyValue), more, count };
  }
  if (txn) {
    return {
      type: 'txn',
      succeeded: scalars(txn).succeeded,
      results: (txn.results ?? []).map(operationFromProto),
    };
  }
  throw new ProtocolError('it has no result that this build knows');
}

function keyValue(message: proto.KeyValue.$Properties): KeyValue {
  const { key, value, createRevision, modRevision, version, lease } = scalars(message);
  return { key: own(key), value: own(value), createRevision, modRevision, version, lease };
}
