import type { Kind, Want } from '../model/commands.js';
import type { RequestId, SessionId } from '../model/ids.js';
import type { Quotas } from '../model/quotas.js';
import type { Result } from '../model/results.js';

// Records are never changed, only replaced: views of earlier moments share them.

/** Exists while it has sessions, or quotas of its own. */
export interface Namespace {
  readonly name: string;
  /** Undefined: the default ones. */
  readonly quotas: Quotas | undefined;
  readonly sessions: number;
  readonly objects: number;
  readonly waiters: number;
  readonly requests: number;
}

export interface Session {
  readonly id: SessionId;
  /** Index at which it was opened: its name within the trees. */
  readonly no: number;
  readonly namespace: string;
  readonly owner: string;
  readonly ttlMs: number;
  /** Index of the last command that its client has sent. */
  readonly epoch: number;
  /** Requests below are not retried. */
  readonly floor: number;
  /** Claims that are kept. */
  readonly requests: number;
}

/** Exists while it has holders or waiters. */
export interface LockObject {
  /** Index at which it came to be: its name within the trees. */
  readonly no: number;
  readonly namespace: string;
  readonly name: string;
  readonly kind: Kind;
  /** Permits of a semaphore, parties of a barrier; else 1. */
  readonly size: number;
  readonly holds: number;
  /** Sum of the holders' weights; see `weightOf`. */
  readonly used: number;
  readonly waiters: number;
  /** Holds of a barrier that wait to leave. */
  readonly leaving: number;
}

/**
 * A hold of an object, or a place in its queue. A session has one of each object, which its requests share, except of semaphores, where each
 * request has its own; and except where it leaves a barrier and waits to enter again.
 */
export interface Stake {
  /** Index at which it came to be: its name within the trees, and its place in the queue. */
  readonly no: number;
  /** `objectKey` of the object. */
  readonly object: string;
  readonly objectNo: number;
  readonly session: SessionId;
  readonly sessionNo: number;
  readonly want: Want;
  /** 0 while it waits. */
  readonly token: number;
  /** At least one. */
  readonly requests: readonly RequestId[];
  /** Requests that wait to leave the barrier. */
  readonly leaves: readonly RequestId[];
}

/** What is remembered of a request. */
export type Claim =
  /** It is one of the requests, or leaves, of a stake. */
  | { readonly type: 'live'; readonly stake: number }
  /** It is over, and a retry gets the same answer. */
  | { readonly type: 'settled'; readonly result: Result };

/** How much of an object's size a hold takes. */
export function weightOf(want: Want): number {
  switch (want.kind) {
    case 'semaphore':
      return want.weight;
    case 'rwlock':
      return want.mode === 'write' ? 1 : 0;
    case 'mutex':
    case 'election':
      return 1;
    case 'barrier':
      return 0;
  }
}

/** The size of an object whose first request this is. */
export function sizeOfObject(want: Want): number {
  return want.kind === 'semaphore' ? want.permits : want.kind === 'barrier' ? want.parties : 1;
}
