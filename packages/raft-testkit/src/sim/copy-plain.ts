/** A copy of plain data that shares nothing with it: of objects, arrays, bytes and what is immutable anyway. */
export function copyPlain<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  return copyObject(value) as T;
}

function copyObject(value: object): object {
  if (value instanceof Uint8Array) return value.slice();
  if (Array.isArray(value)) return value.map((each: unknown) => copyPlain(each));
  const prototype: unknown = Object.getPrototypeOf(value);
  // A class has more to it than its fields.
  if (prototype !== Object.prototype && prototype !== null)
    throw new TypeError(`no plain data: a ${value.constructor.name}`);
  const copy = { ...value } as Record<string, unknown>;
  for (const key in copy) copy[key] = copyPlain(copy[key]);
  return copy;
}
