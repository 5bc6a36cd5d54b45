interface Waiter {
  readonly count: number;
  readonly resolve: () => void;
}

/** Holds callers while shut; counts them, lets some or all of them go, in order. */
export class Gate {
  #shut = false;
  readonly #held: (() => void)[] = [];
  readonly #watchers = new Set<Waiter>();

  /** Callers that wait now. */
  get held(): number {
    return this.#held.length;
  }

  /** From now on callers wait. */
  shut(): void {
    this.#shut = true;
  }

  /** Lets the oldest `count` callers go; later ones still wait. */
  release(count: number): void {
    for (const go of this.#held.splice(0, count)) go();
  }

  /** Lets everybody go, now and later. */
  open(): void {
    this.#shut = false;
    this.release(this.#held.length);
  }

  /** Resolves at once while the gate is open. */
  pass(): Promise<void> {
    if (!this.#shut) return Promise.resolve();
    return new Promise((resolve) => {
      this.#held.push(resolve);
      for (const watcher of this.#watchers) {
        if (this.#held.length < watcher.count) continue;
        this.#watchers.delete(watcher);
        watcher.resolve();
      }
    });
  }

  /** Resolves as soon as `count` callers wait at once. */
  whenHeld(count: number): Promise<void> {
    if (this.#held.length >= count) return Promise.resolve();
    return new Promise((resolve) => this.#watchers.add({ count, resolve }));
  }
}
