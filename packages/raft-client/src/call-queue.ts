import type { Call } from './call.js';

const TIDY_AT_LEAST = 1024;

/** Calls that wait to be sent, in the order in which they were made; one that is tried again is back in its place. */
export class CallQueue {
  #calls: Call[] = [];
  #first = 0;
  /** Settled calls are dropped when it becomes this long, so that it stays in proportion to those that wait. */
  #tidyAt = TIDY_AT_LEAST;

  get isEmpty(): boolean {
    while (this.#calls[this.#first]?.isSettled === true) this.#first++;
    return this.#first === this.#calls.length;
  }

  add(call: Call): void {
    let at = this.#calls.length;
    while (at > this.#first && (this.#calls[at - 1] as Call).number > call.number) at--;
    if (at === this.#calls.length) this.#calls.push(call);
    else this.#calls.splice(at, 0, call);
    if (this.#calls.length >= this.#tidyAt) this.#tidy();
  }

  #tidy(): void {
    this.#calls = this.#calls.slice(this.#first).filter((call) => !call.isSettled);
    this.#first = 0;
    this.#tidyAt = Math.max(TIDY_AT_LEAST, 2 * this.#calls.length);
  }

  /** The first call that still waits. */
  shift(): Call | undefined {
    return this.isEmpty ? undefined : this.#calls[this.#first++];
  }

  /** All that still wait. */
  drain(): Call[] {
    this.#tidy();
    const calls = this.#calls;
    this.#calls = [];
    return calls;
  }
}
