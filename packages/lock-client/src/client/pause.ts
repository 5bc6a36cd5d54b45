import type { Clock } from '@lolraft/raft-core';

const MIN_PAUSE = 20;
const MAX_PAUSE = 1_000;

/** Waits before what has failed `failures` times is tried again: longer each time, up to a second. Ends at once where `signal` fires. */
export function pause(clock: Clock, failures: number, signal: AbortSignal | undefined): Promise<void> {
  const most = Math.min(MAX_PAUSE, MIN_PAUSE * 2 ** Math.min(failures, 10));
  return waitFor(clock, most * (0.5 + clock.random() / 2), signal);
}

/** Resolves after so many milliseconds, or at once where `signal` fires. */
export function waitFor(clock: Clock, milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      timer.cancel();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = clock.setTimer(milliseconds, end);
    signal?.addEventListener('abort', end, { once: true });
  });
}
