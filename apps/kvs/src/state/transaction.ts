import {
  type DeleteRangeRequest,
  type DeleteRangeResult,
  MAX_TXN_KEYS,
  type Operation,
  type OperationResult,
  type PutRequest,
  type PutResult,
  type TxnRequest,
  type TxnResult,
} from '@lolraft/kvs-client';
import { AnswerSize } from './answer-size.js';
import { holds } from './compare.js';
import { boundsOf, type Key, toKey } from './keys.js';
import { readRange } from './read-range.js';
import { type KeyRecord, toKeyValue } from './records.js';
import { Refusal } from './refusal.js';
import type { Store } from './store.js';

/** A transaction of which it is decided which branch is done, within it and within its inner ones. */
type Decided = Exclude<Operation, TxnRequest> | DecidedTxn;

interface DecidedTxn {
  readonly type: 'txn';
  readonly succeeded: boolean;
  readonly operations: readonly Decided[];
}

/** Makes the changes of one revision. Its caller commits them to the store, or undoes them where it throws. */
export class Transaction {
  readonly #store: Store;
  readonly #revision: number;
  readonly #size = new AnswerSize();
  #changed = 0;
  #compared = 0;

  constructor(store: Store) {
    this.#store = store;
    this.#revision = store.revision + 1;
  }

  put({ key: bytes, value, prevKv }: PutRequest): PutResult {
    const given = toKey(bytes);
    const previous = this.#store.get(given);
    // One string for all changes of a key.
    const key = previous?.key ?? given;
    if (prevKv && previous !== undefined) this.#size.add(previous);
    this.#change(key, previous, {
      key,
      // A copy: the command's bytes belong to a block of the log.
      value: new Uint8Array(value),
      createRevision: previous?.createRevision ?? this.#revision,
      modRevision: this.#revision,
      version: (previous?.version ?? 0) + 1,
      lease: 0,
    });
    return { type: 'put', prevKv: prevKv && previous !== undefined ? toKeyValue(previous) : undefined };
  }

  deleteRange(request: DeleteRangeRequest): DeleteRangeResult {
    const doomed = this.#doomed(request);
    for (const record of doomed) {
      if (request.prevKv) this.#size.add(record);
      this.#change(record.key, record, undefined);
    }
    const prevKvs = request.prevKv ? doomed.map((record) => toKeyValue(record)) : [];
    return { type: 'deleteRange', deleted: doomed.length, prevKvs };
  }

  #doomed(request: DeleteRangeRequest): KeyRecord[] {
    const bounds = boundsOf(request);
    const doomed: KeyRecord[] = [];
    if (request.rangeEnd.length === 0) {
      const record = this.#store.get(bounds.from);
      return record === undefined ? [] : [record];
    }
    const room = MAX_TXN_KEYS - this.#changed;
    if (this.#store.count(bounds) > room) throw tooManyKeys('change');
    this.#store.visit(bounds, (record) => doomed.push(record) > 0);
    return doomed;
  }

  txn(request: TxnRequest): TxnResult {
    return this.#perform(this.#decide(request));
  }

  /** All comparisons see the state before the transaction, so they come first. */
  #decide({ compare, success, failure }: TxnRequest): DecidedTxn {
    const look = (): void => {
      if (++this.#compared > MAX_TXN_KEYS) throw tooManyKeys('compare');
    };
    const succeeded = compare.every((one) => holds(this.#store, one, look));
    const operations = (succeeded ? success : failure).map((operation) =>
      operation.type === 'txn' ? this.#decide(operation) : operation,
    );
    return { type: 'txn', succeeded, operations };
  }

  #perform({ succeeded, operations }: DecidedTxn): TxnResult {
    return { type: 'txn', succeeded, results: operations.map((operation) => this.#operation(operation)) };
  }

  #operation(operation: Decided): OperationResult {
    switch (operation.type) {
      case 'put':
        return this.put(operation);
      case 'deleteRange':
        return this.deleteRange(operation);
      case 'range':
        return readRange(this.#store, operation, this.#size);
      case 'txn':
        return this.#perform(operation);
    }
  }

  #change(key: Key, previous: KeyRecord | undefined, record: KeyRecord | undefined): void {
    this.#changed++;
    this.#store.change({ key, revision: this.#revision, record, previous });
  }
}

function tooManyKeys(verb: string): Refusal {
  return new Refusal('TOO_MANY_KEYS', `it would ${verb} more than ${MAX_TXN_KEYS} keys at once; do it in parts`);
}
