import type { Command, Compare, Operation, Query, TxnRequest } from '@lolraft/kvs-client';
import * as fc from 'fast-check';

const latin1 = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));

// Few keys, so that they meet; with bytes at both ends of the range, and prefixes of each other.
const KEYS = ['\0', 'a', 'a\0', 'a\xff', 'ab', 'b', 'c\x80', '\xff', '\xff\xff'];

export const key = fc.constantFrom(...KEYS).map(latin1);
export const rangeEnd = fc.constantFrom('', '', '\0', ...KEYS.slice(1)).map(latin1);
const value = fc.constantFrom('', 'x', 'y', '\xff').map(latin1);
const revision = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.nat(40) },
  { weight: 3, arbitrary: fc.nat(6) },
);

export const put = fc.record({ type: fc.constant('put' as const), key, value, prevKv: fc.boolean() });
export const deleteRange = fc.record({
  type: fc.constant('deleteRange' as const),
  key,
  rangeEnd,
  prevKv: fc.boolean(),
});
export const range = fc.record({
  type: fc.constant('range' as const),
  key,
  rangeEnd,
  limit: fc.nat(4),
  revision,
  keysOnly: fc.boolean(),
  countOnly: fc.boolean(),
});

const compare: fc.Arbitrary<Compare> = fc.record({
  key,
  rangeEnd,
  relation: fc.constantFrom('=' as const, '!=' as const, '<' as const, '>' as const),
  target: fc.oneof(
    fc.record({ field: fc.constant('value' as const), value }),
    fc.record({
      field: fc.constantFrom('version' as const, 'createRevision' as const, 'modRevision' as const, 'lease' as const),
      number: fc.nat(6),
    }),
  ),
});

function txnOf(operations: readonly fc.Arbitrary<Operation>[]): fc.Arbitrary<TxnRequest> {
  return fc.letrec<{ operation: Operation; txn: TxnRequest }>((tie) => ({
    operation: fc.oneof({ depthSize: 'small', maxDepth: 3 }, ...operations, tie('txn')),
    txn: fc.record({
      type: fc.constant('txn' as const),
      compare: fc.array(compare, { maxLength: 2 }),
      success: fc.array(tie('operation'), { maxLength: 4 }),
      failure: fc.array(tie('operation'), { maxLength: 4 }),
    }),
  })).txn;
}

export const txn = txnOf([put, deleteRange, range]);
export const query: fc.Arbitrary<Query> = fc.oneof(
  { weight: 3, arbitrary: range },
  { weight: 1, arbitrary: txnOf([range]) },
);

export const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 6, arbitrary: put },
  { weight: 2, arbitrary: deleteRange },
  { weight: 4, arbitrary: txn },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('guarded' as const),
      guard: fc.record({ name: fc.constantFrom('lock', 'ключ'), token: fc.integer({ min: 1, max: 9 }) }),
      change: fc.oneof(put, deleteRange, txn),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('compact' as const), revision: fc.nat(40) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('setRetention' as const),
      revisions: fc.constantFrom(0, 1, 3, 10, 100),
      bytes: fc.constant(2 ** 40),
    }),
  },
);
