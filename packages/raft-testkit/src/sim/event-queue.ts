/** Something that happens at a moment of simulated time. */
export interface SimEvent {
  at: number;
  order: number;
  /** Cleared by whoever cancels the event; it is then skipped. */
  run: (() => void) | undefined;
}

/** A binary heap of events by time; those of the same moment in the order of their making. */
export class EventQueue {
  readonly #heap: SimEvent[] = [];
  #order = 0;

  get size(): number {
    return this.#heap.length;
  }

  add(at: number, run: () => void): SimEvent {
    const event: SimEvent = { at, order: this.#order++, run };
    const heap = this.#heap;
    let i = heap.length;
    heap.push(event);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent] as SimEvent;
      if (!before(event, above)) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = event;
    return event;
  }

  /** The moment of the next event that is not cancelled; `Infinity` where there is none. */
  get next(): number {
    for (;;) {
      const top = this.#heap[0];
      if (top === undefined) return Infinity;
      if (top.run !== undefined) return top.at;
      this.#remove();
    }
  }

  /** Takes the event that `next` told of. */
  take(): SimEvent | undefined {
    return this.next === Infinity ? undefined : this.#remove();
  }

  #remove(): SimEvent | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return top;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      const right = child + 1;
      if (right < heap.length && before(heap[right] as SimEvent, heap[child] as SimEvent)) child = right;
      const below = heap[child] as SimEvent;
      if (!before(below, last)) break;
      heap[i] = below;
      i = child;
    }
    heap[i] = last;
    return top;
  }
}

function before(a: SimEvent, b: SimEvent): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
