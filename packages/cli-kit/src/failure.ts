import type { Outcome } from '@lolraft/raft-core';

/** An error that was raised on purpose, such as a `RaftError`: its message is for people, and it needs no stack. */
export interface ToldError extends Error {
  readonly code: string;
  readonly outcome: Outcome;
  readonly retryable: boolean;
}

/** Whether an error is one that a user can do something about; any other is a fault of the program. */
export function isTold(error: unknown): error is ToldError {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    'outcome' in error &&
    (error.outcome === 'not_applied' || error.outcome === 'unknown') &&
    'retryable' in error &&
    typeof error.retryable === 'boolean'
  );
}

/** One line for people, or one object for programs. */
export function describeFailure(program: string, error: ToldError, json: boolean): string {
  const { code, message, outcome, retryable } = error;
  if (json) return JSON.stringify({ error: { code, message, outcome, retryable } });
  return `${program}: ${message}${outcome === 'unknown' ? ' (it may have been applied all the same)' : ''}`;
}
