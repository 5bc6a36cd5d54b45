/** Numbers the requests of a session, and knows which of them may be sent again. */
export class RequestNumbers {
  #last = 0;
  /** In rising order. */
  readonly #open = new Set<number>();

  next(): number {
    this.#open.add(++this.#last);
    return this.#last;
  }

  /** It will not be sent again: what has become of it is known, or does not matter any more. */
  settle(request: number): void {
    this.#open.delete(request);
  }

  /** No request below this number will be sent again. */
  get floor(): number {
    for (const first of this.#open) return first;
    return this.#last + 1;
  }
}
