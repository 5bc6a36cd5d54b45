import { expect } from 'chai';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { registerModel } from '../../src/history/index.js';
import { isOpen } from '../../src/history/model.js';
import { Search } from '../../src/history/search.js';
import { registerHistories } from './support/arbitraries.js';
import type { RegisterOp } from './support/operations.js';

const RUNS = 3000;

/** A state, and the operations that have taken effect, as bits. */
interface Place {
  readonly state: number;
  readonly done: number;
}

const nameOf = ({ state, done }: Place): string => `${state}/${done}`;
const bits = (operations: readonly number[]): number => operations.reduce((all, i) => all | (1 << i), 0);

/** Every place that operations called by `time` lead to, from these. */
function placesFrom(operations: readonly RegisterOp[], time: number, begin: readonly Place[]): Map<string, Place> {
  const model = registerModel();
  const found = new Map(begin.map((place) => [nameOf(place), place]));
  for (const { state, done } of found.values()) {
    const left = operations.flatMap((operation, i) => ((done & (1 << i)) === 0 ? [{ ...operation, i }] : []));
    const limit = Math.min(time, ...left.filter((operation) => !isOpen(operation)).map(({ returned }) => returned));
    for (const { i, input, output, called } of left) {
      if (called > limit) continue;
      const next = model.step(state, input, output);
      if (next === undefined) continue;
      const place = { state: next, done: done | (1 << i) };
      if (!found.has(nameOf(place))) found.set(nameOf(place), place);
    }
  }
  return found;
}

describe('a search that has failed', () => {
  it('knows every place that the object can be in before each return, and no other', () => {
    let checked = 0;
    fc.assert(
      fc.property(registerHistories, (operations) => {
        const search = new Search(registerModel(), operations);
        if (search.run(Infinity) !== 'violation') return;
        const open = bits(operations.flatMap((operation, i) => (isOpen(operation) ? [i] : [])));
        const reads = bits(
          operations.flatMap(({ input, output }, i) =>
            output !== undefined && registerModel().isRead?.(input, output) === true ? [i] : [],
          ),
        );
        for (let position = 0; position <= search.passed; position++) {
          const time = operations[search.returns[position]!]!.returned;
          const past = bits(search.returns.slice(0, position));
          const possible = [...placesFrom(operations, time, [{ state: 0, done: 0 }]).values()].filter(
            ({ done }) => (done & past) === past,
          );
          const starts = search.startsAt(position).map(({ state, done }) => ({ state, done: past | bits(done) }));
          const known = placesFrom(operations, time, starts);
          for (const place of known.values()) expect(possible).to.deep.include(place);
          for (const { state, done } of possible) {
            // With the same operations done; or with more reads, or fewer of those that need not take effect.
            const isKnown = [...known.values()].some(
              (place) =>
                place.state === state && (place.done & ~done & ~reads) === 0 && (done & ~place.done & ~open) === 0,
            );
            expect(isKnown, `${nameOf({ state, done })} before return ${position}`).to.equal(true);
          }
          checked++;
        }
      }),
      { numRuns: RUNS },
    );
    expect(checked).to.be.greaterThan(RUNS / 2);
  }).timeout(60_000);
});
