/** Who is to be told that a signal fires. The signal has one listener for all of them, since each is far more than most steps cost. */
const told = new WeakMap<AbortSignal, Set<() => void>>();

function toldBy(signal: AbortSignal): Set<() => void> {
  let all = told.get(signal);
  if (all === undefined) {
    const added = new Set<() => void>();
    signal.addEventListener(
      'abort',
      () => {
        for (const fire of added) fire();
      },
      { once: true },
    );
    told.set(signal, (all = added));
  }
  return all;
}

/** Ends waiting as soon as a signal fires, or whoever holds the set of all that wait ends them all. */
export class Interruption {
  readonly #waiting: Set<() => void>;
  readonly #told: Set<() => void> | undefined;
  #isOver = false;
  /** Ends the wait that is under way. */
  #leave: (() => void) | undefined;
  readonly #fire = (): void => {
    this.#isOver = true;
    this.#leave?.();
  };

  constructor(waiting: Set<() => void>, signal: AbortSignal | undefined) {
    this.#waiting = waiting;
    waiting.add(this.#fire);
    if (signal === undefined) return;
    this.#told = toldBy(signal);
    this.#told.add(this.#fire);
  }

  /** Resolves with the promise or once interrupted; rejects where the promise does. */
  race(promise: Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#leave = resolve;
      if (this.#isOver) resolve();
      promise.then(resolve, reject);
    });
  }

  end(): void {
    this.#waiting.delete(this.#fire);
    this.#told?.delete(this.#fire);
  }
}
