import type { Clock, Timer } from '../../src/ports/clock.js';

/** Time that passes, and turns that end, only when a test says so. */
export class ManualClock implements Clock {
  #now = 1000;
  readonly #timers = new Map<object, { at: number; callback: () => void }>();
  #deferred: (() => void)[] = [];

  now(): number {
    return this.#now;
  }

  random(): number {
    return 0.5;
  }

  setTimer(delay: number, callback: () => void): Timer {
    const key = {};
    this.#timers.set(key, { at: this.#now + delay, callback });
    return { cancel: () => this.#timers.delete(key) };
  }

  defer(callback: () => void): void {
    this.#deferred.push(callback);
  }

  /** Timers that are set. */
  get timers(): number {
    return this.#timers.size;
  }

  /** Ends turns until nothing is left to do without time passing. */
  async settle(): Promise<void> {
    for (;;) {
      // What promises have to do: a few rounds of microtasks for each storage call.
      await new Promise((resolve) => setImmediate(resolve));
      const deferred = this.#deferred;
      if (deferred.length === 0) return;
      this.#deferred = [];
      for (const callback of deferred) callback();
    }
  }

  /** Lets time pass, timer by timer. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    for (;;) {
      const due = [...this.#timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
      if (due === undefined) break;
      const [key, { at, callback }] = due;
      this.#timers.delete(key);
      this.#now = Math.max(this.#now, at);
      callback();
      await this.settle();
    }
    this.#now = end;
  }
}
