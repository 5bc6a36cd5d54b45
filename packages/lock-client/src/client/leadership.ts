import type { CallerOptions } from '@lolraft/raft-client';
import { PROCLAIM } from '../codec/methods.js';
import type { ClientSession } from './client-session.js';
import type { Hold, Lock, ReleaseOptions } from './hold.js';
import type { LockCalls } from './lock-calls.js';

/** An election that was won. What `Lock` says of what is held is true of it. */
export interface Leadership extends Lock {
  /**
   * Sets another value for those who observe. Calls take effect in their order.
   * @throws {LockLostError} where it does not lead any more, {NotHeldError} where the cluster knows it first.
   */
  proclaim(value: Uint8Array | string, options?: CallerOptions): Promise<void>;
  /** As `release`. */
  resign(options?: ReleaseOptions): Promise<void>;
}

const encoder = new TextEncoder();

export function valueBytes(value: Uint8Array | string): Uint8Array {
  return typeof value === 'string' ? encoder.encode(value) : value;
}

export class HeldLeadership implements Leadership {
  readonly #hold: Hold;
  readonly #session: ClientSession;
  readonly #calls: LockCalls;
  #last: Promise<unknown> = Promise.resolve();

  constructor(hold: Hold, session: ClientSession, calls: LockCalls) {
    this.#hold = hold;
    this.#session = session;
    this.#calls = calls;
  }

  get name(): string {
    return this.#hold.name;
  }

  get token(): number {
    return this.#hold.token;
  }

  get isHeld(): boolean {
    return this.#hold.isHeld;
  }

  get signal(): AbortSignal {
    return this.#hold.signal;
  }

  proclaim(value: Uint8Array | string, options: CallerOptions = {}): Promise<void> {
    // One that is tried again must not come after a later one.
    const done = this.#last.then(async () => {
      const { name, token } = this.#hold;
      const message = { session: this.#session.idBytes, name, token, value: valueBytes(value) };
      await this.#calls.ask(PROCLAIM, message, options);
    });
    this.#last = done.catch(() => undefined);
    return done;
  }

  release(options?: ReleaseOptions): Promise<void> {
    return this.#hold.release(options);
  }

  resign(options?: ReleaseOptions): Promise<void> {
    return this.#hold.release(options);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#hold[Symbol.asyncDispose]();
  }
}
