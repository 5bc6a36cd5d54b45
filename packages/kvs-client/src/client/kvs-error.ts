import type { Failure, FailureCode, StaleTokens } from '../model/responses.js';

/** The store has answered with a refusal: nothing was changed, and the same request will be refused again. */
export class KvsError extends Error {
  readonly code: FailureCode;
  /** As `RaftError` has them. */
  readonly outcome = 'not_applied';
  readonly retryable = false;

  constructor(code: FailureCode, message: string) {
    super(message);
    this.name = 'KvsError';
    this.code = code;
  }
}

/** A newer token was seen under the guard's name: whoever has it holds the lock now. */
export class StaleTokenError extends KvsError {
  /** The one that was refused. */
  readonly token: number;
  /** The newest that was seen. */
  readonly newest: number;

  constructor(message: string, { token, newest }: StaleTokens) {
    super('STALE_TOKEN', message);
    this.name = 'StaleTokenError';
    this.token = token;
    this.newest = newest;
  }
}

export function kvsError({ code, message, tokens }: Failure): KvsError {
  return tokens === undefined ? new KvsError(code, message) : new StaleTokenError(message, tokens);
}
