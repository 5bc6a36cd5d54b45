import { classOf, type Clock, type MessageClass, type PeerEnvelope, type ReceivedEnvelope } from '@lolraft/raft-core';
import { copyEnvelope, sizeOf } from './copy.js';

/** Bulk and background bytes that are delivered in one turn: what follows lets control messages overtake it. */
const BULK_PER_TURN = 256 * 1024;

/** Bytes of payload of the largest message that is carried. */
export const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

/** Room for what is around a payload. */
const OVERHEAD = 64 * 1024;

export interface LinkLimits {
  readonly maxQueuedMessages: number;
  readonly maxQueuedBytes: number;
}

interface Queue {
  envelopes: ReceivedEnvelope[];
  bytes: number;
}

/**
 * One direction of a connection: a bounded queue for each class, `control` first, then `bulk`, then `background`; one
 * delivery per turn.
 */
export class MemoryLink {
  readonly #clock: Clock;
  readonly #limits: LinkLimits;
  readonly #deliver: (envelopes: readonly ReceivedEnvelope[]) => void;
  readonly #queues: Record<MessageClass, Queue> = {
    control: { envelopes: [], bytes: 0 },
    bulk: { envelopes: [], bytes: 0 },
    background: { envelopes: [], bytes: 0 },
  };
  #due = false;
  #open = true;

  constructor(clock: Clock, limits: LinkLimits, deliver: (envelopes: readonly ReceivedEnvelope[]) => void) {
    this.#clock = clock;
    this.#limits = limits;
    this.#deliver = deliver;
  }

  /** Copies and queues; returns how many messages found no room. */
  send(envelopes: readonly PeerEnvelope[]): number {
    let dropped = 0;
    for (const envelope of envelopes) {
      const queue = this.#queues[classOf(envelope.message)];
      const size = sizeOf(envelope);
      // An empty queue takes any message, so that a large one is not refused for ever.
      const full =
        size > MAX_MESSAGE_BYTES + OVERHEAD ||
        queue.envelopes.length >= this.#limits.maxQueuedMessages ||
        (queue.envelopes.length > 0 && queue.bytes + size > this.#limits.maxQueuedBytes);
      if (!this.#open || full) {
        dropped++;
        continue;
      }
      queue.envelopes.push(copyEnvelope(envelope));
      queue.bytes += size;
    }
    this.#schedule();
    return dropped;
  }

  /** Whether everything that was sent has been delivered. */
  get isIdle(): boolean {
    return Object.values(this.#queues).every((queue) => queue.envelopes.length === 0);
  }

  #schedule(): void {
    if (this.#due || !this.#open || this.isIdle) return;
    this.#due = true;
    this.#clock.defer(() => {
      this.#due = false;
      if (!this.#open) return;
      const batch = this.#take();
      this.#schedule();
      this.#deliver(batch);
    });
  }

  #take(): ReceivedEnvelope[] {
    const { control, bulk, background } = this.#queues;
    const batch = control.envelopes;
    control.envelopes = [];
    control.bytes = 0;
    let room = BULK_PER_TURN;
    for (const queue of [bulk, background]) {
      let bytes = 0;
      let count = 0;
      // One of each at least: bulk without end must not keep background waiting for ever.
      while (count < queue.envelopes.length && (count === 0 || bytes < room)) {
        bytes += sizeOf(queue.envelopes[count] as ReceivedEnvelope);
        count++;
      }
      queue.bytes -= bytes;
      room -= bytes;
      batch.push(...queue.envelopes.splice(0, count));
    }
    return batch;
  }

  /** What is queued is lost. */
  close(): void {
    this.#open = false;
    for (const queue of Object.values(this.#queues)) queue.envelopes = [];
  }
}
