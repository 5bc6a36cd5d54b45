import { type NodeStatus, ProtocolError } from '@lolraft/raft-core';
import {
  RaftClient,
  type CallerOptions,
  type RaftClientOptions,
  type ReadOptions,
  type WatchOptions,
} from '@lolraft/raft-client';
import { encodeCommand } from '../codec/command-codec.js';
import { encodeQuery } from '../codec/query-codec.js';
import { decodeResponse } from '../codec/response-codec.js';
import type { KeyValue } from '../model/key-value.js';
import type { Command, Compare, KeyRange, Operation, Query } from '../model/requests.js';
import type { OperationResult, Result } from '../model/responses.js';
import { type Bytes, nextKey, prefixEnd, TO_THE_END, toBytes } from './keys.js';
import { KvsError } from './kvs-error.js';

/** Which keys a range is about: those with a prefix, those from one key on up to but without another, or all. */
export type Range = { readonly prefix: Bytes } | { readonly from: Bytes; readonly to?: Bytes } | 'all';

export interface GetOptions extends ReadOptions {
  /** As of this revision of the past. */
  readonly revision?: number;
}

export interface RangeOptions extends GetOptions {
  /** Most keys in all. */
  readonly limit?: number;
  readonly keysOnly?: boolean;
}

/** What a key must look like for a swap: it holds this value, was last changed at this revision, or does not exist. */
export type Expectation = { readonly value: Bytes } | { readonly modRevision: number } | 'absent';

export interface CasResult {
  readonly swapped: boolean;
  readonly revision: number;
  /** What is there instead, where nothing was swapped; undefined for nothing. */
  readonly current: KeyValue | undefined;
}

export interface TxnResult {
  readonly succeeded: boolean;
  readonly revision: number;
  readonly results: readonly OperationResult[];
}

type ResultOf<T extends Result['type']> = Extract<Result, { type: T }>;

const NO_END = new Uint8Array(0);

function rangeOf(range: Range): KeyRange {
  if (range === 'all') return { key: TO_THE_END, rangeEnd: TO_THE_END };
  if ('prefix' in range) {
    const key = toBytes(range.prefix);
    return key.length === 0 ? rangeOf('all') : { key, rangeEnd: prefixEnd(key) };
  }
  return { key: toBytes(range.from), rangeEnd: range.to === undefined ? TO_THE_END : toBytes(range.to) };
}

/** A comparison of one key for `txn`. */
export function compareKey(key: Bytes, relation: Compare['relation'], target: Compare['target']): Compare {
  return { key: toBytes(key), rangeEnd: NO_END, relation, target };
}

/**
 * A client of the key-value server, in its own terms. Keys and values are bytes, or texts that stand for their UTF-8.
 * Every call settles, with an error that says what is known of its outcome (see `RaftError.outcome`), or with a `KvsError` where the
 * store itself has refused.
 */
export class KvsClient implements AsyncDisposable {
  /** For calls in the terms of Raft: status, addresses. */
  readonly raft: RaftClient;

  /** @throws {InvalidArgumentError} that says which option is wrong. */
  constructor(options: RaftClientOptions) {
    this.raft = new RaftClient(options);
  }

  async #write<T extends Result['type']>(
    command: Command & { readonly type: T },
    options?: CallerOptions,
  ): Promise<{ revision: number; result: ResultOf<T> }> {
    const { value } = await this.raft.write(encodeCommand(command), options);
    return understood<T>(command.type, value);
  }

  async #read<T extends Result['type']>(
    query: Query & { readonly type: T },
    options?: ReadOptions,
  ): Promise<{ revision: number; result: ResultOf<T> }> {
    const { value } = await this.raft.read(encodeQuery(query), options);
    return understood<T>(query.type, value);
  }

  /** Sets a key; resolves with the revision of the change and, where it is asked for, what was there before. */
  async put(
    key: Bytes,
    value: Bytes,
    options: CallerOptions & { readonly prevKv?: boolean } = {},
  ): Promise<{ revision: number; prevKv: KeyValue | undefined }> {
    const { prevKv = false, ...rest } = options;
    const { revision, result } = await this.#write(
      { type: 'put', key: toBytes(key), value: toBytes(value), prevKv },
      rest,
    );
    return { revision, prevKv: result.prevKv };
  }

  /** The key as it is; undefined where it does not exist. */
  async get(key: Bytes, options: GetOptions = {}): Promise<KeyValue | undefined> {
    const { revision = 0, ...rest } = options;
    const { result } = await this.#read(
      { type: 'range', key: toBytes(key), rangeEnd: NO_END, limit: 1, revision, keysOnly: false, countOnly: false },
      rest,
    );
    return result.kvs[0];
  }

  /** Deletes a key; resolves with whether it was there. */
  async delete(key: Bytes, options?: CallerOptions): Promise<{ revision: number; deleted: boolean }> {
    const { revision, deleted } = await this.#delete({ key: toBytes(key), rangeEnd: NO_END }, options);
    return { revision, deleted: deleted > 0 };
  }

  /** Deletes the keys of a range; resolves with how many there were. */
  deleteRange(range: Range, options?: CallerOptions): Promise<{ revision: number; deleted: number }> {
    return this.#delete(rangeOf(range), options);
  }

  async #delete(range: KeyRange, options?: CallerOptions): Promise<{ revision: number; deleted: number }> {
    const { revision, result } = await this.#write({ type: 'deleteRange', ...range, prevKv: false }, options);
    return { revision, deleted: result.deleted };
  }

  /** Keys of a range in their order, fetched page by page as of one revision. */
  async *range(range: Range, options: RangeOptions = {}): AsyncGenerator<KeyValue, void, undefined> {
    const { limit = 0, keysOnly = false, revision: asked = 0, ...rest } = options;
    const { key: first, rangeEnd } = rangeOf(range);
    let key = first;
    let left = limit === 0 ? Infinity : limit;
    let revision = asked;
    while (left > 0) {
      const page = await this.#read(
        { type: 'range', key, rangeEnd, limit: left === Infinity ? 0 : left, revision, keysOnly, countOnly: false },
        rest,
      );
      // All pages are of the revision of the first one.
      if (revision === 0) ({ revision } = page);
      yield* page.result.kvs;
      left -= page.result.kvs.length;
      const last = page.result.kvs.at(-1);
      if (!page.result.more || last === undefined) return;
      key = nextKey(last.key);
    }
  }

  /** How many keys a range has. */
  async count(range: Range, options: GetOptions = {}): Promise<number> {
    const { revision = 0, ...rest } = options;
    const { result } = await this.#read(
      { type: 'range', ...rangeOf(range), limit: 0, revision, keysOnly: true, countOnly: true },
      rest,
    );
    return result.count;
  }

  /** Sets a key if it looks as expected. */
  async cas(key: Bytes, expected: Expectation, value: Bytes, options?: CallerOptions): Promise<CasResult> {
    const target: Compare['target'] =
      expected === 'absent'
        ? { field: 'version', number: 0 }
        : 'value' in expected
          ? { field: 'value', value: toBytes(expected.value) }
          : { field: 'modRevision', number: expected.modRevision };
    const bytes = toBytes(key);
    const { succeeded, revision, results } = await this.txn(
      [compareKey(bytes, '=', target)],
      [{ type: 'put', key: bytes, value: toBytes(value), prevKv: false }],
      [{ type: 'range', key: bytes, rangeEnd: NO_END, limit: 1, revision: 0, keysOnly: false, countOnly: false }],
      options,
    );
    const [found] = results;
    return { swapped: succeeded, revision, current: found?.type === 'range' ? found.kvs[0] : undefined };
  }

  /** Does `success` if every comparison holds, else `failure`, atomically and at one revision. */
  async txn(
    compare: readonly Compare[],
    success: readonly Operation[],
    failure: readonly Operation[] = [],
    options?: CallerOptions,
  ): Promise<TxnResult> {
    const { revision, result } = await this.#write({ type: 'txn', compare, success, failure }, options);
    return { succeeded: result.succeeded, revision, results: result.results };
  }

  /** Gives up what was before `revision`: reads of earlier revisions fail from then on. */
  async compact(revision: number, options?: CallerOptions): Promise<void> {
    await this.#write({ type: 'compact', revision }, options);
  }

  /** The status of the node at `endpoint`, or of the leader. */
  status(endpoint?: string, options?: CallerOptions): Promise<NodeStatus> {
    return this.raft.status(endpoint, options);
  }

  /** As `RaftClient.watchStatus`. */
  watchStatus(endpoint: string, options?: WatchOptions): AsyncGenerator<NodeStatus, void, undefined> {
    return this.raft.watchStatus(endpoint, options);
  }

  close(): Promise<void> {
    return this.raft.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function understood<T extends Result['type']>(type: T, value: Uint8Array): { revision: number; result: ResultOf<T> } {
  const { revision, result } = decodeResponse(value);
  if (result.type === 'failure') throw new KvsError(result.code, result.message);
  if (result.type !== type) throw new ProtocolError(`a ${type} was answered with ${result.type}`);
  return { revision, result: result as ResultOf<T> };
}
