import type { Compare, DeleteRangeRequest, PutRequest, RangeRequest } from '../model/requests.js';
import { type Bytes, type Range, rangeOf, singleKey, toBytes } from './keys.js';

/** Of the comparisons and operations of `KvsClient.txn`. */

export function compareKey(key: Bytes, relation: Compare['relation'], target: Compare['target']): Compare {
  return { ...singleKey(key), relation, target };
}

export function putKey(key: Bytes, value: Bytes, prevKv = false): PutRequest {
  return { type: 'put', key: toBytes(key), value: toBytes(value), prevKv };
}

export function getKey(key: Bytes): RangeRequest {
  return { type: 'range', ...singleKey(key), limit: 1, revision: 0, keysOnly: false, countOnly: false };
}

export function getRange(range: Range, limit = 0): RangeRequest {
  return { type: 'range', ...rangeOf(range), limit, revision: 0, keysOnly: false, countOnly: false };
}

export function deleteKey(key: Bytes, prevKv = false): DeleteRangeRequest {
  return { type: 'deleteRange', ...singleKey(key), prevKv };
}

export function deleteKeys(range: Range, prevKv = false): DeleteRangeRequest {
  return { type: 'deleteRange', ...rangeOf(range), prevKv };
}
