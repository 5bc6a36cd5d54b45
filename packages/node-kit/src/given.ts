import { InvalidArgumentError } from '@lolraft/raft-core';

/** What flags, environment and file gave together, by the keys of the settings. */
export type Given = Readonly<Record<string, unknown>>;

/** @throws {InvalidArgumentError} */
export function fail(name: string, expected: string, value: unknown): never {
  throw new InvalidArgumentError(`${name} must be ${expected}, not ${JSON.stringify(value)}`);
}

export function text(given: Given, key: string): string | undefined {
  const value = given[key];
  if (value === undefined) return undefined;
  return typeof value === 'string' && value !== '' ? value : fail(key, 'a text', value);
}

export function whole(given: Given, key: string, standard: number, max: number, min = 1): number {
  const value = given[key];
  if (value === undefined) return standard;
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < min || number > max)
    fail(key, `a whole number from ${String(min)} to ${String(max)}`, value);
  return number;
}

export function choice<T extends string>(given: Given, key: string, standard: T, choices: readonly T[]): T {
  const value = given[key] ?? standard;
  return choices.find((c) => c === value) ?? fail(key, `one of ${choices.join(', ')}`, value);
}

export function address(name: string, value: unknown): string {
  return typeof value === 'string' && /^(wss?|grpcs?):\/\/.+/.test(value)
    ? value
    : fail(name, 'like ws://127.0.0.1:7001 or grpc://127.0.0.1:7001', value);
}

/** A text with commas, or in a file an array of the same. */
export function listOf(value: unknown): string[] | undefined {
  if (typeof value === 'string') return value.split(',').map((item) => item.trim());
  return Array.isArray(value) ? value.map(String) : undefined;
}
