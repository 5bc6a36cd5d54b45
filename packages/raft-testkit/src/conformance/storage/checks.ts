import { RaftError, type ErrorCode } from '@lolraft/raft-core';

/** The few assertions that the suite needs, so that it needs no library and no runner. */
export function check(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

function show(value: unknown): string {
  const text = JSON.stringify(value, (_key, each: unknown) =>
    each instanceof Uint8Array ? `<${each.length} bytes>` : each,
  );
  return text.length > 600 ? `${text.slice(0, 600)}...` : text;
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof Uint8Array && b instanceof Uint8Array) return sameBytes(a, b);
  if (Array.isArray(a) !== Array.isArray(b) || a instanceof Uint8Array !== b instanceof Uint8Array) return false;
  const left = Object.entries(a).filter(([, value]) => value !== undefined);
  const right = new Map(Object.entries(b).filter(([, value]) => value !== undefined));
  return left.length === right.size && left.every(([key, value]) => right.has(key) && same(value, right.get(key)));
}

/** Deep equality of plain values and bytes; an absent property equals an undefined one. */
export function equal(actual: unknown, expected: unknown, what: string): void {
  if (!same(actual, expected)) throw new Error(`${what}: expected ${show(expected)}, got ${show(actual)}`);
}

/** Fails unless the promise rejects with a `RaftError` of this code. */
export async function refused(promise: Promise<unknown>, code: ErrorCode, what: string): Promise<void> {
  const error = await promise.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  check(error !== undefined, `${what}: expected ${code}, but it succeeded`);
  check(error instanceof Error, `${what}: expected ${code}, got what is no Error`);
  check(error instanceof RaftError && error.code === code, `${what}: expected ${code}, got ${error.stack ?? ''}`);
  check(error.message.length > 0, `${what}: an error without a message`);
}
