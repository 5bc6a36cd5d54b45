/** The few assertions that the suites need, so that they need no library and no runner. */
export function check(condition: boolean, message: string | (() => string)): asserts condition {
  if (!condition) throw new Error(typeof message === 'string' ? message : message());
}

function show(value: unknown): string {
  const text = JSON.stringify(value, (_key, each: unknown) => {
    if (each instanceof Uint8Array) return `${String(each.length)} bytes`;
    if (each instanceof Map) return [...each];
    return typeof each === 'number' ? (Number.isFinite(each) ? each : String(each)) : each;
  });
  return text.length > 600 ? `${text.slice(0, 600)}...` : text;
}

function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (a instanceof Uint8Array || b instanceof Uint8Array)
    return a instanceof Uint8Array && b instanceof Uint8Array && sameBytes(a, b);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof Map || b instanceof Map) return a instanceof Map && b instanceof Map && same([...a], [...b]);
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.entries(a).filter(([, value]) => value !== undefined);
  const right = new Map(Object.entries(b).filter(([, value]) => value !== undefined));
  return left.length === right.size && left.every(([key, value]) => right.has(key) && same(value, right.get(key)));
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Deep equality of plain values, maps with their order, and bytes; an absent property equals an undefined one. */
export function equal(actual: unknown, expected: unknown, what: string): void {
  check(same(actual, expected), () => `${what}: expected ${show(expected)}, got ${show(actual)}`);
}
