/**
 * A slow tick, and the time that it has seen. Everything that judges silence does so by this time: it stands still
 * while our own event loop is blocked or the process is stopped, so that what others sent meanwhile is read before
 * they are held to be dead (J3). For transports, and whoever else waits for another process.
 */
export class AwakeClock {
  readonly #period: number;
  readonly #onTick: (now: number) => void;
  readonly #timer: ReturnType<typeof setInterval>;
  #last = performance.now();
  #now = 0;

  /** @param period Milliseconds between ticks. */
  constructor(period: number, onTick: (now: number) => void) {
    this.#period = period;
    this.#onTick = onTick;
    this.#timer = setInterval(() => {
      this.#tick();
    }, period);
  }

  /** Milliseconds that the event loop has been awake, as of the last tick. */
  get now(): number {
    return this.#now;
  }

  #tick(): void {
    const real = performance.now();
    this.#now += Math.min(real - this.#last, 2 * this.#period);
    this.#last = real;
    this.#onTick(this.#now);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
