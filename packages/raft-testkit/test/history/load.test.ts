import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  checkLinearizability,
  locksModel,
  mapModel,
  perKey,
  registerModel,
  type Model,
  type Operation,
} from '../../src/history/index.js';
import { SimRandom } from '../../src/sim/index.js';
import { correctHistory, servedKey, servedLock, servedRegister } from './support/correct.js';

const KEYS = 100;
const OPERATIONS = 1000;
const CLIENTS = 5;
/** Steps for each operation of the history; a step takes well under a microsecond for a register, and one or two for a lock. */
const STEPS = 100;

type Keyed<Input> = Input & { readonly key: string };

function histories<Input, Output>(
  of: (random: SimRandom, key: string) => Operation<Input, Output>[],
): Operation<Keyed<Input>, Output>[] {
  const random = new SimRandom(9);
  return Array.from({ length: KEYS }, (_, i) => `k${i}`).flatMap((key) =>
    of(random, key).map((operation) => ({ ...operation, input: { ...operation.input, key } })),
  );
}

/** The histories of all keys, and those with the answer of one operation of the last key replaced. */
function judges<State extends string | number, Input, Output>(
  name: string,
  model: Model<State, Keyed<Input>, Output>,
  of: (random: SimRandom, key: string) => Operation<Input, Output>[],
  falsify: (operation: Operation<Keyed<Input>, Output>) => Output | undefined,
): void {
  it(`judges 100,000 operations on 100 ${name} within steps that take seconds, right or wrong`, () => {
    const operations = histories(of);
    expect(operations).to.have.length(KEYS * OPERATIONS);
    const good = checkLinearizability(model, operations);
    expect(good.type).to.equal('linearizable');
    expect(good.steps).to.be.lessThan(STEPS * operations.length);

    const at = operations.findLastIndex((operation) => falsify(operation) !== undefined);
    const wrong = operations.map((operation, i) =>
      i === at ? { ...operation, output: falsify(operation) } : operation,
    );
    const bad = checkLinearizability(model, wrong);
    expect(bad).to.include({ type: 'violation', key: `k${KEYS - 1}` });
    expect(bad.steps).to.be.lessThan(STEPS * operations.length);
  }).timeout(60_000);
}

describe('the linearizability checker, under load', () => {
  judges(
    'registers',
    perKey(registerModel()),
    (random) => correctHistory(servedRegister, random, OPERATIONS, CLIENTS),
    ({ input, output }) => (input.type === 'get' && output !== undefined ? { value: -7 } : undefined),
  );
  judges(
    'keys of a map',
    mapModel(),
    (random, key) => correctHistory(servedKey(key), random, OPERATIONS, CLIENTS),
    ({ input, output }) => (input.type === 'get' && output !== undefined ? { value: 'none' } : undefined),
  );
  judges(
    'locks',
    locksModel(),
    (random) => correctHistory(servedLock, random, OPERATIONS, CLIENTS),
    ({ input, output }) => (input.type === 'owner' && output !== undefined ? { owner: 'nobody' } : undefined),
  );
});
