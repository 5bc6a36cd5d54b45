import * as fc from 'fast-check';
import type {
  Command,
  Compare,
  Failure,
  KeyValue,
  Operation,
  OperationResult,
  Query,
  Response,
  Result,
} from '../../src/index.js';

export const bytes = (max = 12) => fc.uint8Array({ maxLength: max });
export const number = fc.oneof(fc.nat(5), fc.maxSafeNat());

export const keyValue: fc.Arbitrary<KeyValue> = fc.record({
  key: bytes(),
  value: bytes(300),
  createRevision: number,
  modRevision: number,
  version: number,
  lease: number,
});

const put = fc.record({ type: fc.constant('put' as const), key: bytes(), value: bytes(300), prevKv: fc.boolean() });
const deleteRange = fc.record({
  type: fc.constant('deleteRange' as const),
  key: bytes(),
  rangeEnd: bytes(),
  prevKv: fc.boolean(),
});
const range = fc.record({
  type: fc.constant('range' as const),
  key: bytes(),
  rangeEnd: bytes(),
  limit: number,
  revision: number,
  keysOnly: fc.boolean(),
  countOnly: fc.boolean(),
});
const compare: fc.Arbitrary<Compare> = fc.record({
  key: bytes(),
  rangeEnd: bytes(),
  relation: fc.constantFrom('=' as const, '!=' as const, '<' as const, '>' as const),
  target: fc.oneof(
    fc.record({ field: fc.constant('value' as const), value: bytes() }),
    fc.record({
      field: fc.constantFrom('version' as const, 'createRevision' as const, 'modRevision' as const, 'lease' as const),
      number,
    }),
  ),
});

const { txn } = fc.letrec<{ operation: Operation; txn: Extract<Operation, { type: 'txn' }> }>((tie) => ({
  operation: fc.oneof({ depthSize: 'small' }, put, deleteRange, range, tie('txn')),
  txn: fc.record({
    type: fc.constant('txn' as const),
    compare: fc.array(compare, { maxLength: 3 }),
    success: fc.array(tie('operation'), { maxLength: 3 }),
    failure: fc.array(tie('operation'), { maxLength: 3 }),
  }),
}));

export const command: fc.Arbitrary<Command> = fc.oneof(
  put,
  deleteRange,
  txn,
  fc.record({ type: fc.constant('compact' as const), revision: number }),
  fc.record({
    type: fc.constant('guarded' as const),
    guard: fc.record({ name: fc.string(), token: number }),
    change: fc.oneof(put, deleteRange, txn),
  }),
  fc.record({ type: fc.constant('setRetention' as const), revisions: number, bytes: number }),
);

export const query: fc.Arbitrary<Query> = fc.oneof(range, txn, fc.constant({ type: 'stats' as const }));

const { operationResult } = fc.letrec<{ operationResult: OperationResult }>((tie) => ({
  operationResult: fc.oneof(
    { depthSize: 'small' },
    fc.record({ type: fc.constant('put' as const), prevKv: fc.option(keyValue, { nil: undefined }) }),
    fc.record({
      type: fc.constant('deleteRange' as const),
      deleted: number,
      prevKvs: fc.array(keyValue, { maxLength: 3 }),
    }),
    fc.record({
      type: fc.constant('range' as const),
      kvs: fc.array(keyValue, { maxLength: 3 }),
      more: fc.boolean(),
      count: number,
    }),
    fc.record({
      type: fc.constant('txn' as const),
      succeeded: fc.boolean(),
      results: fc.array(tie('operationResult'), { maxLength: 3 }),
    }),
  ),
}));

const result: fc.Arbitrary<Result | Failure> = fc.oneof(
  operationResult,
  fc.record({ type: fc.constant('compact' as const) }),
  fc.record({ type: fc.constant('setRetention' as const) }),
  fc.record({
    type: fc.constant('stats' as const),
    compactRevision: number,
    keys: number,
    bytes: number,
    historyChanges: number,
    historyBytes: number,
    retention: fc.record({ revisions: number, bytes: number }),
  }),
  fc.record({
    type: fc.constant('failure' as const),
    code: fc.constantFrom(
      'INVALID' as const,
      'COMPACTED' as const,
      'FUTURE_REVISION' as const,
      'TOO_MANY_KEYS' as const,
      'RESPONSE_TOO_LARGE' as const,
    ),
    message: fc.string(),
  }),
);

export const response: fc.Arbitrary<Response> = fc.record({ revision: number, result });

/** A copy of plain objects, in which every byte array is a plain `Uint8Array`, for comparing. */
export function plainCopy(value: unknown): unknown {
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (Array.isArray(value)) return value.map(plainCopy);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plainCopy(field)]));
  }
  return value;
}
