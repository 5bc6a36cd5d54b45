import type { Clock } from '@lolraft/raft-core';
import { proto } from '../codec/generated.js';
import type { EndSignal } from './end-signal.js';
import type { LockCalls, LockEvent } from './lock-calls.js';
import { SessionExpiredError } from './lock-error.js';
import { pause } from './pause.js';

interface Watched {
  readonly idBytes: Uint8Array;
  readonly namespace: string;
  readonly ended: EndSignal;
  gone(error?: unknown): void;
  isInDoubt(): void;
}

interface WatchParts {
  readonly clock: Clock;
  readonly calls: LockCalls;
  readonly background: (task: Promise<void>) => void;
}

interface Observer {
  /** The watch begins anew, from an index that `beganAt` has now. */
  onState(): void;
  /** An administrator has taken away what these requests held. */
  onBroken(requests: readonly number[]): void;
}

/** Hears what others do to a session and to what it holds: in time mostly, but what is held does not depend on it. */
export class SessionWatch {
  readonly #session: Watched;
  readonly #parts: WatchParts;
  readonly #observer: Observer;
  #hasBegun = false;
  #beganAt = 0;

  constructor(session: Watched, parts: WatchParts, observer: Observer) {
    this.#session = session;
    this.#parts = parts;
    this.#observer = observer;
  }

  /** Log index of the newest state that it began from: of what came before, nothing was heard. */
  get beganAt(): number {
    return this.#beganAt;
  }

  /** Once; it goes on until the session ends. */
  begin(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    this.#parts.background(this.#follow());
  }

  async #follow(): Promise<void> {
    const { calls, clock } = this.#parts;
    const { ended, idBytes: session, namespace } = this.#session;
    for (let failures = 0; !ended.isOver; ) {
      try {
        for await (const event of calls.watch({ namespace, session }, ended.signal)) {
          failures = 0;
          this.#observe(event);
        }
      } catch (error) {
        // Whatever it is: that the session lives is for its signs of life to say, and what was missed is looked up afterwards.
        if (error instanceof SessionExpiredError) this.#session.isInDoubt();
      }
      await pause(clock, ++failures, ended.signal);
    }
  }

  #observe({ index, state, released, sessionEnded }: LockEvent): void {
    if (state) {
      // A node that has just begun to lead may not have come so far.
      if (!state.session) this.#session.isInDoubt();
      this.#beganAt = Math.max(this.#beganAt, index);
      this.#observer.onState();
    }
    if (released?.cause === proto.Released.Cause.BROKEN) this.#observer.onBroken(released.requests ?? []);
    if (sessionEnded) this.#session.gone();
  }
}
