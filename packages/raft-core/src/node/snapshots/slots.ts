import { AbortedError } from '../../model/errors.js';

/** A bounded number at once; the others wait in line. */
export class Slots {
  #count: number;
  /** Below 0 after there have become fewer. */
  #free: number;
  readonly #line: (() => void)[] = [];

  constructor(count: number) {
    this.#count = count;
    this.#free = count;
  }

  /** So many at once from now on; what is taken beyond that is given back in its own time. */
  resize(count: number): void {
    this.#free += count - this.#count;
    this.#count = count;
    while (this.#free > 0 && this.#line.length > 0) {
      this.#free--;
      this.#line.shift()?.();
    }
  }

  /** Resolves with what gives the slot back. @throws {AbortedError} */
  async take(signal: AbortSignal): Promise<() => void> {
    if (this.#free > 0) this.#free--;
    else await this.#wait(signal);
    let given = false;
    return () => {
      if (given) return;
      given = true;
      const next = this.#free < 0 ? undefined : this.#line.shift();
      if (next === undefined) this.#free++;
      else next();
    };
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const mine = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        const at = this.#line.indexOf(mine);
        if (at >= 0) this.#line.splice(at, 1);
        reject(new AbortedError('not_applied', signal.reason));
      };
      if (signal.aborted) {
        reject(new AbortedError('not_applied', signal.reason));
        return;
      }
      signal.addEventListener('abort', leave, { once: true });
      this.#line.push(mine);
    });
  }
}
