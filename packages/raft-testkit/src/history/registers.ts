import { perKey, type Model } from './model.js';

/** What can be asked of a place that holds one value. */
export type CellInput<Value> =
  | { readonly type: 'get' }
  | { readonly type: 'put'; readonly value: Value }
  | { readonly type: 'cas'; readonly expected: Value; readonly value: Value };

export interface CellOutput<Value> {
  /** What the operation found, before it took effect; where a put or cas does not say, anything goes. */
  readonly value?: Value;
  /** Whether a cas took effect. */
  readonly done?: boolean;
}

export type RegisterInput = CellInput<number>;
export type RegisterOutput = CellOutput<number>;

/** A value of null is an absent key: `put` of null deletes, `cas` from null creates. */
export type MapInput = CellInput<string | null> & { readonly key: string };
export type MapOutput = CellOutput<string | null>;

function cellModel<Value, State extends string | number>(
  initial: Value,
  stateOf: (value: Value) => State,
): Model<State, CellInput<Value>, CellOutput<Value>> {
  return {
    initial: stateOf(initial),
    step: (state, input, output) => {
      if (output?.value !== undefined && stateOf(output.value) !== state) return undefined;
      if (input.type === 'get') return state;
      if (input.type === 'put') return stateOf(input.value);
      const matches = state === stateOf(input.expected);
      if (output?.done !== undefined && output.done !== matches) return undefined;
      return matches ? stateOf(input.value) : state;
    },
    isRead: (input, output) => input.type === 'get' || (input.type === 'cas' && output.done === false),
    describe: (input, output) => `${describeInput(input)} → ${describeOutput(input, output)}`,
  };
}

function describeInput<Value>(input: CellInput<Value>): string {
  if (input.type === 'get') return 'get';
  if (input.type === 'put') return `put ${JSON.stringify(input.value)}`;
  return `cas ${JSON.stringify(input.expected)} to ${JSON.stringify(input.value)}`;
}

function describeOutput<Value>(input: CellInput<Value>, output: CellOutput<Value> | undefined): string {
  if (output === undefined) return '?';
  const { value, done } = output;
  const found = value === undefined ? undefined : JSON.stringify(value);
  if (input.type === 'get') return found ?? 'ok';
  const what = done === false ? 'refused' : 'ok';
  return found === undefined ? what : `${what}, found ${found}`;
}

/** A register with compare-and-set, which begins with `initial`. */
export function registerModel(initial = 0): Model<number, RegisterInput, RegisterOutput> {
  return cellModel(initial, (value) => value);
}

/** A map of strings with compare-and-set, empty at first. The state of a key is the JSON of its value. */
export function mapModel(): Model<string, MapInput, MapOutput> {
  return {
    ...perKey(cellModel<string | null, string>(null, (value) => JSON.stringify(value))),
    describeState: (state) => (state === 'null' ? 'nothing' : state),
  };
}
