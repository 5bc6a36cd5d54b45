import type { EndSignal } from './end-signal.js';

/** A signal that fires with another one, or with the end of something, and lets go of both when it is not needed any more. */
export class LinkedSignal implements Disposable {
  readonly #controller = new AbortController();
  readonly #source: AbortSignal | undefined;
  readonly #end: EndSignal | undefined;
  readonly #onAbort = (): void => this.#fire(this.#source?.reason);
  readonly #onEnd = (): void => this.#fire(this.#end?.reason);

  constructor(source: AbortSignal | undefined, end: EndSignal | undefined) {
    this.#source = source;
    this.#end = end;
    if (source?.aborted === true) this.#onAbort();
    else if (end?.isOver === true) this.#onEnd();
    else {
      source?.addEventListener('abort', this.#onAbort, { once: true });
      end?.add(this.#onEnd);
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  #fire(reason: unknown): void {
    this[Symbol.dispose]();
    this.#controller.abort(reason);
  }

  [Symbol.dispose](): void {
    this.#source?.removeEventListener('abort', this.#onAbort);
    this.#end?.remove(this.#onEnd);
  }
}
