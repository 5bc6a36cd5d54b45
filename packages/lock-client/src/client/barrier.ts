import { InvalidArgumentError } from '@lolraft/raft-core';
import type { ClientSession } from './client-session.js';
import type { Hold } from './hold.js';
import { NotHeldError } from './lock-error.js';
import { checkWait } from './options.js';
import { barrierWant } from './wants.js';

export interface BarrierWait {
  /** Milliseconds; by default as long as it takes. */
  readonly wait?: number;
  readonly signal?: AbortSignal;
}

/** A double barrier: its parties begin together, and end together. One handle is one party. */
export interface Barrier extends AsyncDisposable {
  readonly name: string;
  /** While it is inside: the token of this round. @throws {LockLostError} where it is not any more, {NotHeldError} where it never was. */
  readonly token: number;
  /** While it is inside: as `Lock.signal`. @throws {NotHeldError} where it has never entered. */
  readonly signal: AbortSignal;
  /** Waits until all parties are there. @throws {NotAcquiredError} where they are not in time; then it does not wait any more. */
  enter(options?: BarrierWait): Promise<void>;
  /**
   * Waits until all who entered with it leave, or are gone.
   * @throws {NotAcquiredError} where they do not in time: then it is still inside, and may leave again; {LockLostError} where it is not inside any more.
   */
  leave(options?: BarrierWait): Promise<void>;
  /** Does not wait for the others any more. */
  [Symbol.asyncDispose](): Promise<void>;
}

export class ClientBarrier implements Barrier {
  readonly name: string;
  readonly #parties: number;
  readonly #session: () => Promise<ClientSession>;
  /** Ends a session that is the barrier's own. */
  readonly #dispose: () => Promise<void>;
  /** Where it is inside, or was until it was lost. */
  #place: { readonly hold: Hold; readonly session: ClientSession } | undefined;
  #isBusy = false;

  constructor(name: string, parties: number, session: () => Promise<ClientSession>, dispose: () => Promise<void>) {
    this.name = name;
    this.#parties = parties;
    this.#session = session;
    this.#dispose = dispose;
  }

  #inside(): { readonly hold: Hold; readonly session: ClientSession } {
    if (this.#place === undefined) throw new NotHeldError(`barrier ${this.name} was not entered`);
    return this.#place;
  }

  get token(): number {
    return this.#inside().hold.token;
  }

  get signal(): AbortSignal {
    return this.#inside().hold.signal;
  }

  async enter(options: BarrierWait = {}): Promise<void> {
    checkWait(options.wait);
    if (this.#place?.hold.isHeld === true) throw new InvalidArgumentError(`barrier ${this.name} is entered already`);
    await this.#alone(async () => {
      const session = await this.#session();
      const hold = await session.requests.acquire(this.name, barrierWant(this.#parties), options);
      this.#place = { hold, session };
    });
  }

  async leave(options: BarrierWait = {}): Promise<void> {
    checkWait(options.wait);
    const { hold, session } = this.#inside();
    if (!hold.isHeld) throw hold.signal.reason;
    await this.#alone(async () => {
      await session.requests.leave(hold, options);
      this.#place = undefined;
    });
  }

  async #alone(run: () => Promise<void>): Promise<void> {
    if (this.#isBusy) throw new InvalidArgumentError(`barrier ${this.name} is being entered or left`);
    this.#isBusy = true;
    try {
      await run();
    } finally {
      this.#isBusy = false;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const place = this.#place;
    this.#place = undefined;
    await place?.hold[Symbol.asyncDispose]();
    await this.#dispose();
  }
}
