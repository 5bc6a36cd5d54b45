import type { Clock, Timer } from '@lolraft/raft-core';

/** Milliseconds by which a deadline may be late; none is early. */
const SLOT = 4;

/**
 * Deadlines of many items with one timer. Those that fall into the same few milliseconds share a slot, because nearly all
 * are taken out again long before they are due.
 */
export class Deadlines<T> {
  readonly #clock: Clock;
  readonly #expired: (item: T) => void;
  readonly #slots = new Map<number, Set<T>>();
  #timer: Timer | undefined;
  #timerSlot = Infinity;

  constructor(clock: Clock, expired: (item: T) => void) {
    this.#clock = clock;
    this.#expired = expired;
  }

  /** `at` in the clock's milliseconds. */
  add(item: T, at: number): void {
    const slot = Math.ceil(at / SLOT);
    const items = this.#slots.get(slot);
    if (items === undefined) this.#slots.set(slot, new Set([item]));
    else items.add(item);
    if (slot < this.#timerSlot) this.#arm(slot);
  }

  /** With the same `at` as it was added. */
  remove(item: T, at: number): void {
    const slot = Math.ceil(at / SLOT);
    const items = this.#slots.get(slot);
    if (items?.delete(item) === true && items.size === 0) this.#slots.delete(slot);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#slots.clear();
    this.#timerSlot = Infinity;
  }

  #arm(slot: number): void {
    this.#timer?.cancel();
    this.#timerSlot = slot;
    // At least one: what rounding leaves of a wait would pass in no time, again and again.
    this.#timer = this.#clock.setTimer(Math.max(1, slot * SLOT - this.#clock.now()), () => {
      // What arrived while the loop was blocked is delivered before it is judged late.
      this.#clock.defer(() => {
        this.#timerSlot = Infinity;
        this.#expire();
      });
    });
  }

  #expire(): void {
    const now = this.#clock.now();
    let next = Infinity;
    for (const [slot, items] of [...this.#slots]) {
      if (slot * SLOT > now) {
        next = Math.min(next, slot);
        continue;
      }
      this.#slots.delete(slot);
      for (const item of items) this.#expired(item);
    }
    if (next < this.#timerSlot) this.#arm(next);
  }
}
