import type { LockInput, LockOutput, Operation, RegisterInput, RegisterOutput } from '../../../src/history/index.js';

export type RegisterOp = Operation<RegisterInput, RegisterOutput>;
export type LockOp = Operation<LockInput, LockOutput>;

type Times = readonly [called: number, returned: number];

export const get = (process: string, value: number, [called, returned]: Times): RegisterOp => ({
  input: { type: 'get' },
  output: { value },
  called,
  returned,
  process,
});

export const put = (process: string, value: number, [called, returned]: Times): RegisterOp => ({
  input: { type: 'put', value },
  output: {},
  called,
  returned,
  process,
});

export const cas = (
  process: string,
  [expected, value]: readonly [number, number],
  done: boolean,
  [called, returned]: Times,
): RegisterOp => ({ input: { type: 'cas', expected, value }, output: { done }, called, returned, process });

/** Nobody knows what became of it. */
export const lost = <Input, Output>({
  input,
  called,
  process = '',
}: Operation<Input, Output>): Operation<Input, Output> => ({
  input,
  output: undefined,
  called,
  returned: Infinity,
  process,
});

export const lock = (
  holder: string,
  type: 'acquire' | 'try' | 'release',
  output: LockOutput,
  [called, returned]: Times,
): LockOp => ({ input: { type, holder }, output, called, returned, process: holder });

export const owner = (process: string, output: LockOutput, [called, returned]: Times): LockOp => ({
  input: { type: 'owner' },
  output,
  called,
  returned,
  process,
});
