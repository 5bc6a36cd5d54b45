import {
  type Command,
  MAX_KEY_BYTES,
  MAX_RETENTION_REVISIONS,
  MAX_TXN_DEPTH,
  MAX_TXN_KEYS,
  MAX_TXN_OPERATIONS,
  MAX_TXN_TOTAL,
  type Operation,
  PAGE_BYTES,
  PAGE_KEYS,
  type TxnRequest,
} from '@lolraft/kvs-client';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { findFault } from '../../src/state/check.js';
import { digest } from '../../src/state/digest.js';
import { answer, execute } from '../../src/state/machine.js';
import { Store } from '../../src/state/store.js';
import { bytes, code, del, put, range, txn, when } from '../support/requests.js';

const times = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const nested = (depth: number): TxnRequest => txn([], depth === 1 ? [] : [nested(depth - 1)]);
const fault = (command: Command) => findFault(command);

function filled(keys: number, value = 'v'): Store {
  const store = Store.empty();
  for (let i = 0; i < keys; i++) execute(store, put(`k${String(i).padStart(6, '0')}`, value));
  return store;
}

describe('what is refused whatever the state', () => {
  it('keys that are empty or too long', () => {
    expect(fault(put(''))).to.match(/empty/);
    expect(fault(put('k'.repeat(MAX_KEY_BYTES)))).to.equal(undefined);
    expect(fault(put('k'.repeat(MAX_KEY_BYTES + 1)))).to.match(/65537 bytes/);
    expect(fault(del('', '\0'))).to.match(/empty/);
    expect(fault(del('k', 'k'.repeat(MAX_KEY_BYTES + 1)))).to.match(/end of a range/);
    expect(fault(txn([when('', '=', { field: 'version', number: 0 })], []))).to.match(/empty/);
    expect(fault(txn([], [], [range('')]))).to.match(/empty/);
    expect(execute(Store.empty(), put('')).result).to.include({ type: 'failure', code: 'INVALID' });
  });

  it('transactions that are too long, too deep or too large', () => {
    const reads = (count: number) => times<Operation>(count, () => range('a'));
    expect(fault(txn([], reads(MAX_TXN_OPERATIONS)))).to.equal(undefined);
    expect(fault(txn([], [], reads(MAX_TXN_OPERATIONS + 1)))).to.match(/more than 128/);
    expect(fault(nested(MAX_TXN_DEPTH))).to.equal(undefined);
    expect(fault(nested(MAX_TXN_DEPTH + 1))).to.match(/deep/);
    const many = times(MAX_TXN_TOTAL / 128, () => txn([], reads(128)));
    expect(fault(txn([], many))).to.match(/in all/);
    expect(fault(txn([], many.slice(1)))).to.equal(undefined);
  });

  it('transactions that could change a key twice', () => {
    const conflicts: [string, TxnRequest][] = [
      ['two puts', txn([], [put('a'), put('a')])],
      ['a put and a delete', txn([], [put('a'), del('a')])],
      ['a delete and a put', txn([], [], [del('a', 'c'), put('b')])],
      ['a put and one of an inner transaction', txn([], [put('a'), txn([], [], [put('a')])])],
      ['an inner delete and a put', txn([], [txn([], [del('a', '\0')]), put('b')])],
      ['puts of two inner transactions', txn([], [txn([], [put('a')]), txn([], [put('a')])])],
      ['a put of one inner transaction and a delete of the next', txn([], [txn([], [put('a')]), txn([], [del('a')])])],
    ];
    for (const [what, request] of conflicts) expect(fault(request), what).to.match(/twice|both/);
    const fine = [
      txn([], [put('a')], [put('a')]),
      txn([], [txn([], [put('a')], [del('a')])]),
      txn([], [del('a', 'b'), put('b'), del('c'), del('c')]),
    ];
    for (const request of fine) expect(fault(request)).to.equal(undefined);
  });

  it('a retention beyond the bound', () => {
    const set = (revisions: number): Command => ({ type: 'setRetention', revisions, bytes: 1 });
    expect(fault(set(MAX_RETENTION_REVISIONS))).to.equal(undefined);
    expect(fault(set(MAX_RETENTION_REVISIONS + 1))).to.match(/1000000 revisions/);
  });

  it('a query that changes something', () => {
    const store = Store.empty();
    for (const operation of [put('a'), txn([], [], [del('a')])]) {
      expect(code(answer(store, txn([], [operation])))).to.equal('INVALID');
    }
    expect(code(answer(store, txn([], [range('a'), txn([], [range('a')])])))).to.equal(undefined);
  });
});

describe('what is bounded by the state', () => {
  it('a page: by keys and by bytes, but never less than one key', () => {
    const small = filled(PAGE_KEYS + 5);
    const page = answer(small, range('k', '\0')).result;
    expect(page).to.include({ type: 'range', more: true, count: PAGE_KEYS + 5 });
    expect(page.type === 'range' && page.kvs.length).to.equal(PAGE_KEYS);

    const large = filled(4, 'x'.repeat(PAGE_BYTES * 0.6));
    const two = answer(large, range('k', '\0')).result;
    expect(two.type === 'range' && two.kvs.length).to.equal(2);
    const past = answer(large, range('k', '\0', { revision: 4 })).result;
    expect(past).to.include({ more: true, count: 3 });
    expect(past.type === 'range' && past.kvs.length).to.equal(2);
    const keys = answer(large, range('k', '\0', { keysOnly: true })).result;
    expect(keys.type === 'range' && keys.kvs.length).to.equal(4);
    const huge = filled(2, 'x'.repeat(3 * PAGE_BYTES));
    const one = answer(huge, range('k', '\0')).result;
    expect(one.type === 'range' && one.kvs.length).to.equal(1);
  });

  it('an answer: refused where it would be too large, without a trace', () => {
    const store = filled(40, 'x'.repeat(1_000_000));
    const before = digest(store);
    const response = execute(store, txn([], [put('z'), del('k', 'l', true)]));
    expect(code(response)).to.equal('RESPONSE_TOO_LARGE');
    expect(digest(store)).to.equal(before);
    expect(execute(store, del('k', 'l')).result).to.include({ type: 'deleteRange', deleted: 40 });
  });

  it('the keys that a transaction changes or compares', () => {
    const store = filled(MAX_TXN_KEYS);
    execute(store, put('l'));
    const before = digest(store);
    expect(code(execute(store, del('k', '\0')))).to.equal('TOO_MANY_KEYS');
    expect(code(execute(store, txn([], [put('m'), del('k', 'l')])))).to.equal('TOO_MANY_KEYS');
    const all = when('k', '>', { field: 'version', number: 0 }, '\0');
    expect(code(execute(store, txn([all], [put('m')])))).to.equal('TOO_MANY_KEYS');
    expect(digest(store)).to.equal(before);
    expect(execute(store, del('k', 'l')).result).to.include({ type: 'deleteRange', deleted: MAX_TXN_KEYS });
    expect(store.size).to.equal(1);
  });
});

describe('values', () => {
  it('may be empty, and are told from missing ones', () => {
    const store = Store.empty();
    execute(store, { ...put('a'), value: bytes('') });
    const { result } = answer(store, txn([when('a', '=', { field: 'value', value: bytes('') })], []));
    expect(result).to.include({ type: 'txn', succeeded: true });
  });
});
