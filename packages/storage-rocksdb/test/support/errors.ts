import { RaftError, type ErrorCode } from '@lolraft/raft-core';
import { expect } from 'chai';

/** The error that a promise rejects with; fails where it is no `RaftError` of this code. */
export async function refusal(promise: Promise<unknown>, code: ErrorCode): Promise<RaftError> {
  const error = await promise.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error, String(error)).to.be.instanceOf(RaftError);
  expect((error as RaftError).code, String(error)).to.equal(code);
  return error as RaftError;
}
