import { InvalidArgumentError } from '@lolraft/raft-core';

/** @throws {InvalidArgumentError} */
export function wholeNumber(text: string, what: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value))
    throw new InvalidArgumentError(`${what} must be a whole number, not ${JSON.stringify(text)}`);
  return value;
}

/** A time to wait: above 0. @throws {InvalidArgumentError} */
export function milliseconds(text: string, what: string): number {
  const value = wholeNumber(text, what);
  if (value === 0) throw new InvalidArgumentError(`${what} must be above 0`);
  return value;
}
