import type { RaftError } from '../model/errors.js';
import type { Settle } from './bounded-call.js';

/** Who hears how calls ended. */
export interface CallWatcher {
  /** Whether anybody listens; calls that begin while nobody does are not measured. */
  isWatched(): boolean;
  /** Calls that ended well, by how many milliseconds each took. */
  onDone(milliseconds: readonly number[]): void;
  onFailed(error: RaftError): void;
}

/**
 * Measures calls of one kind from their beginning until their caller has an answer. Those that end well are told in batches, at
 * `flush`; costs nothing while nobody listens.
 */
export class CallMeter {
  readonly #now: () => number;
  readonly #watcher: CallWatcher;
  /** When those have begun that have ended well and are not told yet. */
  #done: number[] = [];

  constructor(now: () => number, watcher: CallWatcher) {
    this.#now = now;
    this.#watcher = watcher;
  }

  /** A call begins, which ends by what is returned, once. */
  begin<T>(settle: Settle<T>): Settle<T> {
    if (!this.#watcher.isWatched()) return settle;
    const { resolve, reject } = settle;
    const begun = this.#now();
    return {
      resolve: (value) => {
        this.#done.push(begun);
        resolve(value);
      },
      reject: (error) => {
        this.#watcher.onFailed(error);
        reject(error);
      },
    };
  }

  /** A call ends before it has begun. */
  refused(error: RaftError): void {
    this.#watcher.onFailed(error);
  }

  /** Tells what has ended well since the last time. */
  flush(): void {
    if (this.#done.length === 0) return;
    const now = this.#now();
    const milliseconds = this.#done.map((begun) => now - begun);
    this.#done = [];
    this.#watcher.onDone(milliseconds);
  }
}
