import { type NodeStatus, ProtocolError } from '@lolraft/raft-core';
import {
  RaftClient,
  type CallerOptions,
  type RaftClientOptions,
  type ReadOptions,
  type WatchOptions,
  type WriteOptions,
} from '@lolraft/raft-client';
import { encodeCommand } from '../codec/command-codec.js';
import { encodeQuery } from '../codec/query-codec.js';
import { decodeResponse } from '../codec/response-codec.js';
import type { KeyValue } from '../model/key-value.js';
import type {
  Command,
  Compare,
  Guard,
  GuardedRequest,
  KeyRange,
  Operation,
  Query,
  Retention,
} from '../model/requests.js';
import type { OperationResult, Result, StatsResult } from '../model/responses.js';
import { type Bytes, nextKey, type Range, rangeOf, singleKey, toBytes } from './keys.js';
import { kvsError } from './kvs-error.js';
import { compareKey, getKey, putKey } from './operations.js';

export interface ChangeOptions extends WriteOptions {
  /** The change is made only if this token is not older than any that was seen under the name; else `StaleTokenError`. */
  readonly guard?: Guard;
}

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

export interface TxnOutcome {
  readonly succeeded: boolean;
  readonly revision: number;
  readonly results: readonly OperationResult[];
}

type ResultOf<T extends Result['type']> = Extract<Result, { type: T }>;

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
    options?: WriteOptions,
  ): Promise<{ revision: number; result: ResultOf<T> }> {
    const { value } = await this.raft.write(encodeCommand(command), options);
    return understood<T>(command.type, value);
  }

  /** A change, guarded or not; both are answered alike. */
  async #change<T extends GuardedRequest['change']['type']>(
    change: GuardedRequest['change'] & { readonly type: T },
    { guard, ...options }: ChangeOptions = {},
  ): Promise<{ revision: number; result: ResultOf<T> }> {
    const command: Command = guard === undefined ? change : { type: 'guarded', guard, change };
    const { value } = await this.raft.write(encodeCommand(command), options);
    return understood<T>(change.type, value);
  }

  async #read<T extends Result['type']>(
    query: Query & { readonly type: T },
    options?: ReadOptions,
  ): Promise<{ index: number; revision: number; result: ResultOf<T> }> {
    const { index, value } = await this.raft.read(encodeQuery(query), options);
    return { index, ...understood<T>(query.type, value) };
  }

  /** Sets a key; resolves with the revision of the change and, where it is asked for, what was there before. */
  async put(
    key: Bytes,
    value: Bytes,
    options: ChangeOptions & { readonly prevKv?: boolean } = {},
  ): Promise<{ revision: number; prevKv: KeyValue | undefined }> {
    const { prevKv = false, ...rest } = options;
    const { revision, result } = await this.#change(putKey(key, value, prevKv), rest);
    return { revision, prevKv: result.prevKv };
  }

  /** The key as it is; undefined where it does not exist. */
  async get(key: Bytes, options: GetOptions = {}): Promise<KeyValue | undefined> {
    const { revision = 0, ...rest } = options;
    const { result } = await this.#read({ ...getKey(key), revision }, rest);
    return result.kvs[0];
  }

  /** Deletes a key; resolves with whether it was there. */
  async delete(key: Bytes, options?: ChangeOptions): Promise<{ revision: number; deleted: boolean }> {
    const { revision, deleted } = await this.#delete(singleKey(key), options);
    return { revision, deleted: deleted > 0 };
  }

  /** Deletes the keys of a range, at once; resolves with how many there were. Over 32,768 of them are refused. */
  async deleteRange(range: Range, options?: ChangeOptions): Promise<{ revision: number; deleted: number }> {
    return this.#delete(rangeOf(range), options);
  }

  async #delete(range: KeyRange, options?: ChangeOptions): Promise<{ revision: number; deleted: number }> {
    const { revision, result } = await this.#change({ type: 'deleteRange', ...range, prevKv: false }, options);
    return { revision, deleted: result.deleted };
  }

  /**
   * Keys of a range in their order, fetched page by page, all as of one revision: that of the first page. Where so much is
   * written meanwhile that the revision is compacted, it ends with a `KvsError` of code `COMPACTED`.
   */
  async *range(range: Range, options: RangeOptions = {}): AsyncGenerator<KeyValue, void, undefined> {
    const { limit = 0, keysOnly = false, revision: asked = 0, ...rest } = options;
    let next: KeyRange = rangeOf(range);
    let left = limit === 0 ? Infinity : limit;
    let revision = asked;
    let reading: ReadOptions = rest;
    while (left > 0) {
      const page = await this.#read(
        { type: 'range', ...next, limit: left === Infinity ? 0 : left, revision, keysOnly, countOnly: false },
        reading,
      );
      yield* page.result.kvs;
      left -= page.result.kvs.length;
      const last = page.result.kvs.at(-1);
      if (!page.result.more || last === undefined) return;
      if (revision === 0) ({ revision } = page);
      // The next page may come from another node: one that has come as far.
      if (isLocal(rest.level)) reading = { ...rest, level: { type: 'local', minIndex: page.index } };
      next = { key: nextKey(last.key), rangeEnd: next.rangeEnd };
    }
  }

  /** How many keys a range has. */
  async count(range: Range, options: GetOptions = {}): Promise<number> {
    const { revision = 0, ...rest } = options;
    const { result } = await this.#read(
      { type: 'range', ...rangeOf(range), limit: 0, revision, keysOnly: false, countOnly: true },
      rest,
    );
    return result.count;
  }

  /** Sets a key if it looks as expected. */
  async cas(key: Bytes, expected: Expectation, value: Bytes, options?: ChangeOptions): Promise<CasResult> {
    const { succeeded, revision, results } = await this.txn(
      [compareKey(key, '=', targetOf(expected))],
      [putKey(key, value)],
      [getKey(key)],
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
    options?: ChangeOptions,
  ): Promise<TxnOutcome> {
    const { revision, result } = await this.#change({ type: 'txn', compare, success, failure }, options);
    return { succeeded: result.succeeded, revision, results: result.results };
  }

  /** Gives up what was before `revision`: reads of earlier revisions fail from then on. */
  async compact(revision: number, options?: WriteOptions): Promise<void> {
    await this.#write({ type: 'compact', revision }, options);
  }

  /** How much of the past the store keeps from now on. */
  async setRetention(retention: Retention, options?: WriteOptions): Promise<void> {
    await this.#write({ type: 'setRetention', ...retention }, options);
  }

  /** How much the store holds, and how much of the past. */
  async stats(options?: ReadOptions): Promise<{ readonly revision: number } & Omit<StatsResult, 'type'>> {
    const { revision, result } = await this.#read({ type: 'stats' }, options);
    const { type: _type, ...stats } = result;
    return { revision, ...stats };
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

function isLocal(level: ReadOptions['level']): boolean {
  return level === 'local' || (typeof level === 'object' && level.type === 'local');
}

function targetOf(expected: Expectation): Compare['target'] {
  if (expected === 'absent') return { field: 'version', number: 0 };
  if ('value' in expected) return { field: 'value', value: toBytes(expected.value) };
  return { field: 'modRevision', number: expected.modRevision };
}

function understood<T extends Result['type']>(type: T, value: Uint8Array): { revision: number; result: ResultOf<T> } {
  const { revision, result } = decodeResponse(value);
  if (result.type === 'failure') throw kvsError(result);
  if (result.type !== type) throw new ProtocolError(`a ${type} was answered with ${result.type}`);
  return { revision, result: result as ResultOf<T> };
}
