import { AbortedError, ClosedError, SnapshotStoreError } from '@lolraft/raft-core';

/** One thing that takes time: ends when its caller gives up, its time is over, or the store is closed. */
export class Interruptible {
  readonly #controller = new AbortController();
  readonly #signal: AbortSignal | undefined;
  readonly #owner: Interruptibles | undefined;
  readonly #onAbort = (): void => this.end(new AbortedError('not_applied', this.#signal?.reason));
  #reason: Error | undefined;
  /** Whoever waits now. A promise to race against would hold what each race has given, until its own end. */
  readonly #waiting = new Set<(reason: Error) => void>();

  /** Without an owner it outlives the closing of the store. */
  constructor(signal: AbortSignal | undefined, owner: Interruptibles | undefined) {
    this.#signal = signal;
    this.#owner = owner;
    if (owner?.isClosed === true) this.end(new ClosedError('the snapshot store'));
    else if (signal?.aborted === true) this.#onAbort();
    else signal?.addEventListener('abort', this.#onAbort, { once: true });
    owner?.add(this);
  }

  /** For the SDK. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** @throws the reason, if it has been ended. */
  check(): void {
    if (this.#reason !== undefined) throw this.#reason;
  }

  end(reason: Error): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#controller.abort();
    for (const reject of this.#waiting) reject(reason);
  }

  /** The promise's end, or its own if that is first: the SDK may sleep between two attempts, and bodies may hang. */
  async within<T>(promise: Promise<T>, milliseconds: number, what: string): Promise<T> {
    try {
      return await this.#race(promise, milliseconds, (_, reject) => {
        reject(new SnapshotStoreError(`${what}: no answer within ${milliseconds} ms`, { retryable: true }));
      });
    } catch (error) {
      // What the SDK makes of the signal says less.
      this.check();
      throw error;
    }
  }

  /** Sleeps, unless it ends first. */
  async sleep(milliseconds: number): Promise<void> {
    await this.#race<undefined>(undefined, milliseconds, (resolve) => resolve(undefined));
  }

  async #race<T>(
    promise: Promise<T> | undefined,
    milliseconds: number,
    onTime: (resolve: (value: T) => void, reject: (reason: Error) => void) => void,
  ): Promise<T> {
    // Nobody may wait for it any more when it fails.
    promise?.catch(() => undefined);
    this.check();
    let timer: NodeJS.Timeout | undefined;
    let end: (reason: Error) => void = () => undefined;
    try {
      return await new Promise<T>((resolve, reject) => {
        end = reject;
        this.#waiting.add(end);
        timer = setTimeout(() => onTime(resolve, reject), milliseconds);
        promise?.then(resolve, reject);
      });
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(end);
    }
  }

  /** Lets go of the signal and of the owner; whatever it still holds up is given up. */
  dispose(): void {
    this.#signal?.removeEventListener('abort', this.#onAbort);
    this.#owner?.delete(this);
    this.#controller.abort();
  }
}

/** All that is under way in one store. */
export class Interruptibles {
  readonly #all = new Set<Interruptible>();
  isClosed = false;

  add(each: Interruptible): void {
    this.#all.add(each);
  }

  delete(each: Interruptible): void {
    this.#all.delete(each);
  }

  close(): void {
    this.isClosed = true;
    for (const each of [...this.#all]) each.end(new ClosedError('the snapshot store'));
  }
}
