import type { Refusal } from '../consensus/effects.js';
import { InternalError, InvalidArgumentError, NotLeaderError, OverloadedError, RaftError } from '../model/errors.js';

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What nobody raised on purpose is a bug of ours; `what` says where. */
export function asRaftError(error: unknown, what: string): RaftError {
  return error instanceof RaftError ? error : new InternalError(`${what}: ${messageOf(error)}`, error);
}

/** Why the core did not take a call; `overload` says which bound was reached. */
export function refusalError(refusal: Refusal, overload: string): RaftError {
  switch (refusal.reason) {
    case 'notLeader':
      return new NotLeaderError(refusal.leader);
    case 'transferring':
      return new OverloadedError('leadership is being handed over');
    case 'overloaded':
      return new OverloadedError(overload);
  }
}

export function queryFailed(error: unknown): RaftError {
  return error instanceof RaftError
    ? error
    : new RaftError('APP_FAILED', `the query failed: ${messageOf(error)}`, { cause: error });
}

/** The same failure for a call that has left no trace. */
export function notApplied(error: RaftError): RaftError {
  return error.outcome === 'not_applied'
    ? error
    : new RaftError(error.code, error.message, { outcome: 'not_applied', cause: error });
}

/** The same failure for a call that was appended. */
export function unknownOutcome(error: RaftError): RaftError {
  return error.outcome === 'unknown'
    ? error
    : new RaftError(error.code, error.message, { outcome: 'unknown', cause: error });
}

export function noSnapshots(): RaftError {
  return new InvalidArgumentError('this host has no place for snapshots: give it a snapshot store');
}
