import { encodeMessage, kindNumber, type LockErrorCode, proto } from '@lolraft/lock-client';
import { AppError, type Outcome } from '@lolraft/raft-core';
import type { Result } from '../../machine/index.js';

/** What the machine refuses, by the types of its results. */
export type Refused = Extract<
  Result,
  {
    readonly type:
      | 'sessionGone'
      | 'notHeld'
      | 'kindMismatch'
      | 'sizeMismatch'
      | 'upgradeRefused'
      | 'reused'
      | 'quotaExceeded'
      | 'ended';
  }
>;

function lockError(
  code: LockErrorCode,
  message: string,
  details: proto.ErrorDetails.$Properties = {},
  outcome: Outcome = 'not_applied',
): AppError {
  return new AppError(code, message, { outcome, details: encodeMessage(proto.ErrorDetails, details) });
}

/** What the caller is told: an error of the lock service, which no repetition changes. */
export function refusal(result: Refused): AppError {
  switch (result.type) {
    case 'sessionGone':
      // Of earlier attempts nobody knows any more.
      return lockError('SESSION_GONE', 'there is no such session, or not any more', {}, 'unknown');
    case 'notHeld':
      return lockError('NOT_HELD', 'this is not held');
    case 'kindMismatch':
      return lockError('KIND_MISMATCH', `as long as it is used, this is a ${result.kind}`, {
        kind: kindNumber(result.kind),
      });
    case 'sizeMismatch':
      return lockError('SIZE_MISMATCH', `as long as it is used, its size is ${result.size}`, { size: result.size });
    case 'upgradeRefused':
      return lockError('UPGRADE_REFUSED', 'the session reads already: release that before you write');
    case 'reused':
      return lockError('REUSED', 'this number, or id, stands for something else already');
    case 'quotaExceeded':
      return lockError('QUOTA_EXCEEDED', `the quota of ${result.limit} ${result.which} is reached`, {
        quota: result.which,
        limit: result.limit,
      });
    case 'ended': {
      const { how, token } = result;
      // One that was withdrawn in the queue has had no effect.
      const outcome = how === 'cancelled' && token === 0 ? 'not_applied' : 'unknown';
      return lockError('ENDED', `this request is over: ${how}`, { ending: how, token }, outcome);
    }
  }
}
