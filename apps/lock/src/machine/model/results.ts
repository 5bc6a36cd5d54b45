import type { Kind } from './commands.js';
import type { Token } from './ids.js';
import type { QuotaName } from './quotas.js';

export interface Granted {
  readonly type: 'granted';
  readonly token: Token;
}

/** In the queue, at this place: 1 is the next one. */
export interface Queued {
  readonly type: 'queued';
  readonly position: number;
}

/** It was not to wait, and would have had to. */
export interface Busy {
  readonly type: 'busy';
}

/** How a request that once held or waited has ended. */
export type Ending = 'released' | 'cancelled' | 'broken' | 'left' | 'forgotten';

/**
 * This request is over, and no retry revives it. `token` is that of its hold, 0 if it never held. `forgotten`: it is below the floor that
 * its client has named, and what became of it is not known any more.
 */
export interface Ended {
  readonly type: 'ended';
  readonly how: Ending;
  readonly token: number;
}

/** The session does not hold this. */
export interface NotHeld {
  readonly type: 'notHeld';
}

/** There is no such session, or not any more. Nothing was done. */
export interface SessionGone {
  readonly type: 'sessionGone';
}

/** The object is, for as long as it is used, of another kind. */
export interface KindMismatch {
  readonly type: 'kindMismatch';
  readonly kind: Kind;
}

/** The semaphore has so many permits, the barrier so many parties, for as long as it is used. */
export interface SizeMismatch {
  readonly type: 'sizeMismatch';
  readonly size: number;
}

/** The session reads, or waits to: to wait for a write besides would be to wait for itself. */
export interface UpgradeRefused {
  readonly type: 'upgradeRefused';
}

/** The request id, or the session id, stands for something else already. */
export interface Reused {
  readonly type: 'reused';
}

export interface QuotaExceeded {
  readonly type: 'quotaExceeded';
  readonly which: QuotaName | 'namespaces' | 'stakeRequests';
  readonly limit: number;
}

export type OpenResult =
  /** `epoch`: index of the last command that the session's client has sent. */
  { readonly type: 'opened'; readonly epoch: number } | Reused | QuotaExceeded;

export type CloseResult = { readonly type: 'closed' } | SessionGone;

/** `stale`: those that have gone already, have sent a command since, or were named by another leader. */
export interface ExpireResult {
  readonly type: 'expired';
  readonly expired: number;
  readonly stale: number;
}

/** What a request is told for good, where it neither holds nor waits. */
export type Refusal = Busy | KindMismatch | SizeMismatch | UpgradeRefused | QuotaExceeded;

export type AcquireResult = Granted | Queued | Ended | Refusal | SessionGone | Reused;

/** `left`: how many requests still share the hold. */
export interface Released {
  readonly type: 'released';
  readonly token: Token;
  readonly left: number;
}

export interface Cancelled {
  readonly type: 'cancelled';
}

/** `ended`: so it was before, and a repeated release did nothing. */
export type ReleaseResult = Released | Cancelled | Ended | NotHeld | SessionGone | QuotaExceeded;

/** `ended` with `left`: all have left. */
export type LeaveResult = Queued | Ended | NotHeld | Refusal | SessionGone | Reused;

/** `granted`: it came too late, and the hold is there to be used, or released. */
export type CancelResult = Cancelled | Granted | Ended | NotHeld | Refusal | SessionGone;

export type ProclaimResult = { readonly type: 'proclaimed' } | NotHeld | SessionGone | QuotaExceeded;

/** `notHeld`: nothing is held under that token (any more); nothing was done. */
export type BreakResult = { readonly type: 'broken'; readonly holds: number } | NotHeld;

export type SetQuotasResult = { readonly type: 'quotasSet' } | QuotaExceeded;

export type Result =
  | OpenResult
  | CloseResult
  | ExpireResult
  | AcquireResult
  | ReleaseResult
  | LeaveResult
  | CancelResult
  | ProclaimResult
  | BreakResult
  | SetQuotasResult;

/** The result of a command, by its type. */
export interface ResultOf {
  readonly openSession: OpenResult;
  readonly closeSession: CloseResult;
  readonly expireSessions: ExpireResult;
  readonly acquire: AcquireResult;
  readonly release: ReleaseResult;
  readonly releaseToken: ReleaseResult;
  readonly leave: LeaveResult;
  readonly cancel: CancelResult;
  readonly proclaim: ProclaimResult;
  readonly break: BreakResult;
  readonly setQuotas: SetQuotasResult;
}
