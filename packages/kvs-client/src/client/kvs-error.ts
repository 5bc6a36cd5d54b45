import type { FailureCode } from '../model/responses.js';

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
