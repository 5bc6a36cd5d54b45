/** A change of the store; travels as the payload of a write. */
export type Command =
  | PutRequest
  | DeleteRangeRequest
  | TxnRequest
  | CompactRequest
  | SetRetentionRequest
  | GuardedRequest;

/** Answered without a change; travels as the payload of a read. A transaction must be without puts and deletes. */
export type Query = RangeRequest | TxnRequest | StatsRequest;

/** One step of a transaction. */
export type Operation = PutRequest | DeleteRangeRequest | RangeRequest | TxnRequest;

/**
 * Which keys: an empty `rangeEnd` means the one key; a single zero byte means every key from `key` on; else the range is
 * from `key` on up to, but without, `rangeEnd`.
 */
export interface KeyRange {
  readonly key: Uint8Array;
  readonly rangeEnd: Uint8Array;
}

export interface PutRequest {
  readonly type: 'put';
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  /** Answer with what was there before. */
  readonly prevKv: boolean;
}

export interface DeleteRangeRequest extends KeyRange {
  readonly type: 'deleteRange';
  /** Answer with what was there before. */
  readonly prevKv: boolean;
}

export interface RangeRequest extends KeyRange {
  readonly type: 'range';
  /** Most keys to answer with; 0: as many as fit an answer. */
  readonly limit: number;
  /** Of the past; 0: now. */
  readonly revision: number;
  readonly keysOnly: boolean;
  readonly countOnly: boolean;
}

export type Relation = '=' | '!=' | '<' | '>';

export type CompareTarget =
  | { readonly field: 'version' | 'createRevision' | 'modRevision' | 'lease'; readonly number: number }
  | { readonly field: 'value'; readonly value: Uint8Array };

/**
 * Holds where every key of the range stands in this relation to what is given. A range without keys is compared as one
 * key whose numbers are 0; a comparison of its value never holds.
 */
export interface Compare extends KeyRange {
  readonly relation: Relation;
  readonly target: CompareTarget;
}

/**
 * If every comparison holds, the operations of `success` are done, else those of `failure`: in order, at one revision,
 * all or none. Comparisons, those of inner transactions too, see the state before the transaction.
 */
export interface TxnRequest {
  readonly type: 'txn';
  readonly compare: readonly Compare[];
  readonly success: readonly Operation[];
  readonly failure: readonly Operation[];
}

/** A name, and a fencing token for it: of a lock, say. */
export interface Guard {
  readonly name: string;
  readonly token: number;
}

/**
 * A change that is made only if its token is not older than the newest one that was seen under the name, of which it then is the
 * newest. Answered as the change itself.
 */
export interface GuardedRequest {
  readonly type: 'guarded';
  readonly guard: Guard;
  readonly change: PutRequest | DeleteRangeRequest | TxnRequest;
}

/** Gives up what was before `revision`. */
export interface CompactRequest {
  readonly type: 'compact';
  readonly revision: number;
}

/** How much of the past is kept. */
export interface Retention {
  /** Changes of this many revisions. */
  readonly revisions: number;
  /** Bytes of keys and replaced values, about. */
  readonly bytes: number;
}

export interface SetRetentionRequest extends Retention {
  readonly type: 'setRetention';
}

export interface StatsRequest {
  readonly type: 'stats';
}
