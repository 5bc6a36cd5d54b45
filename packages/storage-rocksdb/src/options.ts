import { InvalidArgumentError } from '@lolraft/raft-core';

const MIB = 1024 * 1024;

export interface RocksStorageOptions {
  /** Formats a directory that is empty or missing. Otherwise that is a `StorageFormatError`. Default true. */
  readonly create?: boolean;
  /**
   * Bytes of the disk that are left free: with less, writes with entries are refused with `StorageFullError`, while
   * compaction goes on. At least a few times `writeBufferBytes`. Default 256 MiB.
   */
  readonly reserveBytes?: number;
  /**
   * Bytes that RocksDB gathers in memory before it writes a table. It holds up to two such buffers, its write-ahead logs
   * hold the same bytes, and opening after a crash replays them. Default 32 MiB.
   */
  readonly writeBufferBytes?: number;
  /**
   * Milliseconds after a write until the lower bound of its log is raised. A log that lost entries above its bound cannot
   * be told from one that never had them. Default 1000.
   */
  readonly boundIntervalMs?: number;
}

/** @throws {InvalidArgumentError} */
export function checkOptions(options: RocksStorageOptions): Required<RocksStorageOptions> {
  return {
    create: options.create ?? true,
    reserveBytes: within('reserveBytes', options.reserveBytes ?? 256 * MIB, 0, Number.MAX_SAFE_INTEGER),
    writeBufferBytes: within('writeBufferBytes', options.writeBufferBytes ?? 32 * MIB, MIB, 1024 * MIB),
    boundIntervalMs: within('boundIntervalMs', options.boundIntervalMs ?? 1000, 1, 3_600_000),
  };
}

function within(name: string, value: number, low: number, high: number): number {
  if (Number.isSafeInteger(value) && value >= low && value <= high) return value;
  throw new InvalidArgumentError(`${name} is ${value}: expected a whole number from ${low} to ${high}`);
}
