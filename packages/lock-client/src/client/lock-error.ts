import { decodeMessage } from '@lolraft/proto-kit';
import { AppError, type Outcome } from '@lolraft/raft-core';
import { proto } from '../codec/generated.js';
import { kindOf } from '../model/kinds.js';
import type { LockErrorCode as ServiceCode } from '../protocol/errors.js';
import type { KindName } from '../protocol/kinds.js';

/** What the service says, and what the client finds out by itself. */
export type LockFailureCode = ServiceCode | 'NOT_ACQUIRED' | 'LOCK_LOST';

export interface LockErrorTerms {
  readonly outcome?: Outcome;
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

/** The lock service has refused, or something that was held is not any more. Other failures are `RaftError`s. */
export class LockError extends Error {
  readonly code: LockFailureCode;
  /** As `RaftError` has them. */
  readonly outcome: Outcome;
  readonly retryable: boolean;

  constructor(
    code: LockFailureCode,
    message: string,
    { outcome = 'not_applied', retryable = false, cause }: LockErrorTerms = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.outcome = outcome;
    this.retryable = retryable;
  }
}

/**
 * The session is over, or has to be taken for that: nobody has heard from the cluster for as long as it lives. What it held is not
 * held any more. Another session can begin.
 */
export class SessionExpiredError extends LockError {
  constructor(message: string, cause?: unknown) {
    super('SESSION_GONE', message, { retryable: true, cause });
  }
}

/** It was not to be had at once, or not in the time that was given; nothing is held, and nothing waits. */
export class NotAcquiredError extends LockError {
  constructor(name: string, message = `${name} is held by others`) {
    super('NOT_ACQUIRED', message, { retryable: true });
  }
}

/** The session does not hold this, or nobody holds it under this token. */
export class NotHeldError extends LockError {
  constructor(message: string, terms?: LockErrorTerms) {
    super('NOT_HELD', message, terms);
  }
}

/** The object is in use, and is of another kind. */
export class KindMismatchError extends LockError {
  readonly kind: KindName;

  constructor(message: string, kind: KindName, terms?: LockErrorTerms) {
    super('KIND_MISMATCH', message, { ...terms, retryable: true });
    this.kind = kind;
  }
}

/** The semaphore is in use, and has so many permits; or the barrier, and has so many parties. */
export class SizeMismatchError extends LockError {
  readonly size: number;

  constructor(message: string, size: number, terms?: LockErrorTerms) {
    super('SIZE_MISMATCH', message, { ...terms, retryable: true });
    this.size = size;
  }
}

/** The session reads, and would wait for itself if it were to wait for a write. */
export class UpgradeRefusedError extends LockError {
  constructor(message: string, terms?: LockErrorTerms) {
    super('UPGRADE_REFUSED', message, terms);
  }
}

/** The id of a session or request stands for something else already. */
export class RequestReusedError extends LockError {
  constructor(message: string, terms?: LockErrorTerms) {
    super('REUSED', message, terms);
  }
}

/** A quota of the namespace is used up, such as `sessions`. */
export class QuotaExceededError extends LockError {
  readonly quota: string;
  readonly limit: number;

  constructor(message: string, quota: string, limit: number, terms?: LockErrorTerms) {
    super('QUOTA_EXCEEDED', message, { ...terms, retryable: true });
    this.quota = quota;
    this.limit = limit;
  }
}

/** The request is over: what it held was broken by an administrator, or given back, before its caller was told of it. */
export class RequestEndedError extends LockError {
  /** Such as `broken`. */
  readonly ending: string;

  constructor(message: string, ending: string, terms?: LockErrorTerms) {
    super('ENDED', message, { ...terms, retryable: true });
    this.ending = ending;
  }
}

/**
 * Why something is not held any more: its `expired` session is over, or nobody knows that it is not; an administrator has `broken` it;
 * its own holder has `released` it; or its session or client was `closed`.
 */
export type LossCause = 'expired' | 'broken' | 'released' | 'closed';

/** What was held is not any more, or nobody can be sure of it. It is the reason of `Lock.signal`. */
export class LockLostError extends LockError {
  readonly lock: string;
  readonly token: number;
  readonly why: LossCause;

  constructor(lock: string, token: number, why: LossCause, cause?: unknown) {
    super('LOCK_LOST', `${lock} is not held any more: ${EXPLANATIONS[why]}`, {
      outcome: 'unknown',
      retryable: true,
      cause,
    });
    this.lock = lock;
    this.token = token;
    this.why = why;
  }
}

const EXPLANATIONS: Readonly<Record<LossCause, string>> = {
  expired: 'its session has expired, or may have',
  broken: 'an administrator has broken it',
  released: 'it was released',
  closed: 'its session was closed',
};

/** What a service says on purpose, as one of the classes here; everything else as it is. */
export function asLockError(error: unknown): unknown {
  if (!(error instanceof AppError)) return error;
  const { appCode, message, details: bytes } = error;
  const details = decodeMessage('details of an error', proto.ErrorDetails, bytes);
  const terms = { outcome: error.outcome, cause: error };
  switch (appCode) {
    case 'SESSION_GONE':
      return new SessionExpiredError(message, error);
    case 'NOT_HELD':
      return new NotHeldError(message, terms);
    case 'KIND_MISMATCH':
      return new KindMismatchError(message, kindOf(details.kind), terms);
    case 'SIZE_MISMATCH':
      return new SizeMismatchError(message, details.size, terms);
    case 'UPGRADE_REFUSED':
      return new UpgradeRefusedError(message, terms);
    case 'REUSED':
      return new RequestReusedError(message, terms);
    case 'QUOTA_EXCEEDED':
      return new QuotaExceededError(message, details.quota, details.limit, terms);
    case 'ENDED':
      return new RequestEndedError(message, details.ending, terms);
    default:
      return error;
  }
}
