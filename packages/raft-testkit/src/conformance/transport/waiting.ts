import { check } from '../checks.js';

/** The error that a promise is rejected with. */
export async function rejection(what: string, promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    check(error instanceof Error, `${what}: it was rejected with what is no Error`);
    return error;
  }
  throw new Error(`${what}: it was not rejected`);
}

/** For a promise that is awaited only later: if it fails before, it is not an unhandled rejection. */
export function later<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
