/** A handle from `Clock.setTimer`. */
export interface Timer {
  /** Ends the timer; its callback is not called any more. Calling it twice, or after it fired, does nothing. */
  cancel(): void;
}

/**
 * Time, randomness and turns. Everything above the ports takes them from here, so that a cluster is a deterministic
 * function of a seed where the clock is virtual.
 */
export interface Clock {
  /** Monotonic milliseconds, with fractions, from an arbitrary origin. Never goes back, whatever the wall clock does. */
  now(): number;
  /** A number in [0, 1). Not for secrets. */
  random(): number;
  /** Calls `callback` once, `delay` milliseconds from now or later. Keeps the process alive until then. */
  setTimer(delay: number, callback: () => void): Timer;
  /**
   * Calls `callback` after the input that is ready now has been delivered: the end of this turn of the event loop.
   * What a turn produced leaves together, as one frame and one write.
   */
  defer(callback: () => void): void;
}
