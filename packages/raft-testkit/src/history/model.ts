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
  readonly step: (state: State, input: Input, output: Output | undefined) => State | undefined;
  /**
   * Which part of the object an operation concerns. Operations on different parts must not influence each other: they are
   * checked apart, each part from `initial` (linearizability is local: Herlihy and Wing 1990, theorem 1). Without it, all
   * operations concern one part.
   */
  readonly keyOf?: (input: Input) => string;
  /**
   * Whether an operation with this answer changes no state at all. The search lets such operations take effect as soon as
   * they can, which saves most of its work; without it, none is known to be one.
   */
  readonly isRead?: (input: Input, output: Output) => boolean;
  /** For people, in one line: the operation and its answer. Default: JSON. */
  readonly describe?: (input: Input, output: Output | undefined) => string;
  /** For people. Default: JSON. */
  readonly describeState?: (state: State) => string;
}

/** One operation of a history. Times are any numbers that order calls and returns. */
export interface Operation<Input, Output> {
  readonly input: Input;
  /** Undefined: nobody knows whether it took effect, or will yet; it may at any time after its call, or never. */
  readonly output: Output | undefined;
  readonly called: number;
  /** `Infinity`, or any time, where `output` is undefined. With an output, `Infinity` means that it may also never take effect. */
  readonly returned: number;
  /** Who called it: a client, a thread. For people; the checker needs no order within it beyond the times. */
  readonly process?: string;
}

/** Whether the operation need not take effect at all. */
export function isOpen({ output, returned }: Operation<unknown, unknown>): boolean {
  return output === undefined || returned === Infinity;
}

/** Many objects of one kind, told apart by `key`. */
export function perKey<State extends string | number, Input, Output>(
  model: Model<State, Input, Output>,
): Model<State, Input & { readonly key: string }, Output> {
  return { ...model, keyOf: ({ key }) => key };
}
