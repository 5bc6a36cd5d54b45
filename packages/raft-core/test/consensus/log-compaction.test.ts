import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { LogSize } from '../../src/consensus/log-size.js';
import { RaftLog } from '../../src/consensus/log.js';
import { EntryBatch } from '../../src/model/entry-batch.js';
import { command } from '../support/net.js';

interface Kept {
  readonly term: number;
  readonly bytes: number;
  readonly text: string;
}

/** The slow, obvious log: one object per entry, by index; what is compacted is gone. */
class Model {
  base = 0;
  baseTerm = 0;
  entries: Kept[] = [];
  /** The write that makes each index durable, from 1 on: what a snapshot covers too. */
  made: number[] = [];
  durableWrite = 0;

  get last(): number {
    return this.base + this.entries.length;
  }

  at(index: number): Kept | undefined {
    return this.entries[index - this.base - 1];
  }

  term(index: number): number | undefined {
    return index === this.base ? this.baseTerm : this.at(index)?.term;
  }

  /** Up to where everything's own write is durable. */
  get durable(): number {
    const first = this.made.findIndex((write) => write > this.durableWrite);
    return first < 0 ? this.made.length : first;
  }

  bytesAfter(index: number): number {
    return this.entries.slice(Math.max(0, index - this.base)).reduce((sum, { bytes }) => sum + bytes, 0);
  }
}

type Step =
  | { readonly do: 'append'; readonly sizes: readonly number[]; readonly grow: number }
  | { readonly do: 'replace'; readonly back: number; readonly sizes: readonly number[] }
  | { readonly do: 'written'; readonly part: number }
  | { readonly do: 'compact'; readonly share: number }
  | { readonly do: 'restart'; readonly ahead: number; readonly agrees: boolean };

/** Small entries and some that are larger than a mark of the sizes. */
const sizes = fc.array(fc.oneof({ weight: 6, arbitrary: fc.nat(60) }, { weight: 1, arbitrary: fc.nat(80_000) }), {
  minLength: 1,
  maxLength: 4,
});
const script: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('append' as const), sizes, grow: fc.nat(2) }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('replace' as const), back: fc.integer({ min: 1, max: 6 }), sizes }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('written' as const), part: fc.nat(3) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('compact' as const), share: fc.nat(100) }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('restart' as const), ahead: fc.nat(5), agrees: fc.boolean() }),
    },
  ),
  { maxLength: 40 },
);

/** Both logs, driven in step; what is at or below `committed` is never replaced. */
class Pair {
  readonly log: RaftLog;
  readonly model = new Model();
  committed = 0;
  #term = 1;
  #write = 0;
  #label = 0;

  constructor(cacheLimit: number) {
    this.log = new RaftLog({ index: 0, term: 0, time: 0 }, cacheLimit);
  }

  step(step: Step): void {
    const { log, model } = this;
    switch (step.do) {
      case 'append':
        this.#term += step.grow;
        this.#append(model.last + 1, step.sizes);
        return;
      case 'replace': {
        this.#term++;
        const from = Math.max(this.committed + 1, model.base + 1, model.last + 1 - step.back);
        if (from <= model.last) {
          log.truncateFrom(from);
          model.entries.length = from - 1 - model.base;
          model.made.length = from - 1;
        }
        this.#append(model.last + 1, step.sizes);
        return;
      }
      case 'written': {
        const upTo = Math.max(model.durableWrite, this.#write - step.part);
        if (upTo === model.durableWrite) return;
        const before = model.durable;
        model.durableWrite = upTo;
        const grown = log.written(upTo);
        expect(grown, 'whether more is durable').to.equal(model.durable > before);
        return;
      }
      case 'compact': {
        // A snapshot covers what is applied: committed, and durable here.
        const to = Math.min(model.durable, model.base + Math.floor((model.entries.length * step.share) / 100));
        if (to <= model.base) return;
        this.committed = Math.max(this.committed, to);
        this.#cut(to);
        log.compactTo(to);
        return;
      }
      case 'restart':
        this.#restart(step.ahead, step.agrees);
    }
  }

  #append(first: number, lengths: readonly number[]): void {
    const { model } = this;
    const write = ++this.#write;
    const texts = lengths.map((length) => `${String(this.#label++)}:`.padEnd(length, 'x'));
    const batch = EntryBatch.pack(first, this.#term, first, texts.map(command));
    this.log.append(batch, write);
    texts.forEach((text, i) => {
      model.entries.push({ term: this.#term, bytes: batch.sizeOf(first + i), text });
      model.made.push(write);
    });
  }

  #cut(to: number): void {
    const { model } = this;
    const term = model.term(to) ?? 0;
    model.entries = model.entries.slice(to - model.base);
    model.base = to;
    model.baseTerm = term;
  }

  #restart(ahead: number, agrees: boolean): void {
    const { log, model } = this;
    const index = this.committed + 1 + ahead;
    const agreed = agrees ? model.term(index) : undefined;
    const term = agreed ?? ++this.#term;
    const write = ++this.#write;
    log.restartAt({ index, term, time: index }, write, this.committed);
    if (agreed !== undefined) {
      this.#cut(index);
    } else {
      model.made.length = Math.min(model.made.length, this.committed);
      while (model.made.length < index) model.made.push(write);
      model.base = index;
      model.baseTerm = term;
      model.entries = [];
    }
    this.committed = index;
  }

  check(): void {
    const { log, model } = this;
    expect(log.baseIndex, 'base').to.equal(model.base);
    expect(log.lastIndex, 'last').to.equal(model.last);
    expect(log.lastTerm, 'last term').to.equal(model.term(model.last));
    expect(log.durableIndex, 'durable').to.equal(model.durable);
    if (model.base > 0) expect(log.termAt(model.base - 1)).to.equal(undefined);
    expect(log.termAt(model.last + 1)).to.equal(undefined);
    for (let i = model.base; i <= model.last; i++)
      expect(log.termAt(i), `term at ${String(i)}`).to.equal(model.term(i));
    for (let i = model.base + 1; i <= model.last; i++) {
      const batch = log.cached(i, model.last, 200);
      // What is not durable is nowhere else.
      if (i > model.durable) expect(batch, `entry ${String(i)} is cached`).to.not.equal(undefined);
      if (batch === undefined) continue;
      expect(batch.firstIndex).to.equal(i);
      for (let j = i; j <= batch.lastIndex; j++)
        expect(new TextDecoder().decode(batch.payload(j))).to.equal(model.at(j)?.text);
    }
  }

  /** The sizes are told to within a mark, or a batch where that is larger. */
  checkSizes(slack: number): void {
    const { log, model } = this;
    for (let i = model.base; i <= model.last; i++) {
      const real = model.bytesAfter(i);
      expect(log.bytesAfter(i), `bytes after ${String(i)} of ${String(real)}`).to.be.within(
        Math.max(0, real - slack),
        real + slack,
      );
    }
  }
}

describe('a log that is compacted', () => {
  for (const [what, limit] of [
    ['with everything cached', 1e9],
    ['with next to nothing cached', 300],
  ] as const) {
    it(`equals a plain model under appends, cuts, writes, compaction and snapshots from elsewhere, ${what}`, () => {
      fc.assert(
        fc.property(script, (steps) => {
          const pair = new Pair(limit);
          for (const step of steps) {
            pair.step(step);
            pair.check();
          }
        }),
        { numRuns: 400 },
      );
    });
  }

  it('knows what it weighs from any index on, to within a mark and a batch', () => {
    fc.assert(
      fc.property(script, (steps) => {
        const pair = new Pair(1e9);
        for (const step of steps) {
          pair.step(step);
          pair.checkSizes(2 * 64 * 1024 + 4 * 81_000);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('finds how far back some bytes reach: never more than these, also where these are few', () => {
    fc.assert(
      fc.property(script, fc.oneof(fc.nat(1000), fc.nat(500_000)), (steps, bytes) => {
        const pair = new Pair(1e9);
        for (const step of steps) {
          // Cuts forget up to a mark's worth: the bound is then as good as the marks are.
          if (step.do !== 'replace') pair.step(step);
          const { log, model } = pair;
          const index = log.lowestWithin(bytes);
          expect(index).to.be.within(model.base, model.last);
          expect(model.bytesAfter(index), `bytes after ${String(index)}`).to.be.at.most(bytes);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('finds it as low as the marks allow', () => {
    const log = new RaftLog({ index: 0, term: 0, time: 0 }, 1e9);
    let entry = 0;
    for (let i = 1; i <= 1000; i++) {
      const batch = EntryBatch.pack(i, 1, 0, [command('x'.repeat(1000))]);
      entry = batch.byteLength;
      log.append(batch, i);
    }
    for (const bytes of [200_000, 500_000, 900_000]) {
      const found = (1000 - log.lowestWithin(bytes)) * entry;
      expect(found).to.be.within(bytes - 2 * 64 * 1024, bytes);
    }
    expect(log.lowestWithin(Infinity)).to.equal(0);
  });

  it('holds no more marks than there are bytes, however many entries and cuts there are', () => {
    const size = new LogSize(0);
    let index = 0;
    for (let i = 0; i < 100_000; i++) size.appended(++index, 50);
    expect(size.after(0)).to.equal(5_000_000);
    for (let i = 0; i < 1000; i++) {
      size.truncatedFrom(index);
      size.appended(index, 50);
    }
    size.compactedTo(index - 10);
    expect(size.after(index - 10)).to.be.at.most(2 * 64 * 1024);
    expect(size.after(index)).to.be.at.least(0);
  });

  it('refuses a compaction beyond its end, and a cut into what is compacted', () => {
    const log = new RaftLog({ index: 0, term: 0, time: 0 }, 1e9);
    log.append(EntryBatch.pack(1, 1, 0, ['a', 'b', 'c', 'd'].map(command)), 1);
    expect(() => {
      log.compactTo(5);
    }).to.throw(/invariant/);
    log.compactTo(2);
    expect(() => {
      log.truncateFrom(2);
    }).to.throw(/invariant/);
    expect([log.baseIndex, log.lastIndex, log.cached(3, 4, 1e9)?.count]).to.deep.equal([2, 4, 2]);
  });
});
