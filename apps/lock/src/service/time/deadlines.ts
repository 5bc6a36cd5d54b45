/** Something with a deadline. `slot` belongs to the `Deadlines` that it is in: -1 while it is in none. */
export interface Dated {
  at: number;
  slot: number;
}

/** Things by their deadlines: a binary heap that knows where each one is. Each change costs a logarithm of their number. */
export class Deadlines<T extends Dated> {
  readonly #heap: T[] = [];

  get size(): number {
    return this.#heap.length;
  }

  /** The one with the earliest deadline. */
  get first(): T | undefined {
    return this.#heap[0];
  }

  /** Gives it this deadline, whether it had one before or not. */
  put(item: T, at: number): void {
    item.at = at;
    if (item.slot < 0) {
      item.slot = this.#heap.length;
      this.#heap.push(item);
    }
    this.#up(item);
    this.#down(item);
  }

  /** Does nothing to what is not in here. */
  remove(item: T): void {
    if (item.slot < 0) return;
    const last = this.#heap.pop();
    const { slot } = item;
    item.slot = -1;
    if (last === undefined || last === item) return;
    this.#place(last, slot);
    this.#up(last);
    this.#down(last);
  }

  #place(item: T, slot: number): void {
    this.#heap[slot] = item;
    item.slot = slot;
  }

  #up(item: T): void {
    for (;;) {
      const { slot } = item;
      const above = this.#heap[(slot - 1) >> 1];
      if (slot === 0 || above === undefined || above.at <= item.at) return;
      this.#place(item, above.slot);
      this.#place(above, slot);
    }
  }

  #down(item: T): void {
    for (;;) {
      const { slot } = item;
      const left = this.#heap[2 * slot + 1];
      if (left === undefined) return;
      const right = this.#heap[2 * slot + 2];
      const below = right !== undefined && right.at < left.at ? right : left;
      if (below.at >= item.at) return;
      this.#place(item, below.slot);
      this.#place(below, slot);
    }
  }
}
