// Milliseconds.
export const DEFAULT_DRAIN_TIMEOUT = 2_000;
export const DEFAULT_SHUTDOWN_TIMEOUT = 20_000;
export const DEFAULT_JOIN_TIMEOUT = 60_000;
