/**
 * Removes the keys from `from` to `to`, both included, from a map of sequence numbers that has none below `from`, and tells of each. The work is
 * in proportion to the range or to the map, whichever is smaller.
 */
export function dropUpTo<V>(map: Map<number, V>, from: number, to: number, dropped: (value: V) => void): void {
  const drop = (key: number): void => {
    const value = map.get(key);
    if (value === undefined) return;
    map.delete(key);
    dropped(value);
  };
  if (to - from < map.size) for (let key = from; key <= to; key++) drop(key);
  else for (const key of map.keys()) if (key <= to) drop(key);
}
