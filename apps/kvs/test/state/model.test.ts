import type { Command, Query } from '@lolraft/kvs-client';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { findFault } from '../../src/state/check.js';
import { digest } from '../../src/state/digest.js';
import { answer, execute } from '../../src/state/machine.js';
import { Store } from '../../src/state/store.js';
import * as arbitrary from '../support/arbitraries.js';
import { comparable, Model } from '../support/model.js';

type Step = { readonly command: Command } | { readonly query: Query } | { readonly clone: true };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ command: arbitrary.command }) },
  { weight: 4, arbitrary: fc.record({ query: arbitrary.query }) },
  { weight: 1, arbitrary: fc.constant({ clone: true as const }) },
);

describe('the store, against a model of it', function () {
  this.timeout(60_000);

  it('answers commands and queries as the model does, and clones stay as they were', () => {
    const seen = new Map<string, number>();
    const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
        const store = Store.empty();
        const model = new Model();
        const clones: { readonly clone: Store; readonly digest: string }[] = [];
        for (const one of steps) {
          if ('clone' in one) {
            const clone = store.clone();
            clones.push({ clone, digest: digest(clone) });
          } else if ('query' in one) {
            const response = comparable(answer(store, one.query));
            expect(response).to.deep.equal(model.answer(one.query));
            count(`query ${outcome(response)}`);
          } else if (findFault(one.command) !== undefined) {
            const before = digest(store);
            expect(execute(store, one.command).result).to.include({ type: 'failure', code: 'INVALID' });
            expect(digest(store)).to.equal(before);
            count('conflict');
          } else {
            const response = comparable(execute(store, one.command));
            expect(response).to.deep.equal(model.execute(one.command));
            count(`${one.command.type} ${outcome(response)}`);
          }
        }
        for (const { clone, digest: then } of clones) expect(digest(clone)).to.equal(then);
      }),
      { numRuns: 400 },
    );
    // What was never tried is not tested.
    const tried = [
      ...['query range', 'query txn', 'query COMPACTED', 'query FUTURE_REVISION', 'put put', 'conflict'],
      ...['deleteRange deleteRange', 'txn txn', 'txn COMPACTED', 'txn FUTURE_REVISION', 'setRetention setRetention'],
      ...['guarded put', 'guarded STALE_TOKEN', 'compact compact', 'compact COMPACTED', 'compact FUTURE_REVISION'],
    ];
    for (const what of tried) expect(seen.get(what), what).to.be.above(5);
  });
});

function outcome(response: unknown): string {
  const { result } = response as { result: { type: string; code?: string } };
  return result.code ?? result.type;
}
