import { classOf, type Clock, type MessageClass, type PeerEnvelope } from '@lolraft/raft-core';
import { copyEnvelope, sizeOf } from './copy.js';

/** Bulk bytes that are delivered in one turn: what follows lets control messages overtake it. */
const BULK_PER_TURN = 256 * 1024;

export interface LinkLimits {
  readonly maxQueuedMessages: number;
  readonly maxQueuedBytes: number;
}

interface Queue {
  envelopes: PeerEnvelope[];
  bytes: number;
}

/** One direction of a connection: two bounded queues, of which `control` goes first; one delivery per turn. */
export class MemoryLink {
  readonly #clock: Clock;
  readonly #limits: LinkLimits;
  readonly #deliver: (envelopes: readonly PeerEnvelope[]) => void;
  readonly #queues: Record<MessageClass, Queue> = {
    control: { envelopes: [], bytes: 0 },
    bulk: { envelopes: [], bytes: 0 },
  };
  #due = false;
  #open = true;

  constructor(clock: Clock, limits: LinkLimits, deliver: (envelopes: readonly PeerEnvelope[]) => void) {
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
      // An empty queue takes a message of any size, so that a large one is not refused for ever.
      const full =
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

  #schedule(): void {
    const { control, bulk } = this.#queues;
    if (this.#due || !this.#open || control.envelopes.length + bulk.envelopes.length === 0) return;
    this.#due = true;
    this.#clock.defer(() => {
      this.#due = false;
      if (!this.#open) return;
      const batch = this.#take();
      this.#schedule();
      this.#deliver(batch);
    });
  }

  #take(): PeerEnvelope[] {
    const { control, bulk } = this.#queues;
    const batch = control.envelopes;
    control.envelopes = [];
    control.bytes = 0;
    let bytes = 0;
    let count = 0;
    while (count < bulk.envelopes.length && bytes < BULK_PER_TURN) {
      bytes += sizeOf(bulk.envelopes[count] as PeerEnvelope);
      count++;
    }
    bulk.bytes -= bytes;
    return batch.concat(bulk.envelopes.splice(0, count));
  }

  /** What is queued is lost. */
  close(): void {
    this.#open = false;
    this.#queues.control.envelopes = [];
    this.#queues.bulk.envelopes = [];
  }
}
