import { expect } from 'chai';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  checkLinearizability,
  lockModel,
  mapModel,
  registerModel,
  violationWindow,
  type Model,
  type Operation,
} from '../../src/history/index.js';
import { lockHistories, mapHistories, registerHistories } from './support/arbitraries.js';
import { everyKeyHasAnOrder, someOrderExplains, type Item } from './support/brute-force.js';

const RUNS = 4000;

function agrees<State extends string | number, Input, Output>(
  name: string,
  model: Model<State, Input, Output>,
  histories: fc.Arbitrary<Operation<Input, Output>[]>,
): void {
  it(`agrees with trying every order, on ${RUNS} histories of a ${name}`, () => {
    const seen = { linearizable: 0, violation: 0 };
    fc.assert(
      fc.property(histories, (operations) => {
        const expected = everyKeyHasAnOrder(model, operations) ? 'linearizable' : 'violation';
        seen[expected]++;
        expect(checkLinearizability(model, operations).type).to.equal(expected);
        // What the model calls a read only saves work.
        const { isRead: _, ...plain } = model;
        expect(checkLinearizability(plain, operations).type).to.equal(expected);
      }),
      { numRuns: RUNS },
    );
    expect(seen.linearizable).to.be.greaterThan(RUNS / 10);
    expect(seen.violation).to.be.greaterThan(RUNS / 10);
  }).timeout(60_000);
}

describe('the linearizability checker', () => {
  agrees('register', registerModel(), registerHistories);
  agrees('map', mapModel(), mapHistories);
  agrees('lock', lockModel(), lockHistories);
});

describe('the window of a violation', () => {
  /** States as they are, so that what the window says can be tried. */
  const model = { ...registerModel(), describeState: String };

  it('has no order from any of its starts, and has one from some start once any needed operation is relaxed', () => {
    let windows = 0;
    const sizes = new Map<number, number>();
    fc.assert(
      fc.property(registerHistories, (operations) => {
        const window = violationWindow(model, operations);
        expect(window === undefined).to.equal(everyKeyHasAnOrder(model, operations));
        if (window === undefined) return;
        windows++;
        const itemsBut = (relaxed: number, done: readonly number[]): Item<any, any>[] =>
          window.operations.flatMap(({ index, needed }, place) =>
            done.includes(place) ? [] : [{ operation: operations[index]!, open: !needed || place === relaxed }],
          );
        const isExplained = (relaxed: number): boolean =>
          window.starts.some(({ state, done }) => someOrderExplains(model, itemsBut(relaxed, done), Number(state)));
        expect(window.starts).to.not.be.empty;
        expect(isExplained(-1)).to.equal(false);
        window.operations.forEach(({ needed }, place) => {
          if (needed) expect(isExplained(place)).to.equal(true);
        });
        const needed = window.operations.filter((operation) => operation.needed).length;
        sizes.set(needed, (sizes.get(needed) ?? 0) + 1);
      }),
      { numRuns: RUNS },
    );
    expect(windows).to.be.greaterThan(RUNS / 10);
    expect(sizes.get(1)).to.be.greaterThan(0);
    expect(sizes.get(2)).to.be.greaterThan(0);
  }).timeout(60_000);
});
