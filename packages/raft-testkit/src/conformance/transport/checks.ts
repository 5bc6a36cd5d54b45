/** The few assertions that the suite needs, so that it needs no library and no runner. */
export function check(condition: boolean, message: string | (() => string)): asserts condition {
  if (!condition) throw new Error(typeof message === 'string' ? message : message());
}

function show(value: unknown): string {
  const text = JSON.stringify(value, (_key, each: unknown) =>
    each instanceof Uint8Array ? `${String(each.length)} bytes` : each,
  );
  return text.length > 400 ? `${text.slice(0, 400)}...` : text;
}

function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (a instanceof Uint8Array || b instanceof Uint8Array)
    return a instanceof Uint8Array && b instanceof Uint8Array && sameBytes(a, b);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.entries(a).filter(([, value]) => value !== undefined);
  const right = new Map(Object.entries(b).filter(([, value]) => value !== undefined));
  return left.length === right.size && left.every(([key, value]) => right.has(key) && same(value, right.get(key)));
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** Deep equality of plain values and bytes; an absent property equals an undefined one. */
export function equal(actual: unknown, expected: unknown, what: string): void {
  check(same(actual, expected), () => `${what}: expected ${show(expected)}, got ${show(actual)}`);
}

/** The error that a promise is rejected with. */
export async function rejection(what: string, promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    check(error instanceof Error, `${what}: it was rejected with what is no Error`);
    return error;
  }
  throw new Error(`${what}: it was not rejected`);
}

/** For a promise that is awaited only later: if it fails before, it is not an unhandled rejection. */
export function later<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
