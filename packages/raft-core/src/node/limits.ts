import { InvalidArgumentError } from '../model/errors.js';

/** Bounds of a host's queues (rule 18). Over a bound a caller gets `OverloadedError`, at once. */
export interface HostLimits {
  /** Largest command, in bytes. */
  readonly maxEntryBytes: number;
  /** Writes of one group that are not settled yet. */
  readonly maxPendingWrites: number;
  readonly maxPendingWriteBytes: number;
  /** Reads of one group that are not settled yet. */
  readonly maxPendingReads: number;
  /** Entries handed to `apply` at once, in bytes. */
  readonly maxApplyBytes: number;
  /**
   * Entries that are committed and not applied here, beyond which this node, where it leads, takes no further writes: an app that
   * cannot keep up must not be left behind without end.
   */
  readonly maxApplyLag: number;
  /** The same in bytes, to within some ten thousand. */
  readonly maxApplyLagBytes: number;
  /** Entries read from storage at once, in bytes. */
  readonly maxReadBytes: number;
  /** How long a read may wait for an index to be applied where the caller names no time, in milliseconds. */
  readonly readTimeout: number;
  /** Snapshots of other nodes that are fetched at once, over all groups. */
  readonly maxFetches: number;
}

export const DEFAULT_HOST_LIMITS: HostLimits = {
  maxEntryBytes: 2 * 1024 * 1024,
  maxPendingWrites: 16_384,
  maxPendingWriteBytes: 64 * 1024 * 1024,
  maxPendingReads: 16_384,
  maxApplyBytes: 1024 * 1024,
  maxApplyLag: 65_536,
  maxApplyLagBytes: 64 * 1024 * 1024,
  maxReadBytes: 1024 * 1024,
  readTimeout: 5_000,
  maxFetches: 2,
};

/** No entry may be larger than this, whatever is configured: it has to pass every frame, disk and peer. */
export const MAX_ENTRY_BYTES = 33 * 1024 * 1024;

/** @throws {InvalidArgumentError} */
export function hostLimits(given: Partial<HostLimits> = {}): HostLimits {
  const limits = { ...DEFAULT_HOST_LIMITS, ...given };
  for (const [name, value] of Object.entries(limits)) {
    if (!Number.isSafeInteger(value) || value < 1)
      throw new InvalidArgumentError(`${name} must be a positive integer, not ${String(value)}`);
  }
  if (limits.maxEntryBytes > MAX_ENTRY_BYTES)
    throw new InvalidArgumentError(`maxEntryBytes must be at most ${MAX_ENTRY_BYTES}`);
  return limits;
}
