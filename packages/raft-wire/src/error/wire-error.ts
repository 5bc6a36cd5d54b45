import {
  AppError,
  AppFailedError,
  AppliedResponseEvictedError,
  type LeaderHint,
  NotLeaderError,
  type Outcome,
  RaftError,
} from '@lolraft/raft-core';
import { classOfCode } from './classes.js';

/** An error as it travels: a plain value, the same over every wire. */
export interface WireError {
  /** Mostly one of `ErrorCode`; a newer build may know more. */
  readonly code: string;
  readonly message: string;
  readonly outcome: Outcome;
  readonly retryable: boolean;
  /** With `NOT_LEADER`, where a leader is known. */
  readonly leader: LeaderHint | undefined;
  /** With `APP_FAILED` and `RESPONSE_EVICTED`: the index of the entry. */
  readonly index: number | undefined;
  /** With `APP_ERROR`: what the app says. */
  readonly app?: { readonly code: string; readonly details: Uint8Array } | undefined;
}

/** What a code on the wire looks like, known or not. */
export const CODE = /^[A-Z0-9_]{1,64}$/;

function hasIndex(error: RaftError): error is AppFailedError | AppliedResponseEvictedError {
  return error instanceof AppFailedError || error instanceof AppliedResponseEvictedError;
}

/**
 * What a caller is told of an error. A `RaftError` travels with its code, message, outcome and hints; anything else
 * becomes `INTERNAL` with a fixed message, because its own may tell of things that are nobody's business. Stacks and
 * causes never travel.
 */
export function toWireError(error: unknown): WireError {
  if (!(error instanceof RaftError && CODE.test(error.code))) {
    const message = 'the node met an unexpected error; its log says more';
    return { code: 'INTERNAL', message, outcome: 'unknown', retryable: false, leader: undefined, index: undefined };
  }
  const { code, message, outcome, retryable } = error;
  const leader = error instanceof NotLeaderError ? error.leader : undefined;
  const index = hasIndex(error) ? error.index : undefined;
  const wire = { code, message, outcome, retryable, leader, index };
  return error instanceof AppError ? { ...wire, app: { code: error.appCode, details: error.details } } : wire;
}

/**
 * The error that `toWireError` was given, as an instance of the class of its code; of `RaftError` itself where this build
 * does not know the code. Its stack is that of this call.
 */
export function fromWireError(wire: WireError): RaftError {
  const { code, message, outcome, retryable } = wire;
  const errorClass = classOfCode(code);
  // The base constructor on the class's prototype: the classes' own constructors would word the message anew.
  const error = Reflect.construct(RaftError, [code, message, { outcome, retryable }], errorClass) as RaftError;
  if (error instanceof NotLeaderError) Object.assign(error, { leader: wire.leader });
  if (error instanceof AppError) {
    const { code: appCode, details } = wire.app ?? { code: 'UNSPECIFIED', details: new Uint8Array() };
    Object.assign(error, { appCode, details });
  }
  if (hasIndex(error)) Object.assign(error, { index: wire.index ?? 0 });
  return error;
}
