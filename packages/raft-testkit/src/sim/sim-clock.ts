import type { Clock, Timer } from '@lolraft/raft-core';
import type { EventQueue, SimEvent } from './event-queue.js';
import type { SimRandom } from './random.js';

/** What a clock needs of its surroundings. */
export interface ClockOwner {
  /** True time, in milliseconds. */
  readonly trueTime: () => number;
  readonly queue: EventQueue;
  /** Runs a timer's callback as an input of the host; never once the host is dead. */
  readonly onTimer: (callback: () => void) => void;
  readonly onDefer: (callback: () => void) => void;
}

export interface ClockSettings {
  /** Local milliseconds per true millisecond. */
  readonly rate: number;
  /** Where the local clock stands at the beginning: every host has an origin of its own. */
  readonly origin: number;
  /** Timers fire late by up to this many milliseconds. */
  readonly slack: number;
}

interface Pending {
  due: number;
  late: number;
  readonly callback: () => void;
  event: SimEvent | undefined;
}

/**
 * The clock of one host. It runs at a rate of its own, and may jump ahead, as after a suspended machine wakes up; it never goes
 * back.
 */
export class SimClock implements Clock {
  readonly #owner: ClockOwner;
  readonly #random: SimRandom;
  readonly #timers = new Set<Pending>();
  readonly #slack: number;
  #rate: number;
  #base: number;
  #since: number;
  #last: number;
  #frozen = false;

  constructor(owner: ClockOwner, random: SimRandom, settings: ClockSettings) {
    this.#owner = owner;
    this.#random = random;
    this.#rate = settings.rate;
    this.#base = settings.origin;
    this.#last = settings.origin;
    this.#slack = settings.slack;
    this.#since = owner.trueTime();
  }

  now(): number {
    const local = this.#base + (this.#owner.trueTime() - this.#since) * this.#rate;
    if (local > this.#last) this.#last = local;
    return this.#last;
  }

  random(): number {
    return this.#random.unit();
  }

  setTimer(delay: number, callback: () => void): Timer {
    const late = this.#slack > 0 ? this.#random.between(0, this.#slack) : 0;
    const timer: Pending = { due: this.now() + Math.max(0, delay), late, callback, event: undefined };
    if (!this.#frozen) {
      this.#timers.add(timer);
      this.#schedule(timer);
    }
    return {
      cancel: () => {
        this.#timers.delete(timer);
        if (timer.event !== undefined) timer.event.run = undefined;
      },
    };
  }

  #schedule(timer: Pending): void {
    const wait = Math.max(0, (timer.due - this.now()) / this.#rate) + timer.late;
    timer.event = this.#owner.queue.add(this.#owner.trueTime() + wait, () => {
      timer.event = undefined;
      this.#owner.onTimer(() => {
        // Cancelled while the host was not looking.
        if (!this.#timers.delete(timer)) return;
        // Rounding must not make it early.
        if (this.now() < timer.due) this.#last = timer.due;
        timer.callback();
      });
    });
  }

  defer(callback: () => void): void {
    if (!this.#frozen) this.#owner.onDefer(callback);
  }

  /** Goes ahead at once by `milliseconds`, with the timers that this makes due. */
  jump(milliseconds: number): void {
    this.#rebase(this.now() + milliseconds, this.#rate);
  }

  setRate(rate: number): void {
    this.#rebase(this.now(), rate);
  }

  #rebase(local: number, rate: number): void {
    this.#base = local;
    this.#since = this.#owner.trueTime();
    this.#rate = rate;
    for (const timer of this.#timers) {
      // One whose event has passed waits in the inbox of a host that is not looking.
      if (timer.event === undefined) continue;
      timer.event.run = undefined;
      this.#schedule(timer);
    }
  }

  /** The process is gone: no timer fires any more. */
  freeze(): void {
    this.#frozen = true;
    for (const timer of this.#timers) if (timer.event !== undefined) timer.event.run = undefined;
    this.#timers.clear();
  }
}
