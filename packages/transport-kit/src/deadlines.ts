/** Something with a point in time, of `performance.now()`, at which it ends; `Infinity` for none. */
export interface Mortal {
  readonly deadline: number;
}

/**
 * One timer for the deadlines of all calls of a connection. It is set to the earliest deadline seen; calls that end
 * before theirs cost nothing, and the walk over those in flight happens once per deadline span, not once per call.
 */
export class Deadlines<T extends Mortal> {
  readonly #inFlight: () => Iterable<T>;
  readonly #expire: (call: T) => void;
  #timer: NodeJS.Timeout | undefined;
  #due = Infinity;

  constructor(inFlight: () => Iterable<T>, expire: (call: T) => void) {
    this.#inFlight = inFlight;
    this.#expire = expire;
  }

  add(call: T): void {
    if (call.deadline < this.#due) this.#set(call.deadline);
  }

  #set(due: number): void {
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer =
      due === Infinity ? undefined : setTimeout(this.#walk, Math.max(1, Math.ceil(due - performance.now())));
  }

  readonly #walk = (): void => {
    const now = performance.now();
    const over: T[] = [];
    let next = Infinity;
    for (const call of this.#inFlight()) {
      if (call.deadline <= now) over.push(call);
      else if (call.deadline < next) next = call.deadline;
    }
    this.#set(next);
    for (const call of over) this.#expire(call);
  };

  stop(): void {
    this.#set(Infinity);
  }
}
