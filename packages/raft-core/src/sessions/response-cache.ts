import type { GroupSettings } from '../model/group-settings.js';
import { dropUpTo } from './drop-up-to.js';
import { LinkedList, type Linked } from './linked-list.js';

/** What a kept response takes besides its bytes. */
const OVERHEAD_BYTES = 64;

/** Responses of one session, by sequence number, oldest first. Shared with frozen copies: changed in place only within the epoch that made it. */
type Responses = Map<number, Uint8Array>;

interface CachedSession extends Linked<CachedSession> {
  readonly id: number;
  responses: Responses;
  bytes: number;
  floor: number;
  epoch: number;
}

/** The kept responses of each session that has any. */
export type FrozenResponses = ReadonlyMap<number, ReadonlyMap<number, Uint8Array>>;

/**
 * The responses of commands that were applied, for clients that ask again. Bounded for each session and for all; what is evicted is a function
 * of the log, because it decides what a retry is told.
 */
export class ResponseCache {
  readonly #sessions = new Map<number, CachedSession>();
  /** In order of their last activity. */
  readonly #order = new LinkedList<CachedSession>();
  #settings: GroupSettings;
  #epoch = 0;
  #bytes = 0;

  constructor(settings: GroupSettings) {
    this.#settings = settings;
  }

  /** With what each takes besides its content. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Another bound may be lower. */
  configure(settings: GroupSettings): void {
    this.#settings = settings;
    for (const session of [...this.#order]) this.#evict(session);
    this.#evictOldest();
  }

  get(session: number, sequence: number): Uint8Array | undefined {
    return this.#sessions.get(session)?.responses.get(sequence);
  }

  /** A session is heard of, and does not wait for what is up to `floor` any more. */
  touch(id: number, floor: number): void {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    this.#order.moveToEnd(session);
    if (floor <= session.floor) return;
    const own = this.#own(session);
    dropUpTo(own, session.floor + 1, floor, (value) => {
      this.#forget(session, value);
    });
    session.floor = floor;
    if (own.size === 0) this.end(id);
  }

  /** The bytes are the cache's from here on. */
  add(id: number, sequence: number, value: Uint8Array): void {
    const session = this.#sessions.get(id) ?? this.#begin(id, new Map());
    this.#own(session).set(sequence, value);
    this.#count(session, value.length + OVERHEAD_BYTES);
    this.#evict(session);
    this.#evictOldest();
  }

  #begin(id: number, responses: Responses): CachedSession {
    const session = { id, responses, bytes: 0, floor: 0, epoch: this.#epoch, previous: undefined, next: undefined };
    this.#sessions.set(id, session);
    this.#order.push(session);
    return session;
  }

  #own(session: CachedSession): Responses {
    if (session.epoch !== this.#epoch) {
      session.responses = new Map(session.responses);
      session.epoch = this.#epoch;
    }
    return session.responses;
  }

  #count(session: CachedSession, bytes: number): void {
    session.bytes += bytes;
    this.#bytes += bytes;
  }

  #forget(session: CachedSession, value: Uint8Array): void {
    this.#count(session, -(value.length + OVERHEAD_BYTES));
  }

  /** Down to what one session may keep. */
  #evict(session: CachedSession): void {
    const { maxSessionResponses, maxSessionResponseBytes } = this.#settings;
    while (session.responses.size > maxSessionResponses || session.bytes > maxSessionResponseBytes)
      this.#evictFrom(session);
  }

  /** Down to what all may keep: a session that is quiet has less use for its responses than one that is busy. */
  #evictOldest(): void {
    while (this.#bytes > this.#settings.maxResponseBytes) {
      const { first } = this.#order;
      if (first === undefined) return;
      this.#evictFrom(first);
    }
  }

  #evictFrom(session: CachedSession): void {
    const own = this.#own(session);
    for (const [sequence, value] of own) {
      own.delete(sequence);
      this.#forget(session, value);
      break;
    }
    if (own.size === 0) this.end(session.id);
  }

  /** The session is gone. */
  end(id: number): void {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    this.#sessions.delete(id);
    this.#order.remove(session);
    this.#bytes -= session.bytes;
    session.bytes = 0;
  }

  /** Everything as it is now; at a cost in the number of sessions, not of their responses. */
  freeze(): FrozenResponses {
    this.#epoch++;
    return new Map(Array.from(this.#order, ({ id, responses }) => [id, responses]));
  }

  /** Takes up the responses of a session that was frozen elsewhere; in the order of their last activity. */
  restore(id: number, responses: Responses): void {
    if (responses.size === 0) return;
    const session = this.#begin(id, responses);
    for (const value of responses.values()) this.#count(session, value.length + OVERHEAD_BYTES);
  }
}
