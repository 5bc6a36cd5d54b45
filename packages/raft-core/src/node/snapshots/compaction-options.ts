import type { Trailing } from '../../consensus/effects.js';
import { InvalidArgumentError } from '../../model/errors.js';
import { checkSettings, type SettingDefinitions } from '../../model/setting-definition.js';

/** When a group takes snapshots, and what it keeps. Times are milliseconds, sizes bytes; `Infinity` switches a bound off. */
export interface CompactionOptions {
  /** How a snapshot is made where the app offers both ways. */
  readonly method: 'copy' | 'fold';
  /** A snapshot is due once the log has grown by so many entries since the last one... */
  readonly entries: number;
  /** ...or by so many bytes... */
  readonly bytes: number;
  /** ...but not before it has grown by this share of the last snapshot's size: large states are written more seldom. */
  readonly growth: number;
  /** A snapshot is due after so long, where anything was applied since the last one. */
  readonly interval: number;
  /** Entries that stay in the log behind a snapshot, for followers that are a little behind; bounded by `trailingBytes` too. */
  readonly trailingEntries: number;
  readonly trailingBytes: number;
  /** What stays in the log at most while a follower fetches a snapshot, so that it finds what comes after. */
  readonly fetchingBytes: number;
  /** Snapshots that are kept, the newest included. */
  readonly keep: number;
  /** After a failure the next try comes after this, twice this, ... */
  readonly retryMin: number;
  /** ...and at most this. */
  readonly retryMax: number;
  /** How long an older snapshot stays for a follower that was offered it and says nothing. */
  readonly pinLimit: number;
  /** Bytes in a second at which this node fetches a snapshot from another. */
  readonly fetchRate: number;
}

const MIB = 1024 * 1024;

export const DEFAULT_COMPACTION: CompactionOptions = {
  method: 'copy',
  entries: 1_000_000,
  bytes: 64 * MIB,
  growth: 1,
  interval: Infinity,
  trailingEntries: 10_000,
  trailingBytes: 16 * MIB,
  fetchingBytes: 512 * MIB,
  keep: 1,
  retryMin: 1_000,
  retryMax: 300_000,
  pinLimit: 60_000,
  fetchRate: Infinity,
};

const { POSITIVE_INFINITY: ANY } = Number;

export const COMPACTION: SettingDefinitions<CompactionOptions> = {
  method: { kind: 'choice', choices: ['copy', 'fold'] },
  entries: { kind: 'number', unit: 'entries', min: 1, max: ANY },
  bytes: { kind: 'number', unit: 'bytes', min: 1, max: ANY },
  growth: { kind: 'number', unit: 'factor', min: 0, max: ANY },
  interval: { kind: 'number', unit: 'ms', min: 1, max: ANY },
  trailingEntries: { kind: 'number', unit: 'entries', min: 0, max: ANY },
  trailingBytes: { kind: 'number', unit: 'bytes', min: 0, max: ANY },
  fetchingBytes: { kind: 'number', unit: 'bytes', min: 0, max: ANY },
  keep: { kind: 'number', unit: 'snapshots', min: 1, max: ANY },
  retryMin: { kind: 'number', unit: 'ms', min: 1, max: ANY },
  retryMax: { kind: 'number', unit: 'ms', min: 0, max: ANY },
  pinLimit: { kind: 'number', unit: 'ms', min: 0, max: ANY },
  fetchRate: { kind: 'number', unit: 'bytes/s', min: 1, max: ANY },
};

/** Fills in what is not given from `base`. @throws {InvalidArgumentError} */
export function compactionOptions(
  given: Partial<CompactionOptions> = {},
  base: CompactionOptions = DEFAULT_COMPACTION,
): CompactionOptions {
  const options = { ...base, ...given };
  checkSettings(COMPACTION, options);
  if (options.retryMax < options.retryMin) throw new InvalidArgumentError('retryMax must not be below retryMin');
  return options;
}

export function trailingOf(options: CompactionOptions): Trailing {
  return {
    entries: options.trailingEntries,
    bytes: options.trailingBytes,
    fetchingBytes: options.fetchingBytes,
  };
}
