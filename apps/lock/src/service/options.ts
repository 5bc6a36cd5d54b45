import type { KeeperOptions } from './sessions/keeper-options.js';

export interface LockServiceOptions {
  /** Requests that are waited for at once at this node; over it, one that may have to wait is refused as overloaded. */
  readonly maxWaiting: number;
  /** Watches at once at this node. */
  readonly maxWatches: number;
  /** Events that wait for the reader of one watch; over it, the reader gets the state instead. */
  readonly maxWatchEvents: number;
  /** Calls that do not wait, at once. */
  readonly maxCalls: number;
  readonly sessions: Partial<KeeperOptions>;
}

export const DEFAULT_LOCK_SERVICE_OPTIONS: LockServiceOptions = {
  maxWaiting: 100_000,
  maxWatches: 10_000,
  maxWatchEvents: 256,
  maxCalls: 16_384,
  sessions: {},
};
