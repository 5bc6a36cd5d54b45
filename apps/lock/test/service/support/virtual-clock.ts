import type { Clock, Timer } from '@lolraft/raft-core';

/** Time that passes, and turns that end, only when a test says so. */
export class VirtualClock implements Clock {
  #now = 1_000;
  #seed = 1;
  readonly #timers = new Map<object, { readonly at: number; readonly callback: () => void }>();
  #deferred: (() => void)[] = [];

  now(): number {
    return this.#now;
  }

  random(): number {
    this.#seed = (this.#seed * 48_271) % 0x7fff_ffff;
    return this.#seed / 0x7fff_ffff;
  }

  setTimer(delay: number, callback: () => void): Timer {
    const key = {};
    this.#timers.set(key, { at: this.#now + Math.max(0, delay), callback });
    return { cancel: () => this.#timers.delete(key) };
  }

  defer(callback: () => void): void {
    this.#deferred.push(callback);
  }

  get timers(): number {
    return this.#timers.size;
  }

  /** Ends turns until nothing is left to do without time passing. */
  async settle(): Promise<void> {
    for (;;) {
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
    await this.settle();
    for (;;) {
      let due: { key: object; at: number; callback: () => void } | undefined;
      for (const [key, { at, callback }] of this.#timers)
        if (at <= end && (due === undefined || at < due.at)) due = { key, at, callback };
      if (due === undefined) break;
      this.#timers.delete(due.key);
      this.#now = Math.max(this.#now, due.at);
      due.callback();
      await this.settle();
    }
    this.#now = end;
  }

  /** Time passes, and nothing happens: the process stands still. What was due happens when the clock goes on. */
  stall(milliseconds: number): void {
    this.#now += milliseconds;
  }

  /** Goes on in steps until something holds. */
  async until(holds: () => boolean, what: string, { step = 10, within = 60_000 } = {}): Promise<void> {
    const end = this.#now + within;
    await this.settle();
    while (!holds()) {
      if (this.#now >= end) throw new Error(`${what}: not within ${within} ms`);
      await this.advance(step);
    }
  }
}
