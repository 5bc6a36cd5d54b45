import { AbortedError, DeadlineExceededError, type Outcome, type RaftError } from '../model/errors.js';
import type { Clock } from '../ports/clock.js';

/** How a call ends. */
export interface Settle<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: RaftError) => void;
}

/** What ends a call early. */
interface CallBounds {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds. */
  readonly timeout?: number | undefined;
}

/** Why a call need not begin: it is ended before. */
export function endedBefore({ signal, timeout }: CallBounds): RaftError | undefined {
  if (signal?.aborted === true) return new AbortedError('not_applied', signal.reason);
  if (timeout !== undefined && timeout <= 0) return new DeadlineExceededError('not_applied');
  return undefined;
}

/**
 * Adds what ends a call early: its signal and its timeout in milliseconds, with the outcome that the caller is told then. Whatever
 * comes first ends it, once. Costs nothing where neither is given.
 */
export function bounded<T>(
  clock: Clock,
  { signal, timeout }: CallBounds,
  outcome: Outcome,
  { resolve, reject }: Settle<T>,
): Settle<T> {
  if (signal === undefined && timeout === undefined) return { resolve, reject };
  let isOver = false;
  const timer =
    timeout === undefined
      ? undefined
      : clock.setTimer(timeout, () => {
          end(() => reject(new DeadlineExceededError(outcome)));
        });
  const onAbort = (): void => {
    end(() => reject(new AbortedError(outcome, signal?.reason)));
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  /** What comes after the end is nobody's business any more: it is not counted as another one. */
  const end = (settle: () => void): void => {
    if (isOver) return;
    isOver = true;
    timer?.cancel();
    signal?.removeEventListener('abort', onAbort);
    settle();
  };
  return {
    resolve: (value) => {
      end(() => resolve(value));
    },
    reject: (error) => {
      end(() => reject(error));
    },
  };
}
