import type { Kind, RwMode } from './commands.js';
import type { RequestId, SessionId, Token } from './ids.js';
import type { Quotas } from './quotas.js';
import type { AcquireResult, LeaveResult } from './results.js';

export type Query =
  /** Whether something of the object is held under this token now. */
  | { readonly type: 'check'; readonly namespace: string; readonly name: string; readonly token: Token }
  /** Who leads an election, holds or waits; the first `limit` of each. */
  | { readonly type: 'object'; readonly namespace: string; readonly name: string; readonly limit: number }
  | { readonly type: 'session'; readonly session: SessionId }
  /** What has become of a request. */
  | { readonly type: 'request'; readonly session: SessionId; readonly request: RequestId }
  /** The names behind `after` ('' for all), in their order, at most `limit` of them. */
  | { readonly type: 'objects'; readonly namespace: string; readonly after: string; readonly limit: number }
  /** The sessions behind `after` ('' for all), in the order of their ids, at most `limit` of them. */
  | { readonly type: 'sessions'; readonly namespace: string; readonly after: string; readonly limit: number }
  | { readonly type: 'namespace'; readonly namespace: string };

/** The most that a list in an answer has. */
export const MAX_LIST = 1_000;

export interface SessionInfo {
  readonly session: SessionId;
  readonly namespace: string;
  readonly owner: string;
  readonly ttlMs: number;
  /** Index of the last command that its client has sent. */
  readonly epoch: number;
  /** Requests that are remembered. */
  readonly requests: number;
}

export interface StakeInfo {
  readonly session: SessionId;
  readonly owner: string;
  readonly requests: readonly RequestId[];
  /** Of a hold; 0 where it waits. */
  readonly token: number;
  readonly mode: RwMode | undefined;
  /** 1 where it is no semaphore. */
  readonly weight: number;
  /** Of a candidate or leader. */
  readonly value: Uint8Array | undefined;
  /** At a barrier: it waits for the others to leave. */
  readonly isLeaving: boolean;
}

export interface ObjectInfo {
  readonly name: string;
  readonly kind: Kind;
  /** Permits or parties; 1 of others. */
  readonly size: number;
  readonly holds: number;
  readonly waiters: number;
}

export type Answer =
  /** `newest`: of the present holds; 0 where there is none. */
  | { readonly type: 'checked'; readonly isCurrent: boolean; readonly newest: number }
  | {
      readonly type: 'object';
      readonly object: ObjectInfo | undefined;
      readonly holders: readonly StakeInfo[];
      readonly waiting: readonly StakeInfo[];
    }
  | { readonly type: 'session'; readonly session: SessionInfo | undefined }
  /** `unknown`: never seen by this session, or forgotten. */
  | { readonly type: 'request'; readonly state: AcquireResult | LeaveResult | { readonly type: 'unknown' } }
  | { readonly type: 'objects'; readonly objects: readonly ObjectInfo[]; readonly more: boolean }
  | { readonly type: 'sessions'; readonly sessions: readonly SessionInfo[]; readonly more: boolean }
  | {
      readonly type: 'namespace';
      readonly quotas: Quotas;
      /** Whether these are not the default ones. */
      readonly isOwn: boolean;
      readonly sessions: number;
      readonly objects: number;
      readonly waiters: number;
      readonly requests: number;
    };
