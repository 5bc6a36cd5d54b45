import { type Clock, systemClock, type Timer } from '@lolraft/raft-core';

/** The machine's clock, which a test can stop: nothing is ever late while it stands. */
export class StoppableClock implements Clock {
  readonly #clock = systemClock();
  /** What the clock is behind the machine's, in milliseconds. */
  #behind = 0;
  #stoppedAt: number | undefined;

  stop(): void {
    this.#stoppedAt ??= this.now();
  }

  goOn(): void {
    if (this.#stoppedAt === undefined) return;
    this.#behind = this.#clock.now() - this.#stoppedAt;
    this.#stoppedAt = undefined;
  }

  now(): number {
    return this.#stoppedAt ?? this.#clock.now() - this.#behind;
  }

  random(): number {
    return this.#clock.random();
  }

  /** May come too early by this clock; its owner looks at `now` then, and sets it again. */
  setTimer(delay: number, callback: () => void): Timer {
    return this.#clock.setTimer(delay, callback);
  }

  defer(callback: () => void): void {
    this.#clock.defer(callback);
  }
}
