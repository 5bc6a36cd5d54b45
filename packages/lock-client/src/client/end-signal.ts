/** The end of something that many wait for: an `AbortSignal` warns where more than a few listen to it. */
export class EndSignal {
  readonly #controller = new AbortController();
  readonly #listeners = new Set<() => void>();

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get isOver(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Why it is over. */
  get reason(): unknown {
    return this.#controller.signal.reason as unknown;
  }

  /** Those who listen to the signal hear of it first. */
  end(reason: unknown): void {
    this.#controller.abort(reason);
    for (const listener of [...this.#listeners]) listener();
    this.#listeners.clear();
  }

  add(listener: () => void): void {
    this.#listeners.add(listener);
  }

  remove(listener: () => void): void {
    this.#listeners.delete(listener);
  }
}
