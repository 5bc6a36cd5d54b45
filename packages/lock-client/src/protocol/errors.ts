import { decodeMessage } from '@lolraft/proto-kit';
import { AppError } from '@lolraft/raft-core';
import { proto } from '../codec/generated.js';

/** What the lock service itself says, as the code of an `AppError`. Only ever add to it. */
export const LOCK_ERROR_CODES = [
  /** There is no such session, or not any more. */
  'SESSION_GONE',
  /** The session does not hold this; or nothing is held under this token. */
  'NOT_HELD',
  /** The object is of another kind (`kind` of the details) while it has holders or waiters. */
  'KIND_MISMATCH',
  /** The semaphore has so many permits, the barrier so many parties (`size`), while it has holders or waiters. */
  'SIZE_MISMATCH',
  /** The session reads, or waits to: to wait for a write besides would be to wait for itself. */
  'UPGRADE_REFUSED',
  /** The request's number, or the session's id, stands for something else already. */
  'REUSED',
  /** `quota` and `limit` say which. */
  'QUOTA_EXCEEDED',
  /** The request is over, for good: `ending` says how, and `token` what it held under. */
  'ENDED',
] as const;

export type LockErrorCode = (typeof LOCK_ERROR_CODES)[number];

/** How a request ended, in `ErrorDetails.ending`. */
export type RequestEnding = 'released' | 'cancelled' | 'broken' | 'left' | 'forgotten';

/** The code that an error of the lock service has; undefined where it is another error. */
export function lockErrorCode(error: unknown): LockErrorCode | undefined {
  return error instanceof AppError ? LOCK_ERROR_CODES.find((code) => code === error.appCode) : undefined;
}

/** The details of an error of the lock service; undefined where they are not in their form. */
export function lockErrorDetails(error: AppError): proto.ErrorDetails | undefined {
  try {
    return decodeMessage('the details of an error', proto.ErrorDetails, error.details);
  } catch {
    return undefined;
  }
}
