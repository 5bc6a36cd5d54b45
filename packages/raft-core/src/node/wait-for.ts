import type { Clock } from '../ports/clock.js';

/** Waits so many milliseconds, or until the signal fires; resolves in either case, and leaves nothing behind. */
export function waitFor(clock: Clock, milliseconds: number, signal?: AbortSignal): Promise<void> {
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
