import type { FailureCode } from '../model/responses.js';

/** The store has refused: nothing was changed. */
export class KvsError extends Error {
  readonly code: FailureCode;
  constructor(code: FailureCode, message: string) {
    super(message);
    this.name = 'KvsError';
    this.code = code;
  }
}
