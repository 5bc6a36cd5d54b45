import type { Operation, TxnRequest } from '@lolraft/kvs-client';
import { type Bounds, boundsOf, type Key, toKey, within } from './keys.js';

/** What a part of a transaction may change. */
interface Writes {
  readonly puts: ReadonlySet<Key>;
  readonly deletes: readonly Bounds[];
}

/**
 * Why a transaction could change a key twice, for people; undefined where it cannot. Two puts of a key conflict, and a put
 * of a key that is deleted too, wherever they stand in operations that may be done together.
 */
export function findConflict(txn: TxnRequest): string | undefined {
  const result = writesOf(txn);
  return typeof result === 'string' ? result : undefined;
}

/** Either branch is done, never both: what stands in one does not conflict with the other. */
function writesOf({ success, failure }: TxnRequest): Writes | string {
  const one = branchWrites(success);
  if (typeof one === 'string') return one;
  const other = branchWrites(failure);
  if (typeof other === 'string') return other;
  return { puts: new Set([...one.puts, ...other.puts]), deletes: [...one.deletes, ...other.deletes] };
}

function branchWrites(operations: readonly Operation[]): Writes | string {
  const puts = new Set<Key>();
  const deletes: Bounds[] = [];
  for (const operation of operations) {
    const added = operationWrites(operation);
    if (typeof added === 'string') return added;
    for (const key of added.puts) {
      if (puts.has(key)) return `a transaction puts ${named(key)} twice`;
      if (deletes.some((bounds) => within(key, bounds))) return bothWays(key);
    }
    for (const bounds of added.deletes) {
      for (const key of puts) if (within(key, bounds)) return bothWays(key);
    }
    for (const key of added.puts) puts.add(key);
    deletes.push(...added.deletes);
  }
  return { puts, deletes };
}

function operationWrites(operation: Operation): Writes | string {
  switch (operation.type) {
    case 'put':
      return { puts: new Set([toKey(operation.key)]), deletes: [] };
    case 'deleteRange':
      return { puts: new Set(), deletes: [boundsOf(operation)] };
    case 'range':
      return { puts: new Set(), deletes: [] };
    case 'txn':
      return writesOf(operation);
  }
}

function bothWays(key: Key): string {
  return `a transaction both puts and deletes ${named(key)}`;
}

function named(key: Key): string {
  return `the key ${JSON.stringify(key.length > 64 ? `${key.slice(0, 64)}...` : key)}`;
}
