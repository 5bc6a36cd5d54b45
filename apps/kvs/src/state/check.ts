import {
  type Command,
  type Compare,
  type Guard,
  type KeyRange,
  MAX_GUARD_NAME_BYTES,
  MAX_KEY_BYTES,
  MAX_RETENTION_REVISIONS,
  MAX_TXN_DEPTH,
  MAX_TXN_OPERATIONS,
  MAX_TXN_TOTAL,
  type Operation,
  type Query,
  type TxnRequest,
} from '@lolraft/kvs-client';
import { findConflict } from './conflicts.js';

/**
 * What is wrong with a request whatever the state, for people; undefined where it is in order. The limits are the same
 * for every member and never configured, so that all judge alike.
 */
export function findFault(request: Command | Query): string | undefined {
  switch (request.type) {
    case 'put':
      return faultOfKey(request.key);
    case 'deleteRange':
    case 'range':
      return faultOfRange(request);
    case 'txn':
      return faultOfTxn(request);
    case 'setRetention':
      return request.revisions > MAX_RETENTION_REVISIONS
        ? `at most ${MAX_RETENTION_REVISIONS} revisions can be kept, not ${request.revisions}`
        : undefined;
    case 'guarded':
      return faultOfGuard(request.guard) ?? findFault(request.change);
    case 'compact':
    case 'stats':
      return undefined;
  }
}

function faultOfGuard({ name, token }: Guard): string | undefined {
  const size = Buffer.byteLength(name);
  if (size === 0 || size > MAX_GUARD_NAME_BYTES)
    return `the name of a guard must be 1 to ${MAX_GUARD_NAME_BYTES} bytes, not ${size}`;
  return token > 0 ? undefined : 'the token of a guard is a whole number from 1';
}

function faultOfKey(key: Uint8Array): string | undefined {
  if (key.length === 0) return 'the key is empty';
  return key.length > MAX_KEY_BYTES ? `a key of ${key.length} bytes is over the limit of ${MAX_KEY_BYTES}` : undefined;
}

function faultOfRange({ key, rangeEnd }: KeyRange): string | undefined {
  if (rangeEnd.length <= MAX_KEY_BYTES) return faultOfKey(key);
  return `the end of a range of ${rangeEnd.length} bytes is over the limit of ${MAX_KEY_BYTES}`;
}

function faultOfTxn(txn: TxnRequest): string | undefined {
  return firstFault(txn, { total: 0 }, 1) ?? findConflict(txn);
}

function firstFault(txn: TxnRequest, seen: { total: number }, depth: number): string | undefined {
  if (depth > MAX_TXN_DEPTH) return `transactions lie more than ${MAX_TXN_DEPTH} deep within each other`;
  const { compare, success, failure } = txn;
  for (const list of [compare, success, failure]) {
    if (list.length > MAX_TXN_OPERATIONS) {
      return `a transaction has more than ${MAX_TXN_OPERATIONS} comparisons or operations in a branch`;
    }
    seen.total += list.length;
  }
  if (seen.total > MAX_TXN_TOTAL)
    return `a transaction has more than ${MAX_TXN_TOTAL} comparisons and operations in all`;
  for (const step of [...compare, ...success, ...failure]) {
    const fault = faultOfStep(step, seen, depth);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultOfStep(step: Compare | Operation, seen: { total: number }, depth: number): string | undefined {
  if (!('type' in step)) return faultOfRange(step);
  return step.type === 'txn' ? firstFault(step, seen, depth + 1) : findFault(step);
}

/** Whether a transaction could change anything. */
export function writes({ success, failure }: TxnRequest): boolean {
  return [...success, ...failure].some(
    (operation) => operation.type !== 'range' && (operation.type !== 'txn' || writes(operation)),
  );
}
