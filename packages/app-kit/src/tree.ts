import btree from 'sorted-btree';

/** A sorted map with copy-on-write: `clone` costs the same however large it is, and neither copy sees the other change. */
export type Tree<K, V> = btree.default<K, V>;

export function newTree<K, V>(compare: (a: K, b: K) => number): Tree<K, V> {
  return new btree.default<K, V>(undefined, compare);
}

/** What is read of a node of the tree: an inner one has children, and all know how many keys lie below. */
interface Node<K> {
  readonly keys: readonly K[];
  readonly children?: readonly Node<K>[];
  size(): number;
}

/**
 * How many keys of the tree are smaller than `key`. The tree does not offer it, but its nodes have what it takes: to walk
 * over the keys would take tens of milliseconds for a million.
 */
export function rank<K, V>(tree: Tree<K, V>, key: K, compare: (a: K, b: K) => number): number {
  let node = (tree as unknown as { readonly _root: Node<K> })._root;
  let smaller = 0;
  for (;;) {
    const { keys, children } = node;
    // In an inner node, the keys are the largest ones of its children.
    const at = lowerBound(keys, (one) => compare(one, key) < 0);
    if (children === undefined) return smaller + at;
    for (let i = 0; i < at; i++) smaller += (children[i] as Node<K>).size();
    const next = children[at];
    if (next === undefined) return smaller;
    node = next;
  }
}

/** Index of the first element that is not below; all that are below come first. */
export function lowerBound<T>(sorted: readonly T[], isBelow: (element: T) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBelow(sorted[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low;
}
