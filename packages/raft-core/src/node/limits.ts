import { checkSettings, FINITE, type SettingDefinitions } from '../model/setting-definition.js';

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

export const LIMITS: SettingDefinitions<HostLimits> = {
  maxEntryBytes: { kind: 'number', unit: 'bytes', min: 1, max: MAX_ENTRY_BYTES, whole: true },
  maxPendingWrites: { kind: 'number', unit: 'calls', min: 1, max: FINITE, whole: true },
  maxPendingWriteBytes: { kind: 'number', unit: 'bytes', min: 1, max: FINITE, whole: true },
  maxPendingReads: { kind: 'number', unit: 'calls', min: 1, max: FINITE, whole: true },
  maxApplyBytes: { kind: 'number', unit: 'bytes', min: 1, max: FINITE, whole: true },
  maxApplyLag: { kind: 'number', unit: 'entries', min: 1, max: FINITE, whole: true },
  maxApplyLagBytes: { kind: 'number', unit: 'bytes', min: 1, max: FINITE, whole: true },
  maxReadBytes: { kind: 'number', unit: 'bytes', min: 1, max: FINITE, whole: true },
  readTimeout: { kind: 'number', unit: 'ms', min: 1, max: FINITE, whole: true },
  maxFetches: { kind: 'number', unit: 'snapshots', min: 1, max: FINITE, whole: true },
};

/** Fills in what is not given from `base`. @throws {InvalidArgumentError} */
export function hostLimits(given: Partial<HostLimits> = {}, base: HostLimits = DEFAULT_HOST_LIMITS): HostLimits {
  const limits = { ...base, ...given };
  checkSettings(LIMITS, limits);
  return limits;
}
