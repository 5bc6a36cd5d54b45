import type { Clock, Timer } from '@lolraft/raft-core';
import { NotAcquiredError } from './lock-error.js';

interface Waiting {
  readonly isShared: boolean;
  readonly let: () => void;
}

/** How long to wait: until this time of the clock, or until the signal fires. */
export interface Patience {
  readonly until: number;
  readonly signal: AbortSignal;
}

/**
 * Within one session, a name is taken by one caller at a time, or by several who share it; in the order in which they come. To the
 * cluster a session is one holder, which would be granted again what it holds already.
 */
export class Gate {
  readonly #name: string;
  readonly #clock: Clock;
  readonly #onFree: () => void;
  readonly #waiting = new Set<Waiting>();
  #inside = 0;
  #isShared = false;

  /** `onFree` is called whenever nobody is inside or waits. */
  constructor(name: string, clock: Clock, onFree: () => void) {
    this.#name = name;
    this.#clock = clock;
    this.#onFree = onFree;
  }

  /**
   * Resolves inside, with what leaves again.
   * @throws {NotAcquiredError} where the time is over; the reason of the signal where that fires.
   */
  async enter(isShared: boolean, { until, signal }: Patience): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#waiting.size === 0 && this.#fits(isShared)) return this.#let(isShared);
    const left = until - this.#clock.now();
    if (left <= 0) throw new NotAcquiredError(this.#name);
    return new Promise((resolve, reject) => {
      const end = (): void => {
        timer?.cancel();
        signal.removeEventListener('abort', onAbort);
        this.#waiting.delete(waiting);
      };
      const onAbort = (): void => {
        giveUp(signal.reason);
      };
      const giveUp = (reason: unknown): void => {
        end();
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the reason is the caller's own.
        reject(reason);
        this.#admit();
      };
      const waiting: Waiting = {
        isShared,
        let: () => {
          end();
          resolve(this.#let(isShared));
        },
      };
      const timer: Timer | undefined =
        left === Infinity ? undefined : this.#clock.setTimer(left, () => giveUp(new NotAcquiredError(this.#name)));
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(waiting);
    });
  }

  #fits(isShared: boolean): boolean {
    return this.#inside === 0 || (isShared && this.#isShared);
  }

  #let(isShared: boolean): () => void {
    this.#inside++;
    this.#isShared = isShared;
    let hasLeft = false;
    return () => {
      if (hasLeft) return;
      hasLeft = true;
      this.#inside--;
      this.#admit();
    };
  }

  #admit(): void {
    for (const next of this.#waiting) {
      if (!this.#fits(next.isShared)) return;
      next.let();
    }
    if (this.#inside === 0) this.#onFree();
  }
}
