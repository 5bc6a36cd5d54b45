/**
 * What an object does when it is used by one caller at a time. States are compared by value, so they are strings or
 * numbers.
 */
export interface Model<State extends string | number, Input, Output> {
  readonly initial: State;
  /**
   * The state after the operation, or undefined where `output` cannot be its answer in `state`. An output of undefined
   * stands for an answer that nobody knows: every one is possible.
   */
  step(state: State, input: Input, output: Output | undefined): State | undefined;
}

/** One operation of a history. Times are any numbers that order calls and returns. */
export interface Operation<Input, Output> {
  readonly input: Input;
  /** Undefined: nobody knows whether it took effect, or will yet. `returned` must be `Infinity` then. */
  readonly output: Output | undefined;
  readonly called: number;
  readonly returned: number;
}

export type RegisterInput =
  | { readonly type: 'get' }
  | { readonly type: 'put'; readonly value: number }
  | { readonly type: 'cas'; readonly expected: number; readonly value: number };

export interface RegisterOutput {
  /** What the operation found; where a put or cas does not say, anything goes. */
  readonly value?: number;
  /** Whether a cas took effect. */
  readonly done?: boolean;
}

/** A register with compare-and-set; also one key of a map, once a history is split by key. It begins with `initial`. */
export function registerModel(initial = 0): Model<number, RegisterInput, RegisterOutput> {
  return {
    initial,
    step: (state, input, output) => {
      if (output?.value !== undefined && output.value !== state) return undefined;
      if (input.type === 'get') return state;
      if (input.type === 'put') return input.value;
      const matches = state === input.expected;
      if (output?.done !== undefined && output.done !== matches) return undefined;
      return matches ? input.value : state;
    },
  };
}

export type LockInput =
  | { readonly type: 'acquire'; readonly holder: string }
  | { readonly type: 'release'; readonly holder: string };

/** A lock that one holder has at a time; the state is its name, or the empty string. The answer says whether it worked. */
export function lockModel(): Model<string, LockInput, boolean> {
  return {
    initial: '',
    step: (state, input, output) => {
      const works = input.type === 'acquire' ? state === '' : state === input.holder;
      if (output !== undefined && output !== works) return undefined;
      if (!works) return state;
      return input.type === 'acquire' ? input.holder : '';
    },
  };
}
