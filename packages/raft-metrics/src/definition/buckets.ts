/** Seconds. A disk of any kind, from memory to one that hangs. */
export const DISK_SECONDS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** Seconds. What a caller waits for: within a rack, between continents, through an election. */
export const CALL_SECONDS = [0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Seconds. The work of an app on one batch, which holds the event loop where it is synchronous. */
export const APPLY_SECONDS = [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1];

/** Seconds. Whole states. */
export const SNAPSHOT_SECONDS = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900];

/** Entries of a batch. */
export const BATCH_ENTRIES = [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096];

/** Bytes of a batch, 64 B to 16 MiB. */
export const BATCH_BYTES = [64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216];
