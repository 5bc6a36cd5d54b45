import type { KeyValue } from './key-value.js';
import type { Retention } from './requests.js';

/** What the store answers, with its revision at that moment. */
export interface Response {
  readonly revision: number;
  readonly result: Result | Failure;
}

export type Result = OperationResult | CompactResult | SetRetentionResult | StatsResult;
export type OperationResult = PutResult | DeleteRangeResult | RangeResult | TxnResult;

/**
 * Why nothing was changed or read:
 * - `INVALID`: the request breaks a documented rule.
 * - `COMPACTED`: the revision that it asks for is given up.
 * - `FUTURE_REVISION`: the store has not come to that revision yet.
 * - `TOO_MANY_KEYS`: it would change or compare more keys than a transaction may.
 * - `RESPONSE_TOO_LARGE`: the answer would be larger than an answer may be.
 * - `STALE_TOKEN`: a newer token was seen under the guard's name.
 * - `TOO_MANY_GUARDS`: it would be one name of a guard more than there may be.
 */
export type FailureCode =
  | 'INVALID'
  | 'COMPACTED'
  | 'FUTURE_REVISION'
  | 'TOO_MANY_KEYS'
  | 'RESPONSE_TOO_LARGE'
  | 'STALE_TOKEN'
  | 'TOO_MANY_GUARDS';

export interface StaleTokens {
  /** The one that was refused. */
  readonly token: number;
  /** The newest that was seen. */
  readonly newest: number;
}

export interface Failure {
  readonly type: 'failure';
  readonly code: FailureCode;
  /** For people. */
  readonly message: string;
  /** Of `STALE_TOKEN`. */
  readonly tokens?: StaleTokens;
}

export interface PutResult {
  readonly type: 'put';
  /** Where it was asked for, and the key was there. */
  readonly prevKv: KeyValue | undefined;
}

export interface DeleteRangeResult {
  readonly type: 'deleteRange';
  readonly deleted: number;
  /** In the order of keys; empty where it was not asked for. */
  readonly prevKvs: readonly KeyValue[];
}

export interface RangeResult {
  readonly type: 'range';
  /** In the order of keys. Fewer than the limit where more would not fit an answer. */
  readonly kvs: readonly KeyValue[];
  /** The range has further keys, behind the last of these. */
  readonly more: boolean;
  /** Keys in the range, whatever the limit. */
  readonly count: number;
}

export interface TxnResult {
  readonly type: 'txn';
  readonly succeeded: boolean;
  /** One for each operation that was done. */
  readonly results: readonly OperationResult[];
}

export interface CompactResult {
  readonly type: 'compact';
}

export interface SetRetentionResult {
  readonly type: 'setRetention';
}

export interface StatsResult {
  readonly type: 'stats';
  /** Reads of earlier revisions fail. */
  readonly compactRevision: number;
  readonly keys: number;
  /** Of keys and values. */
  readonly bytes: number;
  /** Changes that are kept for reads of the past. */
  readonly historyChanges: number;
  readonly historyBytes: number;
  readonly retention: Retention;
}
