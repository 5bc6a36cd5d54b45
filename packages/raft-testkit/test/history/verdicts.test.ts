import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  checkLinearizability,
  lockModel,
  mapModel,
  registerModel,
  type MapInput,
  type MapOutput,
  type Operation,
} from '../../src/history/index.js';
import { cas, get, lock, lost, owner, put, type LockOp, type RegisterOp } from './support/operations.js';

type MapOp = Operation<MapInput, MapOutput>;

function cases<Op>(verdict: string, of: (operations: Op[]) => { type: string }, histories: Record<string, Op[]>): void {
  for (const [name, operations] of Object.entries(histories)) {
    it(`${verdict === 'violation' ? 'rejects' : 'accepts'} ${name}`, () => {
      expect(of(operations).type).to.equal(verdict);
    });
  }
}

describe('the linearizability checker, on a register', () => {
  const check = (operations: RegisterOp[]) => checkLinearizability(registerModel(), operations);
  cases('linearizable', check, {
    nothing: [],
    'only calls that nobody knows the end of': [lost(put('a', 1, [0, 1])), lost(get('b', 7, [0, 1]))],
    'one after another': [put('a', 1, [0, 1]), get('b', 1, [2, 3]), put('a', 2, [4, 5]), get('b', 2, [6, 7])],
    'a read beside a write, which may see either': [
      put('a', 1, [0, 10]),
      get('b', 0, [1, 2]),
      get('b', 1, [3, 4]),
      get('b', 1, [5, 6]),
    ],
    'two writes at once, in the order that the reads tell': [
      put('a', 1, [0, 10]),
      put('b', 2, [0, 10]),
      get('c', 2, [11, 12]),
      get('c', 2, [13, 14]),
    ],
    'reads beside two writes, which see them one after the other': [
      put('a', 1, [0, 10]),
      put('b', 2, [0, 10]),
      get('c', 1, [1, 2]),
      get('c', 2, [3, 4]),
    ],
    'a return and a call of the same time, in either order': [put('a', 1, [0, 1]), get('b', 0, [1, 2])],
    'a lost write that shows up late': [
      put('a', 1, [0, 1]),
      lost(put('b', 2, [2, 3])),
      get('a', 1, [3, 4]),
      get('a', 2, [5, 6]),
    ],
    'a lost write that never shows up': [put('a', 1, [0, 1]), lost(put('b', 2, [2, 3])), get('a', 1, [3, 4])],
    'two lost writes of one value, each of which shows up': [
      lost(put('a', 2, [0, 1])),
      lost(put('b', 2, [0, 1])),
      get('c', 2, [2, 3]),
      put('c', 3, [4, 5]),
      get('c', 2, [6, 7]),
    ],
    'a lost compare-and-set that another builds upon': [
      lost(cas('a', [0, 1], true, [0, 1])),
      cas('b', [1, 2], true, [2, 3]),
    ],
    'compare-and-set': [
      cas('a', [0, 1], true, [0, 1]),
      cas('b', [0, 2], false, [2, 3]),
      cas('b', [1, 2], true, [4, 5]),
      get('a', 2, [6, 7]),
    ],
    'two compare-and-sets at once, of which one wins': [
      cas('a', [0, 1], true, [0, 5]),
      cas('b', [0, 2], false, [0, 5]),
      get('c', 1, [6, 7]),
    ],
    'the two writes of Herlihy and Wing': [
      put('a', 1, [0, 10]),
      get('b', 1, [1, 4]),
      put('c', 2, [5, 20]),
      get('b', 1, [6, 8]),
      get('a', 2, [9, 21]),
    ],
  });
  cases('violation', check, {
    'a value that nobody wrote': [put('a', 1, [0, 1]), get('b', 3, [2, 3])],
    'a stale read': [put('a', 1, [0, 1]), put('a', 2, [2, 3]), get('b', 1, [4, 5])],
    'reads that go back': [put('a', 1, [0, 10]), get('b', 1, [1, 2]), get('c', 0, [3, 4])],
    'a write that is gone': [put('a', 1, [0, 1]), get('b', 0, [2, 3])],
    'a write that is seen before it is called': [get('b', 1, [0, 1]), put('a', 1, [2, 3])],
    'a lost write that is seen before it is called': [get('b', 1, [0, 1]), lost(put('a', 1, [2, 3]))],
    'a lost write that is there and gone again': [
      put('a', 1, [0, 1]),
      lost(put('b', 2, [2, 3])),
      get('a', 2, [3, 4]),
      get('a', 1, [5, 6]),
    ],
    'a lost write that shows up twice': [
      lost(put('a', 2, [0, 1])),
      get('c', 2, [2, 3]),
      put('c', 3, [4, 5]),
      get('c', 2, [6, 7]),
    ],
    'a lost update: two read the same, both write, and one is gone': [
      cas('a', [0, 1], true, [0, 2]),
      cas('b', [0, 2], true, [1, 3]),
      get('c', 2, [4, 5]),
    ],
    'two compare-and-sets that both win': [cas('a', [0, 1], true, [0, 5]), cas('b', [0, 2], true, [0, 5])],
    'a compare-and-set that ought to have won': [put('a', 1, [0, 1]), cas('b', [1, 2], false, [2, 3])],
    'readers that disagree about the order of two writes': [
      put('a', 1, [0, 10]),
      put('b', 2, [0, 10]),
      get('c', 1, [11, 12]),
      get('d', 2, [13, 14]),
    ],
  });

  it('tells how far a wrong history can be explained', () => {
    const operations = [put('a', 1, [0, 1]), get('b', 1, [2, 3]), get('b', 0, [4, 5]), get('b', 1, [6, 7])];
    expect(check(operations)).to.include({ type: 'violation', stuck: 2 });
  });

  it('gives up, and says so, where the bound is too small', () => {
    const operations = [put('a', 1, [0, 1]), get('b', 1, [2, 3]), put('a', 2, [4, 5]), get('b', 2, [6, 7])];
    expect(checkLinearizability(registerModel(), operations, 2).type).to.equal('undecided');
  });
});

describe('the linearizability checker, on a map', () => {
  const check = (operations: MapOp[]) => checkLinearizability(mapModel(), operations);
  const on = (input: MapInput, output: MapOutput, called: number, returned: number): MapOp => ({
    input,
    output,
    called,
    returned,
  });
  const set = (key: string, value: string | null, called: number, returned: number): MapOp =>
    on({ type: 'put', key, value }, {}, called, returned);
  const read = (key: string, value: string | null, called: number, returned: number): MapOp =>
    on({ type: 'get', key }, { value }, called, returned);

  cases('linearizable', check, {
    'keys that have nothing to do with each other': [
      set('x', 'a', 0, 1),
      read('y', null, 2, 3),
      set('y', 'b', 4, 5),
      read('x', 'a', 6, 7),
    ],
    'a key that is deleted': [set('x', 'a', 0, 1), set('x', null, 2, 3), read('x', null, 4, 5)],
    'a key that is created once': [
      on({ type: 'cas', key: 'x', expected: null, value: 'a' }, { done: true, value: null }, 0, 1),
      on({ type: 'cas', key: 'x', expected: null, value: 'b' }, { done: false, value: 'a' }, 2, 3),
    ],
    'the string null, which is no absent key': [set('x', 'null', 0, 1), read('x', 'null', 2, 3)],
  });
  cases('violation', check, {
    'a stale read of one key among others': [set('x', 'a', 0, 1), set('y', 'b', 0, 1), read('x', null, 2, 3)],
    'a deleted key that is back': [set('x', 'a', 0, 1), set('x', null, 2, 3), read('x', 'a', 4, 5)],
    'a key that is created twice': [
      on({ type: 'cas', key: 'x', expected: null, value: 'a' }, { done: true }, 0, 3),
      on({ type: 'cas', key: 'x', expected: null, value: 'b' }, { done: true }, 1, 2),
    ],
    'an absent key for the string null': [set('x', 'null', 0, 1), read('x', null, 2, 3)],
  });

  it('names the key', () => {
    expect(check([set('x', 'a', 0, 1), set('y', 'b', 0, 1), read('y', 'a', 2, 3)])).to.include({ key: 'y', stuck: 1 });
  });
});

describe('the linearizability checker, on a lock', () => {
  const check = (operations: LockOp[]) => checkLinearizability(lockModel(), operations);
  const ok = { done: true };
  const refused = { done: false };
  cases('linearizable', check, {
    'one after the other': [
      lock('a', 'acquire', ok, [0, 1]),
      lock('b', 'try', { done: false, owner: 'a' }, [2, 3]),
      lock('a', 'release', ok, [4, 5]),
      lock('b', 'acquire', ok, [4, 7]),
      owner('c', { owner: 'b' }, [8, 9]),
    ],
    'one who waited': [
      lock('a', 'acquire', ok, [0, 1]),
      lock('b', 'acquire', ok, [2, 7]),
      lock('a', 'release', ok, [4, 5]),
    ],
    'one who gave up waiting': [lock('a', 'acquire', ok, [0, 1]), lock('b', 'acquire', refused, [2, 3])],
    'tokens that grow, with gaps': [
      lock('a', 'try', { done: true, token: 5 }, [0, 1]),
      lock('a', 'release', ok, [2, 3]),
      lock('b', 'try', { done: true, token: 9 }, [4, 5]),
      owner('c', { owner: 'b', token: 9 }, [6, 7]),
    ],
    'a lost grant, whose token shows up later': [
      lock('a', 'try', { done: true, token: 5 }, [0, 1]),
      lock('a', 'release', ok, [2, 3]),
      lost(lock('b', 'try', ok, [4, 5])),
      owner('c', { owner: 'b', token: 8 }, [6, 7]),
      owner('c', { owner: 'b', token: 8 }, [8, 9]),
    ],
    'a lock that expired': [
      lock('a', 'acquire', ok, [0, 1]),
      lost(lock('a', 'release', ok, [1, 2])),
      lock('b', 'acquire', ok, [6, 7]),
      lock('a', 'release', refused, [8, 9]),
    ],
  });
  cases('violation', check, {
    'two who have it at once (a split brain)': [
      lock('a', 'acquire', ok, [0, 1]),
      lock('b', 'acquire', ok, [2, 3]),
      lock('a', 'release', ok, [4, 5]),
    ],
    'two at once that both get it': [lock('a', 'try', ok, [0, 5]), lock('b', 'try', ok, [0, 5])],
    'one who gets it again while having it': [lock('a', 'acquire', ok, [0, 1]), lock('a', 'acquire', ok, [2, 3])],
    'a release by another': [lock('a', 'acquire', ok, [0, 1]), lock('b', 'release', ok, [2, 3])],
    'a refusal of a free lock': [lock('a', 'try', refused, [0, 1])],
    'an owner that is not': [lock('a', 'acquire', ok, [0, 1]), owner('c', { owner: null }, [2, 3])],
    'a token that is used again': [
      lock('a', 'try', { done: true, token: 5 }, [0, 1]),
      lock('a', 'release', ok, [2, 3]),
      lock('b', 'try', { done: true, token: 5 }, [4, 5]),
    ],
    'a token that leaves no room for the grant between': [
      lock('a', 'try', { done: true, token: 5 }, [0, 1]),
      lock('a', 'release', ok, [2, 3]),
      lock('b', 'try', ok, [4, 5]),
      lock('b', 'release', ok, [6, 7]),
      lock('c', 'try', { done: true, token: 6 }, [8, 9]),
    ],
    'two tokens of one lost grant': [
      lost(lock('b', 'try', ok, [0, 1])),
      owner('c', { owner: 'b', token: 8 }, [2, 3]),
      owner('c', { owner: 'b', token: 9 }, [4, 5]),
    ],
    'a lock that expired for the other, and did not for its holder': [
      lock('a', 'acquire', ok, [0, 1]),
      lost(lock('a', 'release', ok, [1, 2])),
      lock('b', 'acquire', ok, [6, 7]),
      lock('a', 'release', ok, [8, 9]),
    ],
  });
});
