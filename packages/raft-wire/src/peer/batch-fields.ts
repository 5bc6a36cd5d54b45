/** Field number of `PeerBatch.messages`. */
export const MESSAGES = 1;

/** Most messages of one batch. */
export const MAX_BATCH_MESSAGES = 65_536;
