import { AbortedError, type Clock, OverloadedError, type Timer } from '@lolraft/raft-core';
import type { AcquireResult, LeaveResult, LockEvent, RequestId, SessionId } from '../../machine/index.js';
import { Deadlines } from '../time/deadlines.js';

/** What has become of a request, as the machine answers it. */
export type RequestState = AcquireResult | LeaveResult | { readonly type: 'unknown' };

/** A request that is in a queue, and the calls that wait for it. */
interface Wait {
  readonly key: string;
  readonly session: SessionId;
  readonly request: RequestId;
  readonly calls: Set<Call>;
  /** When it is withdrawn; where nobody has said, it is in no `Deadlines`. */
  at: number;
  slot: number;
}

interface Call {
  settle(state: RequestState): void;
  fail(error: Error): void;
}

export interface WaitOptions {
  /** Milliseconds of the clock: the request is withdrawn then, also where its caller has gone before. */
  readonly until: number | undefined;
  readonly signal: AbortSignal;
}

export interface WaitRoomSite {
  readonly clock: Clock;
  /** The most requests that are waited for at once. */
  readonly maxWaiting: number;
  /** As of the last command that was applied here. */
  stateOf(session: SessionId, request: RequestId): RequestState;
  /** The request's time is over: has it withdrawn. What comes of it is told by the machine's events. */
  withdraw(session: SessionId, request: RequestId): Promise<unknown>;
}

/** Requests whose callers are told in a row that leadership is lost. */
const SLICE = 256;
/** After so long a request is withdrawn again, where that failed (milliseconds). */
const AGAIN_MS = 1_000;

/**
 * The calls that wait until a request of theirs is granted, or over. What the machine has done wakes those whom it is about, found by session and
 * request; nobody looks through all who wait. All deadlines share one timer.
 */
export class WaitRoom {
  readonly #site: WaitRoomSite;
  readonly #waits = new Map<string, Wait>();
  readonly #deadlines = new Deadlines<Wait>();
  #reserved = 0;
  #timer: Timer | undefined;
  #timerAt = Infinity;

  constructor(site: WaitRoomSite) {
    this.#site = site;
  }

  /** Requests that are waited for, or have a time at which they are withdrawn. */
  get size(): number {
    return this.#waits.size;
  }

  /**
   * Keeps a place for a call that may have to wait, before anything is done for it.
   * @returns what gives it back.
   * @throws {OverloadedError} where there is none.
   */
  reserve(): Disposable {
    if (this.#waits.size + this.#reserved >= this.#site.maxWaiting)
      throw new OverloadedError(`${this.#site.maxWaiting} requests wait at this node`);
    this.#reserved++;
    let isKept = true;
    return {
      [Symbol.dispose]: () => {
        if (isKept) this.#reserved--;
        isKept = false;
      },
    };
  }

  /**
   * Waits for a request that is in a queue. To be called in the same turn in which it is known that this node leads.
   * @returns what has become of it, which is not `queued`.
   * @throws {RaftError} `NotLeaderError` where leadership is lost, `AbortedError` where the caller goes: the request stays where it is.
   */
  wait(session: SessionId, request: RequestId, { until, signal }: WaitOptions): Promise<RequestState> {
    const state = this.#site.stateOf(session, request);
    if (state.type !== 'queued') return Promise.resolve(state);
    if (signal.aborted && until === undefined) return Promise.reject(new AbortedError('unknown', signal.reason));
    const wait = this.#waitOf(session, request);
    // Whoever asks last says how long.
    if (until === undefined) this.#deadlines.remove(wait);
    else this.#deadlines.put(wait, until);
    this.#setTimer();
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        wait.calls.delete(call);
        if (wait.calls.size === 0 && wait.slot < 0) this.#waits.delete(wait.key);
        reject(new AbortedError('unknown', signal.reason));
      };
      const call: Call = {
        settle: (result) => {
          signal.removeEventListener('abort', onAbort);
          resolve(result);
        },
        fail: (error) => {
          signal.removeEventListener('abort', onAbort);
          reject(error);
        },
      };
      wait.calls.add(call);
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  #waitOf(session: SessionId, request: RequestId): Wait {
    const key = keyOf(session, request);
    let wait = this.#waits.get(key);
    if (wait === undefined) {
      wait = { key, session, request, calls: new Set(), at: 0, slot: -1 };
      this.#waits.set(key, wait);
    }
    return wait;
  }

  /** Told of what the machine has done on this node, while its state is that after it. */
  applied(events: readonly LockEvent[]): void {
    if (this.#waits.size === 0) return;
    for (const event of events) {
      if (event.type === 'reset') for (const wait of [...this.#waits.values()]) this.#look(wait);
      if (!('requests' in event)) continue;
      for (const request of event.requests) {
        const wait = this.#waits.get(keyOf(event.session, request));
        if (wait !== undefined) this.#look(wait);
      }
    }
  }

  #look(wait: Wait): void {
    const state = this.#site.stateOf(wait.session, wait.request);
    if (state.type === 'queued') return;
    this.#forget(wait);
    for (const call of wait.calls) call.settle(state);
  }

  #forget(wait: Wait): void {
    this.#deadlines.remove(wait);
    this.#waits.delete(wait.key);
  }

  /** Leadership is lost, or the node closes: all who wait are told. Their requests stay in the queues, for a later leader. */
  failAll(error: () => Error): void {
    const waits = [...this.#waits.values()];
    for (const wait of waits) this.#forget(wait);
    this.#timer?.cancel();
    this.#timerAt = Infinity;
    this.#failSome(waits, error());
  }

  /** In slices: each of those who wait is written an answer. */
  #failSome(waits: Wait[], error: Error): void {
    for (const { calls } of waits.splice(0, SLICE)) for (const call of calls) call.fail(error);
    if (waits.length > 0) this.#site.clock.defer(() => this.#failSome(waits, error));
  }

  /** The timer is for the earliest deadline, or too early: then it is set again. */
  #setTimer(): void {
    const at = this.#deadlines.first?.at ?? Infinity;
    if (at >= this.#timerAt) return;
    this.#timer?.cancel();
    this.#timerAt = at;
    this.#timer = this.#site.clock.setTimer(at - this.#site.clock.now(), () => {
      this.#timerAt = Infinity;
      this.#withdrawDue();
      this.#setTimer();
    });
  }

  #withdrawDue(): void {
    const now = this.#site.clock.now();
    for (let next = this.#deadlines.first; next !== undefined && next.at <= now; next = this.#deadlines.first) {
      const wait = next;
      this.#deadlines.put(wait, now + AGAIN_MS);
      this.#site.withdraw(wait.session, wait.request).then(
        () => {
          // Where its session is gone, say, no event has told of it.
          if (this.#waits.get(wait.key) === wait) this.#look(wait);
        },
        (error: unknown) => {
          // Nobody is left waiting for longer than was asked for; it is withdrawn later, if it is still there.
          const calls = [...wait.calls];
          wait.calls.clear();
          const reason = error instanceof Error ? error : new Error(String(error));
          for (const call of calls) call.fail(reason);
        },
      );
    }
  }
}

function keyOf(session: SessionId, request: RequestId): string {
  return `${session}/${String(request)}`;
}
