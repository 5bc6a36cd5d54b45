import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { RaftLog } from '../../src/consensus/log.js';
import { EntryBatch } from '../../src/model/entry-batch.js';
import { command } from '../support/net.js';

type Step =
  | { readonly do: 'append'; readonly count: number; readonly grow: number }
  | { readonly do: 'replace'; readonly back: number; readonly count: number }
  | { readonly do: 'written'; readonly part: number };

const steps = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constant('append' as const),
      count: fc.integer({ min: 1, max: 4 }),
      grow: fc.integer({ min: 0, max: 2 }),
    }),
    fc.record({
      do: fc.constant('replace' as const),
      back: fc.integer({ min: 1, max: 6 }),
      count: fc.integer({ min: 1, max: 4 }),
    }),
    fc.record({ do: fc.constant('written' as const), part: fc.integer({ min: 0, max: 3 }) }),
  ),
  { maxLength: 40 },
);

/** The slow, obvious log: one object per entry, and for each write the entries that it made. */
class Model {
  entries: { term: number; made: number }[] = [];
  durableWrite = 0;

  /** The longest prefix in which every entry's own write is durable. */
  get durable(): number {
    const first = this.entries.findIndex((e) => e.made > this.durableWrite);
    return first < 0 ? this.entries.length : first;
  }
}

function pack(first: number, term: number, count: number): EntryBatch {
  return EntryBatch.pack(
    first,
    term,
    first,
    Array.from({ length: count }, (_, i) => command(`${String(term)}:${String(first + i)}`)),
  );
}

function run(log: RaftLog, model: Model, script: readonly Step[]): void {
  let term = 1;
  let write = 0;
  for (const step of script) {
    if (step.do === 'written') {
      const upTo = Math.max(model.durableWrite, write - step.part);
      if (upTo > model.durableWrite) {
        model.durableWrite = upTo;
        log.written(upTo);
      }
    } else {
      const from = step.do === 'replace' ? Math.max(1, model.entries.length + 1 - step.back) : model.entries.length + 1;
      if (step.do === 'replace') term++;
      else term += step.grow;
      if (from <= model.entries.length) {
        log.truncateFrom(from);
        model.entries.length = from - 1;
      }
      write++;
      log.append(pack(from, term, step.count), write);
      for (let i = 0; i < step.count; i++) model.entries.push({ term, made: write });
    }
    expect(log.lastIndex).to.equal(model.entries.length);
    expect(log.durableIndex).to.equal(model.durable);
    for (let i = 1; i <= model.entries.length; i++) expect(log.termAt(i)).to.equal(model.entries[i - 1]?.term);
  }
}

describe('the log of the core', () => {
  it('equals a plain model under appends, replaced tails and completed writes; credits only what a write still owns', () => {
    fc.assert(
      fc.property(steps, (script) => {
        run(new RaftLog({ index: 0, term: 0, time: 0 }, 1e9), new Model(), script);
      }),
      { numRuns: 500 },
    );
  });

  it('finds the last entry at or below an index whose term is at most another', () => {
    fc.assert(
      fc.property(steps, fc.nat(60), fc.nat(30), (script, index, term) => {
        const log = new RaftLog({ index: 0, term: 0, time: 0 }, 1e9);
        const model = new Model();
        run(log, model, script);
        let expected = Math.min(index, model.entries.length);
        while (expected > 0 && (model.entries[expected - 1]?.term ?? 0) > term) expected--;
        expect(log.lastIndexWithTermAtMost(index, term)).to.equal(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('hands out cached entries in byte-bounded batches, at least one, and keeps what is not durable', () => {
    const log = new RaftLog({ index: 0, term: 0, time: 0 }, 300);
    for (let i = 1; i <= 20; i++) log.append(pack(i, 1, 1), i);
    expect(log.cached(1, 20, 1)?.count).to.equal(1);
    expect(log.cached(1, 20, 1e9)?.count, 'nothing is evicted before it is durable').to.equal(20);
    const some = log.cached(5, 20, 200);
    expect(some?.firstIndex).to.equal(5);
    expect(some?.byteLength).to.be.at.most(200);
    expect(log.cached(3, 4, 1e9)?.lastIndex).to.equal(4);
    log.written(15);
    expect(log.cached(1, 20, 1e9)).to.equal(undefined);
    expect(log.cached(16, 20, 1e9)?.count).to.equal(5);
    expect(log.termAt(1), 'terms are known for evicted entries too').to.equal(1);
  });

  it('refuses gaps and terms that fall', () => {
    const log = new RaftLog({ index: 0, term: 0, time: 0 }, 1e9);
    log.append(pack(1, 3, 1), 1);
    expect(() => {
      log.append(pack(3, 3, 1), 2);
    }).to.throw(/invariant/);
    expect(() => {
      log.append(pack(2, 2, 1), 2);
    }).to.throw(/invariant/);
  });
});
