import { InvalidArgumentError } from '@lolraft/raft-core';

/** Bounds of one connection, all of them in bytes but the last. */
export interface BridgeLimits {
  /** Largest frame, without its length: a command, query, answer or response has to fit into one. */
  readonly maxFrameBytes: number;
  /** What a sender of a stream may send before its reader has taken any of it. */
  readonly windowBytes: number;
  /** Not yet taken by the socket; above it queries are refused with `OverloadedError`. */
  readonly maxQueuedBytes: number;
  /** Queries that the app has not answered; one more is refused with `OverloadedError`. */
  readonly maxQueries: number;
}

export const DEFAULT_BRIDGE_LIMITS: BridgeLimits = {
  maxFrameBytes: 4 * 1024 * 1024,
  windowBytes: 512 * 1024,
  maxQueuedBytes: 8 * 1024 * 1024,
  maxQueries: 4096,
};

/** In milliseconds. */
export interface BridgeTimings {
  /** From the start of an app process, or from the wish for one, to its hello. */
  readonly connectTimeout: number;
  /** From the first byte of a connection to its whole hello. */
  readonly helloTimeout: number;
  /** An app that has left anything undone for so long is lost: a batch, a ping, the next piece of a stream. */
  readonly responseTimeout: number;
  /** For a process that was told to end, before it is killed. */
  readonly closeTimeout: number;
}

export const DEFAULT_BRIDGE_TIMINGS: BridgeTimings = {
  connectTimeout: 30_000,
  helloTimeout: 5_000,
  responseTimeout: 30_000,
  closeTimeout: 5_000,
};

/** The smallest frame that hello, ids and single small commands fit into. */
const MIN_FRAME = 1024;
const MAX_FRAME = 64 * 1024 * 1024;

function whole(name: string, value: number, min: number, max: number): void {
  if (!Number.isSafeInteger(value) || value < min || value > max)
    throw new InvalidArgumentError(`${name} ${value} is not a whole number from ${min} to ${max}`);
}

/** @throws {InvalidArgumentError} */
export function bridgeLimits(given: Partial<BridgeLimits> = {}): BridgeLimits {
  const limits = { ...DEFAULT_BRIDGE_LIMITS, ...given };
  whole('maxFrameBytes', limits.maxFrameBytes, MIN_FRAME, MAX_FRAME);
  whole('windowBytes', limits.windowBytes, 1, MAX_FRAME);
  whole('maxQueuedBytes', limits.maxQueuedBytes, 1, Number.MAX_SAFE_INTEGER);
  whole('maxQueries', limits.maxQueries, 1, 1_000_000);
  return limits;
}

/** @throws {InvalidArgumentError} */
export function bridgeTimings(given: Partial<BridgeTimings> = {}): BridgeTimings {
  const timings = { ...DEFAULT_BRIDGE_TIMINGS, ...given };
  for (const [name, value] of Object.entries(timings)) whole(name, value, 1, 2 ** 31 - 1);
  return timings;
}
