/**
 * A slow tick, and the time that it has seen: it stands still while our own event loop is blocked or the process is
 * stopped, so that what an app has sent meanwhile is read before it is held to be silent.
 */
export class AwakeClock {
  readonly #period: number;
  readonly #onTick: () => void;
  readonly #timer: NodeJS.Timeout;
  #last = performance.now();
  #now = 0;

  /** @param period Milliseconds between ticks. */
  constructor(period: number, onTick: () => void) {
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
    this.#onTick();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
