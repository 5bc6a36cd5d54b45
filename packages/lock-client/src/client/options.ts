import { InvalidArgumentError } from '@lolraft/raft-core';
import type { RaftClientOptions } from '@lolraft/raft-client';
import { DEFAULT_NAMESPACE, MAX_TTL_MS, MIN_TTL_MS } from '../protocol/limits.js';
import type { Session } from './client-session.js';

/** Of a session. */
export interface SessionOptions {
  /**
   * Milliseconds that it lives without a sign of life: after so long, what a client held that has died is free. Shorter than the cluster
   * takes to find another leader, and it is lost with each leader.
   */
  readonly ttl?: number;
  /** Says to people who this is. */
  readonly owner?: string;
  readonly namespace?: string;
}

/** Those of `RaftClient`, and what sessions have that say nothing else: `ttl` 10,000, no `owner`, namespace `default`. */
export type LockClientOptions = Omit<RaftClientOptions, 'session'> & SessionOptions;

/** Where something is acquired: in a session, or in that which the client has for this time to live and namespace. */
export interface InSession {
  readonly session?: Session;
  readonly ttl?: number;
  readonly namespace?: string;
}

export interface AcquireOptions extends InSession {
  /** Ends the wait. What was asked for is then withdrawn in the background, also if it was granted meanwhile. */
  readonly signal?: AbortSignal;
  /** Milliseconds to wait in the queue; 0: not at all; by default as long as it takes. To reach the cluster may take its `timeout` besides. */
  readonly wait?: number;
}

export interface SemaphoreOptions extends AcquireOptions {
  /** How many there are; the same for all who use it. */
  readonly permits: number;
  /** How many of them to take: 1. */
  readonly weight?: number;
}

export interface CampaignOptions extends AcquireOptions {
  /** What those who observe are told of the leader. */
  readonly value?: Uint8Array | string;
}

export interface BarrierOptions extends InSession {
  readonly parties: number;
}

export interface CheckedSession {
  readonly ttl: number;
  readonly owner: string;
  readonly namespace: string;
}

/** @throws {InvalidArgumentError} */
export function checkedSession(options: SessionOptions, defaults: CheckedSession): CheckedSession {
  const { ttl = defaults.ttl, owner = defaults.owner, namespace = defaults.namespace } = options;
  if (!Number.isSafeInteger(ttl) || ttl < MIN_TTL_MS || ttl > MAX_TTL_MS)
    throw new InvalidArgumentError(`ttl must be ${MIN_TTL_MS} to ${MAX_TTL_MS} whole milliseconds, not ${ttl}`);
  return { ttl, owner, namespace };
}

export const DEFAULT_SESSION: CheckedSession = { ttl: 10_000, owner: '', namespace: DEFAULT_NAMESPACE };

/** @throws {InvalidArgumentError} */
export function checkWait(wait: number | undefined): void {
  if (wait !== undefined && !(wait >= 0))
    throw new InvalidArgumentError(`wait must be 0 or more milliseconds, not ${wait}`);
}
