/** How much the clients of one namespace may make the cluster remember. Sizes are bytes of UTF-8. */
export interface Quotas {
  /** Open sessions. */
  readonly sessions: number;
  /** Objects that have holders or waiters. */
  readonly objects: number;
  /** Places in queues, over all objects. */
  readonly waiters: number;
  /** Requests that are remembered, over all sessions: those that hold or wait, and those that are over but may be retried. */
  readonly requests: number;
  /** The same, of one session. */
  readonly sessionRequests: number;
  readonly nameBytes: number;
  /** Of what a candidate proclaims. */
  readonly valueBytes: number;
  /** Of the label that says who a session is. */
  readonly ownerBytes: number;
}

export type QuotaName = keyof Quotas;

export const DEFAULT_QUOTAS: Quotas = {
  sessions: 20_000,
  objects: 100_000,
  waiters: 100_000,
  requests: 400_000,
  sessionRequests: 1_024,
  nameBytes: 256,
  valueBytes: 1_024,
  ownerBytes: 256,
};

/** What no quota exceeds. */
export const MAX_QUOTAS: Quotas = {
  sessions: 1_000_000,
  objects: 10_000_000,
  waiters: 10_000_000,
  requests: 10_000_000,
  sessionRequests: 65_536,
  nameBytes: 4_096,
  valueBytes: 32_768,
  ownerBytes: 4_096,
};

/** In the order in which they are written. */
export const QUOTA_NAMES = Object.keys(DEFAULT_QUOTAS) as readonly QuotaName[];

/** Namespaces that have sessions, or quotas of their own. */
export const MAX_NAMESPACES = 1_024;
/** Requests that share one hold, or one place in a queue. */
export const MAX_STAKE_REQUESTS = 64;
/** Sessions that one command expires. */
export const MAX_EXPIRY_BATCH = 256;
/** Permits of a semaphore. */
export const MAX_PERMITS = 0xffff_ffff;
/** Parties of a barrier. */
export const MAX_PARTIES = 65_536;
/** A session's time to live (milliseconds). */
export const MIN_TTL_MS = 100;
export const MAX_TTL_MS = 7 * 24 * 3_600_000;
