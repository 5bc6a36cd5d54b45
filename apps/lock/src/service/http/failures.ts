import { kindName, lockErrorCode, lockErrorDetails, type LockErrorCode } from '@lolraft/lock-client';
import { AppError, type ErrorCode, type LeaderHint, NotLeaderError, RaftError } from '@lolraft/raft-core';
import { json, type LockHttpAnswer, type LockHttpRequest } from './route.js';

const STATUS: Partial<Readonly<Record<ErrorCode, number>>> = {
  INVALID_ARGUMENT: 400,
  ENTRY_TOO_LARGE: 413,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_LEADER: 503,
  OVERLOADED: 503,
  STORAGE_FULL: 507,
  DEADLINE_EXCEEDED: 504,
};

const LOCK_STATUS: Readonly<Record<LockErrorCode, number>> = {
  SESSION_GONE: 410,
  NOT_HELD: 409,
  KIND_MISMATCH: 409,
  SIZE_MISMATCH: 409,
  UPGRADE_REFUSED: 409,
  REUSED: 409,
  QUOTA_EXCEEDED: 429,
  ENDED: 409,
};

export type LeaderUrl = (leader: LeaderHint) => string | undefined;

/**
 * An error as JSON: `code`, `message`, `outcome` and `retryable`, the lock service's own with `details`. A node that does not lead sends the
 * caller to the leader's HTTP address, where that is known.
 */
export function failure(error: unknown, { path, query }: LockHttpRequest, leaderUrl: LeaderUrl): LockHttpAnswer {
  if (!(error instanceof RaftError)) throw error;
  const { message, outcome, retryable } = error;
  if (error instanceof NotLeaderError) {
    const { leader } = error;
    const url = leader === undefined ? undefined : leaderUrl(leader);
    const body = { code: error.code, message, outcome, retryable, leader };
    if (url === undefined) return json(503, body, { 'retry-after': '1' });
    const question = query.size === 0 ? '' : `?${query.toString()}`;
    return json(307, body, { location: `${url.replace(/\/$/, '')}${encodedPath(path)}${question}` });
  }
  const own = lockErrorCode(error);
  if (own !== undefined && error instanceof AppError)
    return json(LOCK_STATUS[own], { code: own, message, outcome, retryable, details: detailsOf(error) });
  const status = STATUS[error.code] ?? (retryable ? 503 : 500);
  const isOurs = status === 500;
  return json(
    status,
    { code: error.code, message: isOurs ? 'an internal error: see the log of the node' : message, outcome, retryable },
    status === 503 ? { 'retry-after': '1' } : {},
  );
}

/** Servers give the path as it was sent, or decoded: nothing in it may end a header. */
function encodedPath(path: string): string {
  return path.replace(/[^A-Za-z0-9\-._~!$&'()*+,;=:@/%]/gu, (one) => encodeURIComponent(one));
}

function detailsOf(error: AppError): Record<string, unknown> {
  const { kind = 0, size, quota, limit, ending, token } = lockErrorDetails(error) ?? {};
  const all = { kind: kindName(kind), size, quota, limit, ending, token };
  return Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== undefined && value !== 0 && value !== ''),
  );
}
