import type { CallContext } from '@lolraft/raft-core';
import type { CallMessage } from '@lolraft/raft-wire';
import type { Mortal } from './deadlines.js';

/** What a call costs beside its payload. */
const CALL_BYTES = 256;

/** Bytes that a request holds while it is being answered. */
export function costOf({ request }: CallMessage): number {
  return CALL_BYTES + ('payload' in request ? request.payload.length : 0);
}

/** A call of a client that is being answered: what its handler sees of the caller. */
export class ServedCall implements CallContext, Mortal {
  readonly id: number;
  readonly cost: number;
  readonly deadline: number;
  readonly traceparent: string | undefined;
  readonly credential: string | undefined;
  readonly forwarded: boolean;
  readonly remote: string | undefined;
  #over: Error | undefined;
  #controller: AbortController | undefined;

  /** @param now `performance.now()` */
  constructor(message: CallMessage, now: number, remote?: string) {
    this.remote = remote;
    this.id = message.id;
    this.cost = costOf(message);
    this.deadline = message.timeout === undefined ? Infinity : now + message.timeout;
    this.traceparent = message.traceparent;
    this.credential = message.credential;
    this.forwarded = message.forwarded ?? false;
  }

  /** Made when it is first asked for: most handlers of short calls never look. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#over !== undefined) this.#controller.abort(this.#over);
    }
    return this.#controller.signal;
  }

  get remaining(): number | undefined {
    return this.deadline === Infinity ? undefined : Math.max(0, this.deadline - performance.now());
  }

  /** Whether nobody waits for the answer any more. */
  isOver(): boolean {
    return this.#over !== undefined;
  }

  /** Nobody waits any more; `reason` becomes the signal's. */
  end(reason: Error): void {
    if (this.#over !== undefined) return;
    this.#over = reason;
    this.#controller?.abort(reason);
  }
}
