import * as fc from 'fast-check';
import type {
  LockInput,
  LockOutput,
  MapInput,
  MapOutput,
  Operation,
  RegisterInput,
  RegisterOutput,
} from '../../../src/history/index.js';

/** Few values and few moments, so that answers fit by chance and times meet. */
const number = fc.nat(2);
const text = fc.constantFrom('a', 'b', null);
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined, freq: 3 });

/** Without the properties that are undefined, which are not the same to a strict type. */
function compact<T extends object>(record: fc.Arbitrary<Record<string, unknown>>): fc.Arbitrary<T> {
  return record.map(
    (value) => Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as unknown as T,
  );
}

function operation<Input, Output>(
  input: fc.Arbitrary<Input>,
  output: fc.Arbitrary<Output>,
): fc.Arbitrary<Operation<Input, Output>> {
  return fc
    .record({
      input,
      output: fc.option(output, { nil: undefined, freq: 8 }),
      called: fc.nat(10),
      lasts: fc.nat(5),
      process: fc.constantFrom('p', 'q', 'r'),
    })
    .map(({ input: asked, output: answer, called, lasts, process }) => ({
      input: asked,
      output: answer,
      called,
      returned: answer === undefined ? Infinity : called + lasts,
      process,
    }));
}

const histories = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(one, { minLength: 1, maxLength: 6 });

export const registerHistories: fc.Arbitrary<Operation<RegisterInput, RegisterOutput>[]> = histories(
  operation<RegisterInput, RegisterOutput>(
    fc.oneof(
      fc.constant({ type: 'get' as const }),
      fc.record({ type: fc.constant('put' as const), value: number }),
      fc.record({ type: fc.constant('cas' as const), expected: number, value: number }),
    ),
    compact<RegisterOutput>(fc.record({ value: maybe(number), done: maybe(fc.boolean()) })),
  ),
);

const key = fc.constantFrom('x', 'y');

export const mapHistories: fc.Arbitrary<Operation<MapInput, MapOutput>[]> = histories(
  operation<MapInput, MapOutput>(
    fc.oneof(
      fc.record({ type: fc.constant('get' as const), key }),
      fc.record({ type: fc.constant('put' as const), key, value: text }),
      fc.record({ type: fc.constant('cas' as const), key, expected: text, value: text }),
    ),
    compact<MapOutput>(fc.record({ value: maybe(text), done: maybe(fc.boolean()) })),
  ),
);

const holder = fc.constantFrom('p', 'q');

export const lockHistories: fc.Arbitrary<Operation<LockInput, LockOutput>[]> = histories(
  operation<LockInput, LockOutput>(
    fc.oneof(
      fc.record({ type: fc.constantFrom('acquire' as const, 'try' as const, 'release' as const), holder }),
      fc.constant({ type: 'owner' as const }),
    ),
    compact<LockOutput>(
      fc.record({ owner: maybe(fc.constantFrom('p', 'q', null)), token: maybe(fc.nat(3)), done: maybe(fc.boolean()) }),
    ),
  ),
);
