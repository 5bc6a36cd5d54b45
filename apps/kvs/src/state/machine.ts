import {
  type Command,
  type Failure,
  type GuardedRequest,
  MAX_GUARDS,
  type Query,
  type Response,
  type Result,
} from '@lolraft/kvs-client';
import { AnswerSize } from './answer-size.js';
import { findFault, writes } from './check.js';
import { readRange } from './read-range.js';
import { Refusal } from './refusal.js';
import type { Store } from './store.js';
import { Transaction } from './transaction.js';

/** Applies a command: all of it, or nothing and a failure as its result. Deterministic, and total: it never throws. */
export function execute(store: Store, command: Command): Response {
  const fault = findFault(command);
  const result = fault === undefined ? attempt(() => perform(store, command)) : invalid(fault);
  return { revision: store.revision, result };
}

/** Answers without a change. Never throws. */
export function answer(store: Store, query: Query): Response {
  const fault = findFault(query) ?? (query.type === 'txn' && writes(query) ? 'a query changes nothing' : undefined);
  const result = fault === undefined ? attempt(() => read(store, query)) : invalid(fault);
  return { revision: store.revision, result };
}

function perform(store: Store, command: Command): Result {
  switch (command.type) {
    case 'put':
      return transaction(store, (txn) => txn.put(command));
    case 'deleteRange':
      return transaction(store, (txn) => txn.deleteRange(command));
    case 'txn':
      return transaction(store, (txn) => txn.txn(command));
    case 'guarded':
      return guarded(store, command);
    case 'compact':
      checkCompaction(store, command.revision);
      store.compact(command.revision);
      return { type: 'compact' };
    case 'setRetention':
      store.setRetention({ revisions: command.revisions, bytes: command.bytes });
      return { type: 'setRetention' };
  }
}

function read(store: Store, query: Query): Result {
  switch (query.type) {
    case 'range':
      return readRange(store, query, new AnswerSize());
    case 'txn':
      return new Transaction(store).txn(query);
    case 'stats':
      return {
        type: 'stats',
        compactRevision: store.compactRevision,
        keys: store.size,
        bytes: store.bytes,
        historyChanges: store.history.size,
        historyBytes: store.history.bytes,
        retention: store.retention,
      };
  }
}

function transaction(store: Store, work: (txn: Transaction) => Result): Result {
  try {
    const result = work(new Transaction(store));
    store.commit();
    return result;
  } catch (error) {
    store.undo();
    throw error;
  }
}

/** The token counts as seen only where the change is made. */
function guarded(store: Store, { guard, change }: GuardedRequest): Result {
  const { name, token } = guard;
  const newest = store.newestToken(name);
  if (token < newest) {
    throw new Refusal('STALE_TOKEN', `token ${token} is stale: ${newest} was seen under the name ${name}`, {
      token,
      newest,
    });
  }
  if (newest === 0 && store.guards.size >= MAX_GUARDS)
    throw new Refusal('TOO_MANY_GUARDS', `there are ${MAX_GUARDS} names of guards, which is the limit`);
  const result = perform(store, change);
  store.setNewestToken(name, token);
  return result;
}

/** @throws {Refusal} */
function checkCompaction(store: Store, revision: number): void {
  if (revision <= store.compactRevision) {
    throw new Refusal(
      'COMPACTED',
      `revision ${revision} is compacted already: the oldest one kept is ${store.compactRevision}`,
    );
  }
  if (revision > store.revision) {
    throw new Refusal('FUTURE_REVISION', `revision ${revision} is in the future: the store is at ${store.revision}`);
  }
}

function attempt(work: () => Result): Result | Failure {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) return error.failure;
    throw error;
  }
}

function invalid(message: string): Failure {
  return { type: 'failure', code: 'INVALID', message };
}
