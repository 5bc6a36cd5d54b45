import { type Clock, ProtocolError, type Timer } from '@lolraft/raft-core';
import { KEEP_ALIVE } from '../codec/methods.js';
import { MAX_KEPT_SESSIONS } from '../protocol/limits.js';
import type { LockCalls } from './lock-calls.js';

/** A session, as far as its signs of life are concerned. */
export interface KeptSession {
  readonly idBytes: Uint8Array;
  /** Milliseconds that it lives after a sign of life. */
  readonly ttl: number;
  /** It lives for `ttl` milliseconds after `sentAt`. */
  prolong(sentAt: number, ttl: number): void;
  /** There is no such session any more. */
  gone(): void;
  /** Its sign of life has failed. */
  failed(error: unknown): void;
  /** Looks at the clock, and ends where the session may be over. */
  check(): boolean;
}

interface Place {
  readonly session: KeptSession;
  /** A third of its time to live. */
  readonly interval: number;
  due: number;
}

const MAX_RETRY_PAUSE = 1_000;

/**
 * Gives signs of life of all sessions of a client: of each after a third of its time to live, in one call with those that are due soon. One
 * that fails is followed by another, until the session ends.
 */
export class KeepAlive {
  readonly #clock: Clock;
  readonly #calls: LockCalls;
  readonly #places = new Map<KeptSession, Place>();
  #timer: { readonly at: number; readonly timer: Timer } | undefined;

  constructor(clock: Clock, calls: LockCalls) {
    this.#clock = clock;
    this.#calls = calls;
  }

  get size(): number {
    return this.#places.size;
  }

  /** `sentAt`: when the session's first sign of life was sent. */
  add(session: KeptSession, sentAt: number): void {
    const interval = session.ttl / 3;
    this.#places.set(session, { session, interval, due: sentAt + interval });
    this.#schedule();
  }

  remove(session: KeptSession): void {
    this.#places.delete(session);
    if (this.#places.size === 0) this.#stop();
  }

  /** Asks at once whether it lives. */
  hurry(session: KeptSession): void {
    const place = this.#places.get(session);
    if (place === undefined) return;
    place.due = this.#clock.now();
    this.#schedule();
  }

  #stop(): void {
    this.#timer?.timer.cancel();
    this.#timer = undefined;
  }

  #schedule(): void {
    let next = Infinity;
    for (const { due } of this.#places.values()) next = Math.min(next, due);
    if (this.#timer !== undefined && this.#timer.at <= next) return;
    this.#stop();
    if (next === Infinity) return;
    const timer = this.#clock.setTimer(Math.max(0, next - this.#clock.now()), () => {
      this.#timer = undefined;
      this.#fire();
    });
    this.#timer = { at: next, timer };
  }

  #fire(): void {
    // After a pause this timer may come before those of the sessions: what is over is said before anything else.
    for (const { session } of [...this.#places.values()]) session.check();
    const now = this.#clock.now();
    const due = [...this.#places.values()].filter((place) => place.due <= now);
    if (due.length > 0) {
      const soon = [...this.#places.values()].filter((place) => place.due - place.interval / 2 <= now);
      for (let i = 0; i < soon.length; i += MAX_KEPT_SESSIONS) void this.#round(soon.slice(i, i + MAX_KEPT_SESSIONS));
    }
    this.#schedule();
  }

  async #round(places: readonly Place[]): Promise<void> {
    const sentAt = this.#clock.now();
    let timeout = Infinity;
    for (const place of places) {
      place.due = sentAt + place.interval;
      timeout = Math.min(timeout, place.interval);
    }
    try {
      const sessions = places.map(({ session }) => session.idBytes);
      const { sessions: kept } = await this.#calls.ask(KEEP_ALIVE, { sessions }, { timeout });
      if (kept.length !== places.length)
        throw new ProtocolError(`signs of life of ${places.length} sessions were answered for ${kept.length}`);
      for (const [i, { session }] of places.entries()) {
        const ttl = kept[i]?.ttl ?? 0;
        if (ttl === 0) session.gone();
        else session.prolong(sentAt, ttl);
      }
    } catch (error) {
      this.#failed(places, error);
    }
  }

  #failed(places: readonly Place[], error: unknown): void {
    const now = this.#clock.now();
    for (const place of places) {
      place.session.failed(error);
      place.due = Math.min(place.due, now + Math.min(MAX_RETRY_PAUSE, place.interval / 4));
    }
    this.#schedule();
  }
}
