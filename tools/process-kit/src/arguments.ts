import { parseArgs, type ParseArgsConfig } from 'node:util';

/** What was asked for on the command line cannot be; the message says why. */
export class UsageError extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<T extends Options> = ReturnType<typeof parseArgs<{ args: string[]; strict: true; options: T }>>['values'];

/** Options alone, and no other than these. @throws {UsageError} */
export function parseOptionsOnly<const T extends Options>(args: readonly string[], options: T): Values<T> {
  try {
    return parseArgs({ args: [...args], strict: true, options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

export interface Range {
  readonly min: number;
  readonly max: number;
  readonly whole?: boolean;
}

/** @throws {UsageError} that names what must be in which range. */
export function numberIn(name: string, text: string, { min, max, whole = false }: Range): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value >= min && value <= max) || (whole && !Number.isSafeInteger(value))) {
    throw new UsageError(`${name} must be a ${whole ? 'whole ' : ''}number from ${min} to ${max}, not "${text}"`);
  }
  return value;
}
