/** A key of several numbers, compared one after the other. Keys of one tree have the same length. */
export type Numbers = readonly number[];

export function compareNumbers(a: Numbers, b: Numbers): number {
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** By UTF-16 code units: the same on every engine. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** An object's name with its namespace, which has no slash. */
export function objectKey(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

/** Above every index. */
export const LAST = Number.MAX_SAFE_INTEGER;
