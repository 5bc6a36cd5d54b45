import type { Model, Operation } from './model.js';
import { Search } from './search.js';

/** `steps`: how often the model was asked. `key`: of the part of the object that the verdict is about, where the model has parts. */
export type Verdict =
  | { readonly type: 'linearizable'; readonly steps: number }
  /**
   * `stuck` is the longest prefix of the operations of this key that returned, in the order of their returns, that can be
   * explained; the history is wrong right behind it. `violationWindow` tells more.
   */
  | { readonly type: 'violation'; readonly steps: number; readonly key: string | undefined; readonly stuck: number }
  /** More steps would have been needed than `bound` allows; every other key is linearizable, or undecided too. */
  | { readonly type: 'undecided'; readonly steps: number; readonly key: string | undefined };

/** Steps that are enough for thousands of operations of one key, and taken within a second or two. */
export const DEFAULT_BOUND = 2_000_000;

/** The operations of each part of the object; of the whole, under undefined, where the model knows no parts. */
export function byKey<State extends string | number, Input, Output>(
  model: Model<State, Input, Output>,
  operations: readonly Operation<Input, Output>[],
): ReadonlyMap<string | undefined, readonly Operation<Input, Output>[]> {
  const { keyOf } = model;
  if (keyOf === undefined) return new Map([[undefined, operations]]);
  const parts = new Map<string, Operation<Input, Output>[]>();
  for (const operation of operations) {
    const key = keyOf(operation.input);
    const part = parts.get(key);
    if (part === undefined) parts.set(key, [operation]);
    else part.push(operation);
  }
  return parts;
}

/**
 * Whether one order of the operations explains all answers, each operation taking effect between its call and its return
 * (Herlihy and Wing 1990).
 * @param bound steps of the search for each key; one step asks the model once.
 */
export function checkLinearizability<State extends string | number, Input, Output>(
  model: Model<State, Input, Output>,
  operations: readonly Operation<Input, Output>[],
  bound = DEFAULT_BOUND,
): Verdict {
  let steps = 0;
  let undecided: { readonly key: string | undefined } | undefined;
  for (const [key, part] of byKey(model, operations)) {
    const search = new Search(model, part);
    const result = search.run(bound);
    steps += search.steps;
    if (result === 'violation') return { type: 'violation', steps, key, stuck: search.passed };
    if (result === 'undecided') undecided ??= { key };
  }
  return undecided === undefined ? { type: 'linearizable', steps } : { type: 'undecided', steps, ...undecided };
}
