import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  checkLinearizability,
  lockModel,
  type LockInput,
  type Operation,
  registerModel,
  type RegisterInput,
  type RegisterOutput,
} from '../src/history/index.js';
import { SimRandom } from '../src/sim/index.js';

type Op = Operation<RegisterInput, RegisterOutput>;

const get = (value: number, called: number, returned: number): Op => ({
  input: { type: 'get' },
  output: { value },
  called,
  returned,
});
const put = (value: number, called: number, returned: number): Op => ({
  input: { type: 'put', value },
  output: {},
  called,
  returned,
});
const lost = (value: number, called: number): Op => ({
  input: { type: 'put', value },
  output: undefined,
  called,
  returned: Infinity,
});
const cas = (expected: number, value: number, done: boolean, called: number, returned: number): Op => ({
  input: { type: 'cas', expected, value },
  output: { done },
  called,
  returned,
});

function verdict(operations: Op[]): string {
  return checkLinearizability(registerModel(), operations).type;
}

describe('the linearizability checker', () => {
  const good: Record<string, Op[]> = {
    nothing: [],
    'one after another': [put(1, 0, 1), get(1, 2, 3), put(2, 4, 5), get(2, 6, 7)],
    'a read beside a write may see either': [put(1, 0, 10), get(0, 1, 2), get(1, 3, 4), get(1, 5, 6)],
    'two writes at once, in the order that the reads tell': [
      put(1, 0, 10),
      put(2, 0, 10),
      get(2, 11, 12),
      get(2, 13, 14),
    ],
    'reads beside two writes, which see them one after the other': [
      put(1, 0, 10),
      put(2, 0, 10),
      get(1, 1, 2),
      get(2, 3, 4),
    ],
    'a lost write that shows up late': [put(1, 0, 1), lost(2, 2), get(1, 3, 4), get(2, 5, 6)],
    'a lost write that never shows up': [put(1, 0, 1), lost(2, 2), get(1, 3, 4), get(1, 5, 6)],
    'compare-and-set': [cas(0, 1, true, 0, 1), cas(0, 2, false, 2, 3), cas(1, 2, true, 4, 5), get(2, 6, 7)],
    'two compare-and-sets at once, of which one wins': [cas(0, 1, true, 0, 5), cas(0, 2, false, 0, 5), get(1, 6, 7)],
    'the two writes of Herlihy and Wing': [put(1, 0, 10), get(1, 1, 4), put(2, 5, 20), get(1, 6, 8), get(2, 9, 21)],
  };
  for (const [name, operations] of Object.entries(good)) {
    it(`accepts ${name}`, () => {
      expect(verdict(operations)).to.equal('linearizable');
    });
  }

  const bad: Record<string, Op[]> = {
    'a value that nobody wrote': [put(1, 0, 1), get(3, 2, 3)],
    'a stale read': [put(1, 0, 1), put(2, 2, 3), get(1, 4, 5)],
    'a read that goes back': [put(1, 0, 10), get(1, 1, 2), get(0, 3, 4)],
    'a lost write that is there and gone again': [put(1, 0, 1), lost(2, 2), get(2, 3, 4), get(1, 5, 6)],
    'a write that is seen before it is called': [get(1, 0, 1), put(1, 2, 3)],
    'a lost write that is seen before it is called': [get(1, 0, 1), lost(1, 2)],
    'a write that is gone': [put(1, 0, 1), get(0, 2, 3)],
    'two compare-and-sets that both win': [cas(0, 1, true, 0, 5), cas(0, 2, true, 0, 5)],
    'a compare-and-set that ought to have won': [put(1, 0, 1), cas(1, 2, false, 2, 3)],
    'readers that disagree about the order of two writes': [
      put(1, 0, 10),
      put(2, 0, 10),
      get(1, 11, 12),
      get(2, 13, 14),
    ],
  };
  for (const [name, operations] of Object.entries(bad)) {
    it(`rejects ${name}`, () => {
      expect(verdict(operations)).to.equal('violation');
    });
  }

  it('tells how far a wrong history can be explained', () => {
    const result = checkLinearizability(registerModel(), [put(1, 0, 1), get(1, 2, 3), get(0, 4, 5), get(1, 6, 7)]);
    expect(result).to.deep.equal({ type: 'violation', stuck: 2 });
  });

  it('gives up, and says so, where the bound is too small', () => {
    expect(checkLinearizability(registerModel(), good['compare-and-set']!, 2).type).to.equal('undecided');
  });

  it('knows locks', () => {
    type LockOp = Operation<LockInput, boolean>;
    const lock = (
      type: LockInput['type'],
      holder: string,
      output: boolean,
      called: number,
      returned: number,
    ): LockOp => ({
      input: { type, holder },
      output,
      called,
      returned,
    });
    const fair = [
      lock('acquire', 'a', true, 0, 1),
      lock('acquire', 'b', false, 2, 3),
      lock('release', 'a', true, 4, 5),
      lock('acquire', 'b', true, 4, 7),
    ];
    const both = [lock('acquire', 'a', true, 0, 1), lock('acquire', 'b', true, 2, 3)];
    expect(checkLinearizability(lockModel(), fair).type).to.equal('linearizable');
    expect(checkLinearizability(lockModel(), both).type).to.equal('violation');
  });

  /** What a correct register answers when many ask at once: each operation takes effect at a random moment of its own. */
  function correctHistory(random: SimRandom, count: number, width: number): Op[] {
    const operations = Array.from({ length: count }, (_, i) => {
      const called = i;
      const returned = i + 0.5 + random.int(width);
      return { called, returned, effect: random.between(called, returned), lost: random.chance(0.01) };
    });
    let state = 0;
    const result: Op[] = [];
    for (const { called, returned, lost: isLost } of [...operations].sort((a, b) => a.effect - b.effect)) {
      const kind = random.int(3);
      const value = result.length + 1;
      if (kind === 0) {
        result.push(get(state, called, returned));
      } else if (kind === 1) {
        state = value;
        result.push(isLost ? lost(value, called) : put(value, called, returned));
      } else {
        const expected = random.chance(0.7) ? state : value + 1_000_000;
        const done = expected === state;
        if (done) state = value;
        result.push(cas(expected, value, done, called, returned));
      }
    }
    return result;
  }

  it('accepts random histories of a correct register, and rejects them once a read is falsified', () => {
    const random = new SimRandom(7);
    for (let run = 0; run < 200; run++) {
      const history = correctHistory(random, 60, 6);
      expect(verdict(history)).to.equal('linearizable');
      const at = history.findIndex((op, i) => i > 20 && op.input.type === 'get');
      const falsified = history.map((op, i) => (i === at ? { ...op, output: { value: 999_999 } } : op));
      expect(verdict(falsified)).to.equal('violation');
    }
  });

  it('judges 100,000 operations on 100 keys in seconds', () => {
    const random = new SimRandom(8);
    const begun = performance.now();
    for (let key = 0; key < 100; key++) expect(verdict(correctHistory(random, 1_000, 8))).to.equal('linearizable');
    expect(performance.now() - begun).to.be.lessThan(30_000);
  }).timeout(60_000);
});
