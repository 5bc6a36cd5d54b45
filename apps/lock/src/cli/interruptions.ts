import process from 'node:process';
import type { Child } from './child.js';
import { exitCodeOf } from './exit-codes.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;
type Interruption = (typeof SIGNALS)[number];

/** Signals to this process: before there is a command, they end the wait; then they are the command's. */
export class Interruptions implements Disposable {
  readonly #controller = new AbortController();
  #first: Interruption | undefined;
  #child: Child | undefined;
  readonly #listeners = new Map<Interruption, () => void>();

  constructor() {
    for (const signal of SIGNALS) {
      const listener = (): void => {
        this.#interrupt(signal);
      };
      this.#listeners.set(signal, listener);
      process.on(signal, listener);
    }
  }

  /** Fires with the first one that came while there was no command. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** As a shell would say it; undefined where none has come before there was a command. */
  get exitCode(): number | undefined {
    return this.#first === undefined ? undefined : exitCodeOf(this.#first);
  }

  /** From now on they are passed on, and so is the one that came while the command was about to begin. */
  passTo(child: Child): void {
    this.#child = child;
    if (this.#first !== undefined) child.signal(this.#first);
  }

  #interrupt(signal: Interruption): void {
    if (this.#child === undefined) {
      this.#first ??= signal;
      this.#controller.abort();
      return;
    }
    // What is typed at a terminal goes to the command anyway.
    if (this.#child.sharesTerminal && (signal === 'SIGINT' || signal === 'SIGQUIT')) return;
    this.#child.signal(signal);
  }

  [Symbol.dispose](): void {
    for (const [signal, listener] of this.#listeners) process.off(signal, listener);
  }
}
