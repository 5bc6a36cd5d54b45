import type { Failure, FailureCode, StaleTokens } from '@lolraft/kvs-client';

/** Ends a request with an answer that says why; whoever catches it takes back what was changed. */
export class Refusal extends Error {
  readonly failure: Failure;

  constructor(code: FailureCode, message: string, tokens?: StaleTokens) {
    super(message);
    this.name = 'Refusal';
    this.failure = { type: 'failure', code, message, ...(tokens && { tokens }) };
  }
}
