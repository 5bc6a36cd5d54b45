import { InvalidArgumentError } from '@lolraft/raft-core';

/** @throws {InvalidArgumentError} unless `value` is a whole number from `min` to `max`. */
export function wholeNumber(what: string, value: number, min: number, max: number): number {
  if (!Number.isSafeInteger(value) || value < min || value > max) {
    throw new InvalidArgumentError(`${what} is ${value}, expected a whole number from ${min} to ${max}`);
  }
  return value;
}

/** @throws {InvalidArgumentError} over `limit` messages. */
export function atMost(count: number, limit: number): void {
  if (count > limit)
    throw new InvalidArgumentError(`${count} messages are more than the ${limit} that travel together`);
}

const PRINTABLE = /^[\x20-\x7e]+$/;

/**
 * Never shows the text, which may be a secret.
 * @throws {InvalidArgumentError} unless `text` is 1 to `max` characters of printable ASCII.
 */
export function printable(what: string, text: string, max: number): string {
  if (text.length > max || !PRINTABLE.test(text)) {
    throw new InvalidArgumentError(`${what} is not valid: expected 1 to ${max} printable ASCII characters`);
  }
  return text;
}
