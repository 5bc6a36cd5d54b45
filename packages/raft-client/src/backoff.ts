/** Milliseconds. */
export interface BackoffOptions {
  readonly min: number;
  readonly max: number;
}

/**
 * How long to pause before the next attempt: doubled with each one up to `max`, and a random half of it less, so that
 * clients that failed together do not come back together. `failures` is at least 1.
 */
export function backoff({ min, max }: BackoffOptions, failures: number, random: () => number): number {
  const full = Math.min(max, min * 2 ** Math.min(failures - 1, 30));
  return full * (0.5 + random() / 2);
}
