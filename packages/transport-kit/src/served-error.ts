import {
  InternalError,
  mayHaveEffect,
  OverloadedError,
  RaftError,
  UnavailableError,
  type ServiceResponse,
} from '@lolraft/raft-core';
import type { ServedCall } from './served-call.js';

/**
 * What the caller is told. What is not one of our errors is a bug of the handler's, and not told to strangers.
 * @param onFault is told of it instead.
 */
export function toCallerError(
  error: unknown,
  call: ServedCall | undefined,
  onFault: (error: unknown) => void,
): RaftError {
  if (error instanceof RaftError) return error;
  // Whoever was told to stop may say so in its own way.
  if (call?.isOver() !== true || !isAbort(error)) onFault(error);
  return new InternalError('the node met an unexpected error; its log says more', error);
}

/** A fault of a handler, for logs. */
export function describeFault(error: unknown): string {
  return `answering a call failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

/** Why an answer does not go out. A write has been applied; that its answer does not get through does not change that. */
export function tooLarge(response: ServiceResponse, reason: string): RaftError {
  return mayHaveEffect(response) ? new UnavailableError(reason, 'unknown') : new OverloadedError(reason);
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
