import { InvalidArgumentError } from '@lolraft/raft-core';
import { FRAME_HEADER_BYTES } from './frame-header.js';

export interface FrameLimits {
  /** Largest frame, headers included. Both ends must agree, or the smaller sender limit holds. Default 256 KiB. */
  readonly maxFrameBytes: number;
  /** Largest message, headers not included. Default 40 MiB: a value of 32 MiB, and what goes with it, passes. */
  readonly maxMessageBytes: number;
  /** Outbound, for each class: messages that wait, as `offer` counts them. Default 65,536. */
  readonly maxQueuedMessages: number;
  /** Outbound, for each class: bytes that wait. A class with nothing waiting takes any one message. Default 64 MiB. */
  readonly maxQueuedBytes: number;
}

export const DEFAULT_FRAME_LIMITS: FrameLimits = {
  maxFrameBytes: 256 * 1024,
  maxMessageBytes: 40 * 1024 * 1024,
  maxQueuedMessages: 65_536,
  maxQueuedBytes: 64 * 1024 * 1024,
};

/** Largest handshake message, at whatever limits: it is read before anybody has said who they are. */
export const MAX_HELLO_BYTES = 8 * 1024;

/** A frame is never cut smaller than this, so that nothing travels in crumbs. */
export const MIN_FRAME_BYTES = 1024;

const MAX_UINT32 = 0xffff_ffff;

/** @throws {InvalidArgumentError} where a limit is not a whole number in its range. */
export function frameLimits(limits: Partial<FrameLimits> = {}): FrameLimits {
  const merged = { ...DEFAULT_FRAME_LIMITS, ...limits };
  const check = (name: keyof FrameLimits, min: number, max: number): void => {
    const value = merged[name];
    if (!Number.isSafeInteger(value) || value < min || value > max) {
      throw new InvalidArgumentError(`${name} is ${value}, expected a whole number from ${min} to ${max}`);
    }
  };
  check('maxFrameBytes', MIN_FRAME_BYTES, MAX_UINT32);
  check('maxMessageBytes', MIN_FRAME_BYTES - FRAME_HEADER_BYTES, MAX_UINT32);
  check('maxQueuedMessages', 1, Number.MAX_SAFE_INTEGER);
  check('maxQueuedBytes', 1, Number.MAX_SAFE_INTEGER);
  return merged;
}
