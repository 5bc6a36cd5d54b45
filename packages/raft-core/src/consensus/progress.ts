import type { Member } from '../model/configuration.js';
import type { StoreId } from '../model/ids.js';
import type { TaggedRecord } from '../model/state.js';
import type { ConsensusOptions } from './options.js';
import { PhiDetector } from './phi.js';

/** A snapshot that a follower was offered. */
export interface Offer {
  readonly record: TaggedRecord;
  received: number;
  /** When `received` last grew, or the offer was first made. */
  progressAt: number;
}

/** A member that was removed, and is served until it has heard of it (rule 11). */
export interface Leaving {
  readonly member: Member;
  /** Of the configuration without it. */
  readonly index: number;
  /** When the leader gives up. */
  readonly until: number;
  /** The round of heartbeats that told it. */
  toldRound: number | undefined;
}

/**
 * A leader's view of one follower. In `probe` one message at a time looks for the point where the logs agree, or offers a
 * snapshot where the log begins too late for that; in `replicate` messages are pipelined up to the in-flight bounds.
 */
export class Progress {
  state: 'probe' | 'replicate' = 'probe';
  matchIndex = 0;
  nextIndex: number;
  /** The store that all of this is about: another one under the same id has another log. */
  store: StoreId | undefined;
  /** Newest moment at which the peer answered in this term. */
  lastContact: number;
  /** Milliseconds from the beginning of the newest round of heartbeats to its answer; undefined before the first. */
  roundTrip: number | undefined;
  /** The rhythm of its answers, for people: nothing is decided by it. */
  readonly phi: PhiDetector;
  /** Newest round of heartbeats that the peer has answered. */
  ackedRound = 0;
  /** When that round was begun, by the clock of this leader, or a little before. */
  ackedRoundBegan = -Infinity;
  /** Commit index that the peer was last told. */
  commitSent = 0;
  /** In probe: a message is out, and nothing more is sent until an answer, a heartbeat reply, or a new connection. */
  probeOut = false;
  /** The round of heartbeats that was current when the probe left: an answer to a later one means that the probe was lost. */
  probeRound = 0;
  /** A `readLog` effect is out. */
  reading = false;
  offer: Offer | undefined;
  leaving: Leaving | undefined;
  /** Offers in a row that came to nothing, and the round of heartbeats before which there is no other. */
  failedOffers = 0;
  offerRound = 0;

  /** Last index and bytes of each message on its way; `#head` is the oldest. */
  readonly #inflight: { last: number; bytes: number; sent: number }[] = [];
  #inflightBytes = 0;

  /** `floor` is that of its `PhiDetector`. */
  constructor(nextIndex: number, now: number, floor: number) {
    this.phi = new PhiDetector(floor);
    this.nextIndex = nextIndex;
    this.lastContact = now;
  }

  /** Of the same peer, of whose log nothing is known. */
  forStore(store: StoreId, nextIndex: number, now: number): Progress {
    const fresh = new Progress(nextIndex, now, this.phi.floor);
    fresh.store = store;
    fresh.leaving = this.leaving;
    return fresh;
  }

  get inflightMessages(): number {
    return this.#inflight.length;
  }

  get inflightBytes(): number {
    return this.#inflightBytes;
  }

  /** When the oldest message on its way was sent. */
  get oldestSent(): number | undefined {
    return this.#inflight[0]?.sent;
  }

  hasRoom(options: ConsensusOptions): boolean {
    return this.#inflight.length < options.maxInflightMessages && this.#inflightBytes < options.maxInflightBytes;
  }

  sent(last: number, bytes: number, now: number): void {
    this.#inflight.push({ last, bytes, sent: now });
    this.#inflightBytes += bytes;
    this.nextIndex = last + 1;
  }

  /** The peer holds everything up to `index`, durably. Returns whether that is news. */
  matched(index: number): boolean {
    let done = 0;
    for (const message of this.#inflight) {
      if (message.last > index) break;
      this.#inflightBytes -= message.bytes;
      done++;
    }
    if (done > 0) this.#inflight.splice(0, done);
    if (this.nextIndex <= index) this.nextIndex = index + 1;
    if (this.offer !== undefined && index >= this.offer.record.index) {
      this.offer = undefined;
      this.failedOffers = 0;
    }
    if (index <= this.matchIndex) return false;
    this.matchIndex = index;
    return true;
  }

  toReplicate(): void {
    this.state = 'replicate';
    this.probeOut = false;
  }

  /** Forgets what is on its way and looks again from `nextIndex`. */
  toProbe(nextIndex: number): void {
    this.state = 'probe';
    this.probeOut = false;
    this.nextIndex = Math.max(nextIndex, this.matchIndex + 1);
    this.#inflight.length = 0;
    this.#inflightBytes = 0;
  }
}
