import type { Kernel } from '@lolraft/raft-testkit';

/**
 * What a lock protects: a number that knows the newest token and refuses those that are older, as a store ought to. Whoever holds the
 * lock reads it and writes one more; where two did so at once, an addition would be lost.
 */
export class FencedRegister {
  readonly #name: string;
  readonly #kernel: Kernel;
  #newest = 0;
  #value = 0;
  #additions = 0;
  refused = 0;
  readonly #isFenced: boolean;

  /** `isFenced`: where false, it takes any token, as a store that does not know them. */
  constructor(name: string, kernel: Kernel, isFenced: boolean) {
    this.#name = name;
    this.#kernel = kernel;
    this.#isFenced = isFenced;
  }

  /** Undefined: refused. */
  read(token: number): number | undefined {
    return this.#admits(token) ? this.#value : undefined;
  }

  write(token: number, value: number): boolean {
    if (!this.#admits(token)) return false;
    this.#additions++;
    this.#value = value;
    if (value !== this.#additions)
      this.#kernel.violate('fencing', `${this.#name} is ${value} after ${this.#additions} additions: one was lost`);
    return true;
  }

  #admits(token: number): boolean {
    if (token < this.#newest && this.#isFenced) {
      this.refused++;
      return false;
    }
    this.#newest = Math.max(this.#newest, token);
    return true;
  }
}
