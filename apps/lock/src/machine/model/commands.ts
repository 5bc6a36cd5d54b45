import type { RequestId, SessionId, Token } from './ids.js';
import type { Quotas } from './quotas.js';

export type RwMode = 'read' | 'write';

/**
 * What a request wants of an object. The kind of an object, and the size of a semaphore or barrier, are those of its first
 * request, and stay while it has holders or waiters.
 */
export type Want =
  | { readonly kind: 'mutex' }
  | { readonly kind: 'rwlock'; readonly mode: RwMode }
  /** `weight` of the `permits` that there are: 1 to `permits`. */
  | { readonly kind: 'semaphore'; readonly permits: number; readonly weight: number }
  /** A mutex that carries a value, which others may observe. */
  | { readonly kind: 'election'; readonly value: Uint8Array }
  /** Granted when `parties` sessions are there, to all of them at once. */
  | { readonly kind: 'barrier'; readonly parties: number };

export type Kind = Want['kind'];

/** What every request of a client names. */
interface Request {
  readonly session: SessionId;
  readonly request: RequestId;
  /**
   * The client will not retry any request below this number: what has become of those need not be remembered. What they hold stays
   * held. 0: nothing said.
   */
  readonly floor: number;
}

/** Opens a session; repeated, it changes nothing. */
export interface OpenSession {
  readonly type: 'openSession';
  readonly session: SessionId;
  readonly namespace: string;
  /** Says to people who this is. */
  readonly owner: string;
  /** After so long without a sign of life, the leader may expire the session (milliseconds). */
  readonly ttlMs: number;
}

/** Ends a session, with all that it holds and waits for. */
export interface CloseSession {
  readonly type: 'closeSession';
  readonly session: SessionId;
}

/**
 * The leader of `term` has had no sign of life of these sessions. One is removed only if the entry is of that term, and the
 * session's client has sent no command since: its epoch is still the one that the leader saw.
 */
export interface ExpireSessions {
  readonly type: 'expireSessions';
  readonly term: number;
  /** Each once, and at most `MAX_EXPIRY_BATCH`. */
  readonly sessions: readonly { readonly session: SessionId; readonly epoch: number }[];
}

/** Acquire, campaign, or enter. */
export interface Acquire extends Request {
  readonly type: 'acquire';
  readonly name: string;
  readonly want: Want;
  /** Whether to join the queue where it cannot be granted at once. */
  readonly wait: boolean;
}

/** Gives back one request: of its hold, its share. A request that still waits is withdrawn. */
export interface Release extends Request {
  readonly type: 'release';
}

/** Gives back all that the session holds of an object under this token. */
export interface ReleaseToken {
  readonly type: 'releaseToken';
  readonly session: SessionId;
  readonly floor: number;
  readonly name: string;
  readonly token: Token;
}

/** Waits at a barrier that the session has entered, until all who entered it with it have left. */
export interface Leave extends Request {
  readonly type: 'leave';
  readonly name: string;
}

/** Withdraws a request that waits; one that is granted stays granted. */
export interface Cancel extends Request {
  readonly type: 'cancel';
}

/** The leader of an election sets another value. */
export interface Proclaim {
  readonly type: 'proclaim';
  readonly session: SessionId;
  readonly name: string;
  readonly token: Token;
  readonly value: Uint8Array;
}

/** An administrator takes away what is held under this token, whoever holds it. */
export interface Break {
  readonly type: 'break';
  readonly namespace: string;
  readonly name: string;
  readonly token: Token;
}

/** Gives a namespace quotas of its own, for what is to come; undefined: the default ones again. */
export interface SetQuotas {
  readonly type: 'setQuotas';
  readonly namespace: string;
  readonly quotas: Quotas | undefined;
}

export type Command =
  | OpenSession
  | CloseSession
  | ExpireSessions
  | Acquire
  | Release
  | ReleaseToken
  | Leave
  | Cancel
  | Proclaim
  | Break
  | SetQuotas;
