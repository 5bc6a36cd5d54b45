import { RaftError, type ErrorCode } from '@lolraft/raft-core';
import { check } from './checks.js';

/** Fails unless the promise rejects with a `RaftError` of this code. */
export async function refused(promise: Promise<unknown>, code: ErrorCode, what: string): Promise<void> {
  const error = await promise.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  check(error !== undefined, `${what}: expected ${code}, but it succeeded`);
  check(error instanceof Error, `${what}: expected ${code}, got what is no Error`);
  check(error instanceof RaftError && error.code === code, `${what}: expected ${code}, got ${error.stack ?? ''}`);
  check(error.message.length > 0, `${what}: an error without a message`);
}
