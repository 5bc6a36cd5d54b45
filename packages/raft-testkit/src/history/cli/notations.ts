import type { LockInput, LockOutput } from '../locks.js';
import type { Operation } from '../model.js';
import type { MapInput, MapOutput } from '../registers.js';
import { Fields, FormatError } from './fields.js';

const isText = (value: unknown): value is string => typeof value === 'string';
const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value);
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const isInteger = (value: unknown): value is number => Number.isSafeInteger(value);
const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** How the operations of a model are written. */
export interface Notation<Input, Output> {
  readonly input: (fields: Fields) => Input;
  readonly output: (fields: Fields) => Output;
}

export const mapNotation: Notation<MapInput, MapOutput> = {
  input: (fields) => {
    const type = fields.required('type', isText, 'a string');
    const key = fields.required('key', isText, 'a string');
    const value = (name: string): string | null => fields.required(name, isTextOrNull, 'a string or null');
    if (type === 'get') return { type, key };
    if (type === 'put') return { type, key, value: value('value') };
    if (type === 'cas') return { type, key, expected: value('expected'), value: value('value') };
    return fields.fail(`a map knows get, put and cas, not ${JSON.stringify(type)}`);
  },
  output: (fields) => ({
    ...fields.optional('value', isTextOrNull, 'a string or null'),
    ...fields.optional('done', isBoolean, 'a boolean'),
  }),
};

export const lockNotation: Notation<LockInput & { readonly key: string }, LockOutput> = {
  input: (fields) => {
    const type = fields.required('type', isText, 'a string');
    const key = fields.required('key', isText, 'a string');
    if (type === 'owner') return { type, key };
    if (type === 'acquire' || type === 'try' || type === 'release')
      return { type, key, holder: fields.required('holder', isText, 'a string') };
    return fields.fail(`a lock knows acquire, try, release and owner, not ${JSON.stringify(type)}`);
  },
  output: (fields) => ({
    ...fields.optional('done', isBoolean, 'a boolean'),
    ...fields.optional('owner', isTextOrNull, 'a string or null'),
    ...fields.optional('token', isInteger, 'an integer'),
  }),
};

/** One line, counted from 1. @throws {FormatError} */
function parseLine<Input, Output>(
  notation: Notation<Input, Output>,
  text: string,
  line: number,
): Operation<Input, Output> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new FormatError(line, `no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const fields = new Fields(line, 'the operation', json);
  const inputs = fields.object('input');
  const input = notation.input(inputs);
  inputs.end();
  const called = fields.required('called', isTime, 'a number');
  const process = fields.optional('process', isText, 'a string');
  if (!fields.has('output')) {
    // When a client gave up tells nothing about when its operation takes effect.
    fields.take('returned');
    fields.end();
    return { input, output: undefined, called, returned: Infinity, ...process };
  }
  const outputs = fields.object('output');
  const output = notation.output(outputs);
  outputs.end();
  const returned = fields.required('returned', isTime, 'a number');
  fields.end();
  if (returned < called) fields.fail('the operation returned before it was called');
  return { input, output, called, returned, ...process };
}

/** All operations of a file of JSON lines; empty lines are none. @throws {FormatError} */
export function parseHistory<Input, Output>(
  notation: Notation<Input, Output>,
  text: string,
): Operation<Input, Output>[] {
  return text.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [parseLine(notation, line, i + 1)]));
}
