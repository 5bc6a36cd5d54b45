import { AbortedError, type Clock, waitFor } from '@lolraft/raft-core';

const MIN_PAUSE = 20;
const MAX_PAUSE = 1_000;

/** Waits before what has failed `failures` times is tried again: longer each time, up to a second. Ends at once where `signal` fires. */
export function pause(clock: Clock, failures: number, signal: AbortSignal | undefined): Promise<void> {
  const most = Math.min(MAX_PAUSE, MIN_PAUSE * 2 ** Math.min(failures, 10));
  return waitFor(clock, most * (0.5 + clock.random() / 2), signal);
}

/**
 * Waits for a task that goes on in any case.
 * @throws {AbortedError} where the signal fires first.
 */
export async function unlessAborted<T>(task: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return task;
  const aborted = (): AbortedError => new AbortedError('not_applied', signal.reason);
  if (signal.aborted) throw aborted();
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      reject(aborted());
    };
    signal.addEventListener('abort', onAbort, { once: true });
    task.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
