import { RaftError, type ErrorCode } from '@lolraft/raft-core';

/** The error that a promise rejects with. @throws where it does not, or where it is no `RaftError` of this code, with a message. */
export async function refusal(promise: Promise<unknown>, code: ErrorCode, what = 'a call'): Promise<RaftError> {
  const error = await promise.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (error === undefined) throw new Error(`${what}: expected ${code}, but it succeeded`);
  if (!(error instanceof Error)) throw new Error(`${what}: expected ${code}, got what is no Error`);
  if (!(error instanceof RaftError) || error.code !== code)
    throw new Error(`${what}: expected ${code}, got ${error.stack ?? ''}`);
  if (error.message.length === 0) throw new Error(`${what}: an error without a message`);
  return error;
}
