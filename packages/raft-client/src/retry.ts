import type { ErrorCode, RaftError } from '@lolraft/raft-core';

/**
 * What to do after an attempt has failed:
 * - `fail`: tell the caller.
 * - `again`: the same node can take it after a moment.
 * - `elsewhere`: find out who leads, and send it there.
 */
export type Decision = 'fail' | 'again' | 'elsewhere';

/** Refusals of a leader that remains the leader. */
const AGAIN: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'OVERLOADED',
  'STORAGE_FULL',
  'CHANGE_IN_PROGRESS',
  'TOO_MANY_SESSIONS',
]);

/**
 * May go better another time, and whether to try is for people to say: each attempt costs the cluster something, and what an
 * attempt has done already stays done.
 */
const FOR_PEOPLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['LEARNER_BEHIND', 'TRANSFER_FAILED']);

/** Failures of one node, not of the call: no retry there helps, but another node may lead soon. */
const OF_THE_NODE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'CLOSED',
  'CORRUPTION',
  'STORAGE_FAILED',
  'STORE_REFUSED',
  'REMOVED',
  'UNKNOWN_ENTRY',
  'APP_FAILED',
  'INTERNAL',
]);

export function isOfTheNode(error: RaftError): boolean {
  return OF_THE_NODE.has(error.code);
}

/** @param repeatable whether an attempt whose outcome is unknown may be followed by another. */
export function decide(error: RaftError, repeatable: boolean): Decision {
  if (error.outcome === 'unknown' && !repeatable) return 'fail';
  if (FOR_PEOPLE.has(error.code)) return 'fail';
  if (AGAIN.has(error.code)) return 'again';
  // Of whoever leads on: an app that does not says so as `NotLeaderError`.
  if (error.code === 'APP_ERROR') return error.retryable ? 'again' : 'fail';
  return error.retryable || isOfTheNode(error) ? 'elsewhere' : 'fail';
}
