import type { Compare, Relation } from '@lolraft/kvs-client';
import { boundsOf } from './keys.js';
import type { KeyRecord } from './records.js';
import type { Store } from './store.js';

/** Whether every key of the comparison's range stands in its relation. Calls `look` for each key that it looks at. */
export function holds(store: Store, compare: Compare, look: () => void): boolean {
  if (compare.rangeEnd.length === 0) {
    look();
    return holdsFor(compare, store.get(boundsOf(compare).from));
  }
  let seen = 0;
  let failed = 0;
  store.visit(boundsOf(compare), (record) => {
    look();
    seen++;
    if (!holdsFor(compare, record)) failed++;
    return failed === 0;
  });
  return seen === 0 ? holdsFor(compare, undefined) : failed === 0;
}

function holdsFor({ target, relation }: Compare, record: KeyRecord | undefined): boolean {
  if (target.field === 'value') {
    // A missing value is neither equal nor unequal to anything.
    return record !== undefined && inRelation(Buffer.compare(record.value, target.value), relation);
  }
  return inRelation((record?.[target.field] ?? 0) - target.number, relation);
}

/** `order` is negative, 0 or positive as the key's field is smaller than, equal to or larger than what is given. */
function inRelation(order: number, relation: Relation): boolean {
  switch (relation) {
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '>':
      return order > 0;
  }
}
