import type { Clock, Timer } from '@lolraft/raft-core';

interface Pending {
  readonly at: number;
  readonly callback: () => void;
}

/** A clock that stands still until it is told to go on. */
export class VirtualClock implements Clock {
  #now = 1_000;
  #seed = 1;
  readonly #timers = new Set<Pending>();
  #deferred: (() => void)[] = [];

  now(): number {
    return this.#now;
  }

  random(): number {
    this.#seed = (this.#seed * 48_271) % 0x7fff_ffff;
    return this.#seed / 0x7fff_ffff;
  }

  setTimer(delay: number, callback: () => void): Timer {
    const timer = { at: this.#now + Math.max(0, delay), callback };
    this.#timers.add(timer);
    return { cancel: () => void this.#timers.delete(timer) };
  }

  defer(callback: () => void): void {
    this.#deferred.push(callback);
  }

  get pendingTimers(): number {
    return this.#timers.size;
  }

  /** Lets everything happen that needs no time to pass: what is done in tests needs nothing but promises. */
  async settle(): Promise<void> {
    for (;;) {
      for (let i = 0; i < 200; i++) await Promise.resolve();
      const deferred = this.#deferred;
      if (deferred.length === 0) return;
      this.#deferred = [];
      for (const callback of deferred) callback();
    }
  }

  /** Goes on by `milliseconds`, from timer to timer. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await this.settle();
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
      await this.settle();
    }
    this.#now = end;
  }

  /** Goes on in steps until something holds. @throws {Error} where it does not within so many milliseconds. */
  async until(holds: () => boolean, what: string, { step = 10, within = 60_000 } = {}): Promise<void> {
    const end = this.#now + within;
    await this.settle();
    while (!holds()) {
      if (this.#now >= end) throw new Error(`${what}: not within ${within} ms`);
      await this.advance(step);
    }
  }

  /** The process is paused, or its loop blocked: time passes, and no timer runs until somebody waits again. */
  freeze(milliseconds: number): void {
    this.#now += milliseconds;
  }

  #next(until: number): Pending | undefined {
    let next: Pending | undefined;
    for (const timer of this.#timers) if (timer.at <= until && (next === undefined || timer.at < next.at)) next = timer;
    return next;
  }
}
