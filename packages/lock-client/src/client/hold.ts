import { LockLostError, type LossCause } from './lock-error.js';

/** How long to wait for the cluster's word that something was given back. */
export interface ReleaseOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds; by default the client's `timeout`. */
  readonly timeout?: number;
}

/**
 * Something that is held: a lock, or permits of a semaphore. It is held for as long as its session lives, until it is released.
 *
 * That a process was paused (by its host, or by a blocked event loop) it learns only afterwards. `isHeld`, `token` and `signal` look at the
 * clock, so that whoever asks them is told the truth as far as it is known here; but between a look and what is done after it, any time
 * may pass. Only the token helps there: who is written to has to refuse a token below the newest that it has seen.
 */
export interface Lock extends AsyncDisposable {
  readonly name: string;
  /**
   * The fencing token: whoever is granted this name later has a larger one.
   * @throws {LockLostError} where it is not held any more.
   */
  readonly token: number;
  /** Whether it may still be taken for held. */
  readonly isHeld: boolean;
  /** Fires, with a `LockLostError`, when it may not be taken for held any more, for whatever reason: its release is one. */
  readonly signal: AbortSignal;
  /**
   * Gives it back. From the call on it is not held; it resolves when the cluster has said so, or when its session is over: then the cluster holds it for
   * nobody once it finds that out too. Where it rejects because of its signal or timeout, the attempt goes on in the background for as long as the session lives. Called again, it waits for the same.
   * @throws {RaftError} where the time is over.
   */
  release(options?: ReleaseOptions): Promise<void>;
  /** Releases it, and waits as `release` does, but never rejects: what cannot be given back ends with its session. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** What a hold needs of its session. */
export interface Holder {
  /** Looks at the clock; whether the session may be taken for alive. */
  check(): boolean;
  /** Gives back what a request holds; resolves when that is done. */
  giveBack(hold: Hold, options: ReleaseOptions): Promise<void>;
}

/** A granted request of a session. */
export class Hold implements Lock {
  readonly name: string;
  readonly request: number;
  readonly #token: number;
  readonly #holder: Holder;
  readonly #lost = new AbortController();

  constructor(holder: Holder, name: string, request: number, token: number) {
    this.#holder = holder;
    this.name = name;
    this.request = request;
    this.#token = token;
  }

  get token(): number {
    this.#holder.check();
    if (this.#lost.signal.aborted) throw this.#lost.signal.reason;
    return this.#token;
  }

  /** Whether or not it is held any more. */
  get grantedToken(): number {
    return this.#token;
  }

  get isHeld(): boolean {
    this.#holder.check();
    return !this.#lost.signal.aborted;
  }

  get signal(): AbortSignal {
    this.#holder.check();
    return this.#lost.signal;
  }

  /** It is not held any more. Only the first cause counts. */
  lose(why: LossCause, cause?: unknown): void {
    if (!this.#lost.signal.aborted) this.#lost.abort(new LockLostError(this.name, this.#token, why, cause));
  }

  release(options: ReleaseOptions = {}): Promise<void> {
    this.lose('released');
    return this.#holder.giveBack(this, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release().catch(() => undefined);
  }
}
