import { createHash } from 'node:crypto';
import type { KeyRecord } from './records.js';
import type { Store } from './store.js';

const EVERYTHING = { from: '', to: undefined };

/** SHA-256 of everything that the store holds, in hexadecimal: equal on members that have applied the same commands. */
export function digest(store: Store): string {
  const hash = createHash('sha256');
  const text = (value: string): void => void hash.update(`${value.length}:`).update(value, 'latin1');
  const numbers = (...values: number[]): void => void hash.update(`${values.join(',')};`);
  const record = (one: KeyRecord | undefined): void => {
    if (one === undefined) return void hash.update('-');
    text(one.key);
    numbers(one.createRevision, one.modRevision, one.version, one.lease, one.value.length);
    hash.update(one.value);
  };
  const { revision, compactRevision, retention, size, bytes, history } = store;
  numbers(revision, compactRevision, retention.revisions, retention.bytes, size, bytes, history.size, history.bytes);
  store.visit(EVERYTHING, (one) => {
    record(one);
    return true;
  });
  for (const change of history.since(0)) {
    numbers(change.revision);
    text(change.key);
    record(change.record);
    record(change.previous);
  }
  for (const [guard, token] of store.guards.entries()) hash.update(`${guard.length}:${guard}${token};`);
  return hash.digest('hex');
}
