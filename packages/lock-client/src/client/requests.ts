import { AbortedError, type Clock, DeadlineExceededError, ProtocolError, RaftError, waitFor } from '@lolraft/raft-core';
import { ACQUIRE, LEAVE, RELEASE } from '../codec/methods.js';
import { EndSignal } from './end-signal.js';
import { Gate } from './gate.js';
import { Hold, type Holder, type ReleaseOptions } from './hold.js';
import { LinkedSignal } from './linked-signal.js';
import type { LockCalls } from './lock-calls.js';
import { LockError, type LossCause, NotAcquiredError, RequestEndedError, SessionExpiredError } from './lock-error.js';
import { pause } from './pause.js';
import { RequestNumbers } from './request-numbers.js';
import { SessionWatch } from './session-watch.js';
import type { Want } from './wants.js';

/** The session that the requests are of. */
export interface RequestsSession {
  readonly idBytes: Uint8Array;
  readonly namespace: string;
  /** Fires with the session's end. */
  readonly ended: EndSignal;
  /** Looks at the clock; whether it may be taken for alive. */
  check(): boolean;
  /** The service says that there is no such session any more. */
  gone(error?: unknown): void;
  /** Somebody does not know the session: it is to be asked who does. */
  isInDoubt(): void;
}

export interface RequestsParts {
  readonly clock: Clock;
  readonly calls: LockCalls;
  /** Milliseconds that a call may take. */
  readonly timeout: number;
  readonly background: (task: Promise<void>) => void;
}

export interface WaitTerms {
  /** Milliseconds in the queue; undefined: as long as it takes. */
  readonly wait?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A request, from its first sending until nothing is held by it any more. */
interface Entry {
  readonly request: number;
  readonly name: string;
  readonly want: Want;
  /** Lets others of the session in. */
  readonly leave: () => void;
  /** An administrator has taken away what it holds. */
  isBroken: boolean;
  hold: Hold | undefined;
  givingBack: Promise<void> | undefined;
}

/** What a call without an end waits before it is made again, under the same number (milliseconds). */
const LONG = 600_000;

/** What a session asks for: each request is sent under one number until its answer is known, and is given back or withdrawn for sure. */
export class Requests implements Holder {
  readonly #session: RequestsSession;
  readonly #parts: RequestsParts;
  readonly #numbers = new RequestNumbers();
  readonly #entries = new Map<number, Entry>();
  readonly #gates = new Map<string, Gate>();
  readonly #watch: SessionWatch;

  constructor(session: RequestsSession, parts: RequestsParts) {
    this.#session = session;
    this.#parts = parts;
    this.#watch = new SessionWatch(session, parts, {
      onState: () => {
        for (const entry of this.#entries.values()) this.#verifyIfOld(entry);
      },
      onBroken: (requests) => this.#broken(requests),
    });
  }

  check(): boolean {
    return this.#session.check();
  }

  /** The session is over, and all that it held. */
  loseAll(why: LossCause, cause: unknown): void {
    for (const { hold } of this.#entries.values()) hold?.lose(why, cause);
  }

  /**
   * @throws {LockError} such as `NotAcquiredError` where the wait is over; {RaftError} otherwise. Then nothing is held, and what may wait or be granted
   * is withdrawn in the background.
   */
  async acquire(name: string, want: Want, { wait, signal }: WaitTerms): Promise<Hold> {
    const { ended } = this.#session;
    if (signal?.aborted === true) throw new AbortedError('not_applied', signal.reason);
    if (!this.check()) throw ended.reason;
    const until = wait === undefined ? Infinity : this.#parts.clock.now() + wait;
    using linked = new LinkedSignal(signal, ended);
    try {
      const leave = await this.#enter(name, want, until, linked.signal);
      return await this.#acquire(name, want, leave, until, linked.signal);
    } catch (error) {
      throw this.#explained(error, signal);
    }
  }

  #explained(error: unknown, signal: AbortSignal | undefined): unknown {
    const { ended } = this.#session;
    if (ended.isOver) return ended.reason;
    return signal?.aborted === true ? new AbortedError('unknown', signal.reason) : error;
  }

  async #enter(name: string, { within }: Want, until: number, signal: AbortSignal): Promise<() => void> {
    if (within === 'free') return () => undefined;
    let gate = this.#gates.get(name);
    if (gate === undefined) {
      gate = new Gate(name, this.#parts.clock, () => this.#gates.delete(name));
      this.#gates.set(name, gate);
    }
    return gate.enter(within === 'shared', { until, signal });
  }

  async #acquire(name: string, want: Want, leave: () => void, until: number, signal: AbortSignal): Promise<Hold> {
    const request = this.#numbers.next();
    const entry: Entry = { request, name, want, leave, isBroken: false, hold: undefined, givingBack: undefined };
    this.#entries.set(request, entry);
    this.#watch.begin();
    try {
      const token = await this.#ask(entry, until, signal);
      // Time has passed: it may be over already, or nobody may want it any more.
      if (!this.check()) throw this.#session.ended.reason;
      signal.throwIfAborted();
      const hold = new Hold(this, name, request, token);
      this.#numbers.settle(request);
      entry.hold = hold;
      if (entry.isBroken) this.#lost(entry);
      else this.#verifyIfOld(entry);
      return hold;
    } catch (error) {
      this.#note(error);
      if (error instanceof LockError) this.#forget(entry);
      else this.#parts.background(this.#withdraw(entry));
      throw error;
    }
  }

  /** Sends it until it is answered, always under the same number. @returns the token. */
  async #ask({ request, name, want }: Entry, until: number, signal: AbortSignal): Promise<number> {
    const { clock, calls, timeout } = this.#parts;
    for (;;) {
      const left = Math.max(0, Math.ceil(until - clock.now()));
      const isLong = left > LONG;
      const message = {
        session: this.#session.idBytes,
        request,
        floor: this.#numbers.floor,
        name,
        want: want.message,
        ...(isLong ? { waitOpen: true } : { waitFor: left }),
      };
      const options = { signal, waits: true, timeout: isLong ? LONG : left + timeout };
      try {
        const { token, busy } = await calls.ask(ACQUIRE, message, options);
        if (busy === true) throw new NotAcquiredError(name);
        if (typeof token === 'number') return token;
        throw new ProtocolError('a request that waits was answered with its place in the queue');
      } catch (error) {
        if (!isLong || !isLate(error)) throw error;
      }
    }
  }

  /** A session that is said to be gone is so for all. */
  #note(error: unknown): void {
    if (error instanceof SessionExpiredError) this.#session.gone(error);
  }

  /** Nothing is held or waits by this request. */
  #forget(entry: Entry): void {
    this.#numbers.settle(entry.request);
    this.#entries.delete(entry.request);
    entry.leave();
  }

  giveBack(hold: Hold, { signal, timeout = this.#parts.timeout }: ReleaseOptions): Promise<void> {
    const entry = this.#entries.get(hold.request);
    if (entry === undefined || this.#session.ended.isOver) return Promise.resolve();
    const task = this.#withdraw(entry);
    this.#parts.background(task);
    return this.#inTime(task, timeout, signal);
  }

  /** Waits for a task that goes on in any case. */
  async #inTime(task: Promise<void>, timeout: number, signal: AbortSignal | undefined): Promise<void> {
    const over = new EndSignal();
    using linked = new LinkedSignal(signal, over);
    const isDone = task.then(() => true);
    const isOver = waitFor(this.#parts.clock, timeout, linked.signal).then(() => false);
    try {
      if (await Promise.race([isDone, isOver])) return;
    } finally {
      over.end(undefined);
    }
    throw signal?.aborted === true ? new AbortedError('unknown', signal.reason) : new DeadlineExceededError('unknown');
  }

  /** Gives back or withdraws a request, whatever has become of it, and tries for as long as the session lives. */
  #withdraw(entry: Entry): Promise<void> {
    entry.givingBack ??= this.#release(entry.request).then(() => this.#forget(entry));
    return entry.givingBack;
  }

  async #release(request: number): Promise<void> {
    const { clock, calls, timeout } = this.#parts;
    const { ended, idBytes: session } = this.#session;
    using linked = new LinkedSignal(undefined, ended);
    const { signal } = linked;
    // It is not asked for again; and an attempt that is still on its way will find it released, or below the floor.
    this.#numbers.settle(request);
    for (let failures = 1; !signal.aborted; failures++) {
      try {
        await calls.ask(RELEASE, { session, request, floor: this.#numbers.floor }, { signal, timeout });
        return;
      } catch (error) {
        this.#note(error);
        // Not held, or over already. A quota that is used up is room that others make.
        if (error instanceof LockError && error.code !== 'QUOTA_EXCEEDED') return;
      }
      await pause(clock, failures, signal);
    }
  }

  /**
   * Waits until all parties of a barrier leave that this hold is of; then nothing is held.
   * @throws as `acquire`; it then still holds its place.
   */
  async leave(hold: Hold, { wait, signal }: WaitTerms): Promise<void> {
    const { ended, idBytes: session } = this.#session;
    if (signal?.aborted === true) throw new AbortedError('not_applied', signal.reason);
    if (!this.check()) throw ended.reason;
    const until = wait === undefined ? Infinity : this.#parts.clock.now() + wait;
    const request = this.#numbers.next();
    using linked = new LinkedSignal(signal, ended);
    try {
      const message = { session, request, floor: this.#numbers.floor, name: hold.name };
      await this.#askToLeave(message, until, linked.signal);
    } catch (error) {
      this.#note(error);
      if (!(error instanceof LockError)) this.#parts.background(this.#release(request));
      throw isLate(error) && !ended.isOver
        ? new NotAcquiredError(hold.name, `not all have left ${hold.name}`)
        : this.#explained(error, signal);
    } finally {
      this.#numbers.settle(request);
    }
    hold.lose('released');
    const entry = this.#entries.get(hold.request);
    if (entry !== undefined) this.#forget(entry);
  }

  async #askToLeave(
    message: { session: Uint8Array; request: number; floor: number; name: string },
    until: number,
    signal: AbortSignal,
  ): Promise<void> {
    const { clock, calls } = this.#parts;
    for (;;) {
      const left = until - clock.now();
      try {
        await calls.ask(LEAVE, message, { signal, waits: true, timeout: Math.min(LONG, left) });
        return;
      } catch (error) {
        // The answer to an earlier attempt was lost.
        if (error instanceof RequestEndedError && error.ending === 'left') return;
        if (left <= LONG || !isLate(error)) throw error;
      }
    }
  }

  #broken(requests: readonly number[]): void {
    for (const request of requests) {
      const entry = this.#entries.get(request);
      if (entry === undefined) continue;
      entry.isBroken = true;
      if (entry.hold !== undefined) this.#lost(entry);
    }
  }

  /** Somebody else has taken it away. */
  #lost(entry: Entry): void {
    entry.hold?.lose('broken');
    if (entry.givingBack === undefined) this.#forget(entry);
  }

  /** What was granted before the watch began may have been broken before. */
  #verifyIfOld(entry: Entry): void {
    const { hold } = entry;
    if (hold !== undefined && hold.grantedToken <= this.#watch.beganAt)
      this.#parts.background(this.#verify(entry, hold));
  }

  /** Whether it still holds what it was granted: the same request is then answered with the same token. */
  async #verify(entry: Entry, hold: Hold): Promise<void> {
    const { request, name, want } = entry;
    const { clock, calls, timeout } = this.#parts;
    const { ended, idBytes: session } = this.#session;
    using linked = new LinkedSignal(undefined, ended);
    const { signal } = linked;
    // With no floor: one above the request would make it invalid.
    const message = { session, request, floor: 0, name, want: want.message, waitFor: 0 };
    for (let failures = 1; hold.isHeld; failures++) {
      try {
        const { token } = await calls.ask(ACQUIRE, message, { signal, timeout });
        if (token === hold.grantedToken) return;
        this.#broken([request]);
      } catch (error) {
        this.#note(error);
        if (error instanceof RequestEndedError) this.#broken([request]);
        if (error instanceof LockError) return;
      }
      await pause(clock, failures, signal);
    }
  }
}

function isLate(error: unknown): boolean {
  return error instanceof RaftError && error.code === 'DEADLINE_EXCEEDED';
}
