import type { Model, Operation } from '../../../src/history/index.js';

/** An operation, and whether it need not take effect. */
export interface Item<Input, Output> {
  readonly operation: Operation<Input, Output>;
  readonly open: boolean;
}

export function itemsOf<Input, Output>(operations: readonly Operation<Input, Output>[]): Item<Input, Output>[] {
  return operations.map((operation) => ({
    operation,
    open: operation.output === undefined || operation.returned === Infinity,
  }));
}

/** Tries every order: the definition of linearizability, and nothing else. */
export function someOrderExplains<State extends string | number, Input, Output>(
  model: Model<State, Input, Output>,
  items: readonly Item<Input, Output>[],
  state: State = model.initial,
): boolean {
  const required = items.filter(({ open }) => !open);
  if (required.length === 0) return true;
  // Whatever takes effect next must have been called before the first of the others has returned.
  const limit = Math.min(...required.map(({ operation }) => operation.returned));
  return items.some(({ operation }, i) => {
    if (operation.called > limit) return false;
    const next = model.step(state, operation.input, operation.output);
    return next !== undefined && someOrderExplains(model, [...items.slice(0, i), ...items.slice(i + 1)], next);
  });
}

/** The same for a model with keys: each key must have an order. */
export function everyKeyHasAnOrder<State extends string | number, Input, Output>(
  model: Model<State, Input, Output>,
  operations: readonly Operation<Input, Output>[],
): boolean {
  const keyOf = model.keyOf ?? (() => '');
  const keys = new Set(operations.map(({ input }) => keyOf(input)));
  return [...keys].every((key) =>
    someOrderExplains(model, itemsOf(operations.filter(({ input }) => keyOf(input) === key))),
  );
}
