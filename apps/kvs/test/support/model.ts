import type {
  Command,
  Compare,
  KeyRange,
  KeyValue,
  Operation,
  OperationResult,
  Query,
  RangeRequest,
  Response,
  TxnRequest,
} from '@lolraft/kvs-client';

type State = ReadonlyMap<string, KeyValue>;

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
const failure = (code: string) => ({ type: 'failure', code });

class Refused extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/**
 * The store as simply as it can be said: a copy of all keys for each revision, in maps from hexadecimal, whose order is
 * that of the bytes. Failures have no messages here.
 */
export class Model {
  #states: State[] = [new Map(), new Map()];
  #compactRevision = 0;
  #retention = 10_000;

  get revision(): number {
    return this.#states.length - 1;
  }

  get #now(): State {
    return this.#states.at(-1)!;
  }

  execute(command: Command): unknown {
    const result = this.#perform(command);
    return { revision: this.revision, result };
  }

  answer(query: Query): unknown {
    try {
      if (query.type === 'range') return { revision: this.revision, result: this.#range(this.#now, false, query) };
      if (query.type !== 'txn') throw new Error('not in the model');
      const state = new Map(this.#now);
      return { revision: this.revision, result: this.#txn(state, query) };
    } catch (error) {
      if (error instanceof Refused) return { revision: this.revision, result: failure(error.code) };
      throw error;
    }
  }

  readonly #guards = new Map<string, number>();

  #perform(command: Command): unknown {
    if (command.type === 'compact') {
      if (command.revision <= this.#compactRevision) return failure('COMPACTED');
      if (command.revision > this.revision) return failure('FUTURE_REVISION');
      this.#compactRevision = command.revision;
      return { type: 'compact' };
    }
    if (command.type === 'setRetention') {
      this.#retention = command.revisions;
      this.#retain();
      return { type: 'setRetention' };
    }
    if (command.type === 'guarded') {
      const { name, token } = command.guard;
      const newest = this.#guards.get(name) ?? 0;
      if (token < newest) return { ...failure('STALE_TOKEN'), tokens: { token, newest } };
      const result = this.#perform(command.change) as { readonly type: string };
      if (result.type !== 'failure') this.#guards.set(name, token);
      return result;
    }
    const state = new Map(this.#now);
    try {
      const result = this.#operation(state, command);
      if (hasChanged(state, this.#now)) {
        this.#states.push(state);
        this.#retain();
      }
      return result;
    } catch (error) {
      if (error instanceof Refused) return failure(error.code);
      throw error;
    }
  }

  #retain(): void {
    this.#compactRevision = Math.max(this.#compactRevision, this.revision - this.#retention);
  }

  #operation(state: Map<string, KeyValue>, operation: Operation): OperationResult {
    switch (operation.type) {
      case 'put': {
        const key = hex(operation.key);
        const before = state.get(key);
        state.set(key, {
          key: operation.key,
          value: operation.value,
          createRevision: before?.createRevision ?? this.revision + 1,
          modRevision: this.revision + 1,
          version: (before?.version ?? 0) + 1,
          lease: 0,
        });
        return { type: 'put', prevKv: operation.prevKv ? before : undefined };
      }
      case 'deleteRange': {
        const doomed = inRange(state, operation);
        for (const { key } of doomed) state.delete(hex(key));
        return { type: 'deleteRange', deleted: doomed.length, prevKvs: operation.prevKv ? doomed : [] };
      }
      case 'range':
        return this.#range(state, hasChanged(state, this.#now), operation);
      case 'txn':
        return this.#txn(state, operation);
    }
  }

  #range(state: State, changed: boolean, request: RangeRequest): OperationResult {
    const { revision, limit, keysOnly, countOnly } = request;
    if (revision > this.revision) throw new Refused('FUTURE_REVISION');
    if (revision !== 0 && revision < this.#compactRevision) throw new Refused('COMPACTED');
    const then = revision === 0 || (revision === this.revision && !changed) ? state : this.#states[revision]!;
    const all = inRange(then, request);
    const kvs = countOnly ? [] : all.slice(0, limit === 0 ? all.length : limit);
    return {
      type: 'range',
      kvs: keysOnly ? kvs.map((kv) => ({ ...kv, value: new Uint8Array(0) })) : kvs,
      more: !countOnly && kvs.length < all.length,
      count: all.length,
    };
  }

  #txn(state: Map<string, KeyValue>, txn: TxnRequest): OperationResult {
    const before = new Map(state);
    const branchOf = ({ compare, success, failure: otherwise }: TxnRequest) =>
      compare.every((one) => holds(before, one)) ? success : otherwise;
    const perform = (inner: TxnRequest): OperationResult => {
      const branch = branchOf(inner);
      const results = branch.map((operation) =>
        operation.type === 'txn' ? perform(operation) : this.#operation(state, operation),
      );
      return { type: 'txn', succeeded: branch === inner.success, results };
    };
    return perform(txn);
  }
}

function hasChanged(state: State, before: State): boolean {
  return state.size !== before.size || [...state].some(([key, kv]) => before.get(key) !== kv);
}

function inRange(state: State, { key, rangeEnd }: KeyRange): KeyValue[] {
  const from = hex(key);
  const to = hex(rangeEnd);
  const matches = (k: string) => (to === '' ? k === from : k >= from && (to === '00' || k < to));
  return [...state.keys()]
    .filter(matches)
    .sort()
    .map((k) => ({ ...state.get(k)!, key: bytesOf(k) }));
}

function holds(state: State, { key, rangeEnd, relation, target }: Compare): boolean {
  const matching: (KeyValue | undefined)[] = inRange(state, { key, rangeEnd });
  if (matching.length === 0) matching.push(undefined);
  return matching.every((kv) => {
    if (target.field === 'value' && kv === undefined) return false;
    const order =
      target.field === 'value'
        ? Math.sign(Buffer.compare(kv!.value, target.value))
        : Math.sign((kv?.[target.field] ?? 0) - target.number);
    return { '=': order === 0, '!=': order !== 0, '<': order < 0, '>': order > 0 }[relation];
  });
}

/** A response as the model gives it: without messages, and with plain bytes. */
export function comparable(response: Response): unknown {
  const copy = (value: unknown): unknown => {
    if (value instanceof Uint8Array) return new Uint8Array(value);
    if (Array.isArray(value)) return value.map(copy);
    if (typeof value !== 'object' || value === null) return value;
    const fields = Object.entries(value).filter(([name]) => name !== 'message');
    return Object.fromEntries(fields.map(([name, field]) => [name, copy(field)]));
  };
  return copy(response);
}
