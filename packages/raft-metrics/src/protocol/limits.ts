/** Milliseconds between two samples of a stream. */
export const MIN_INTERVAL = 100;
export const MAX_INTERVAL = 3_600_000;
/** Where the request does not say. */
export const DEFAULT_INTERVAL = 1_000;
/** Of a filter. */
export const MAX_PREFIXES = 64;
export const MAX_GROUPS = 64;
/** Characters of a prefix. */
export const MAX_PREFIX = 128;
/** Series of one sample, over all its metrics: some hundred kilobytes, made in one go. */
export const MAX_SERIES = 16_384;
