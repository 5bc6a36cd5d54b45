/** A session's time to live, in milliseconds. */
export const MIN_TTL_MS = 100;
export const MAX_TTL_MS = 7 * 24 * 3_600_000;
/** Sessions that one KeepAlive names. */
export const MAX_KEPT_SESSIONS = 1_024;
/** The most that a list in an answer has, and what it has where the request does not say. */
export const MAX_LIST = 1_000;
export const DEFAULT_LIST = 100;
/** Of requests that name none. */
export const DEFAULT_NAMESPACE = 'default';
/** Permits of a semaphore, and what `wait_for` may be (milliseconds): what a `uint32` holds. */
export const MAX_UINT32 = 0xffff_ffff;
/** Parties of a barrier. */
export const MAX_PARTIES = 65_536;
