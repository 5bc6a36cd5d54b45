import { InvalidArgumentError } from '@lolraft/raft-core';
import {
  checkClass,
  FRAME_CLASSES,
  FRAME_HEADER_BYTES,
  type FrameClass,
  type FrameType,
  writeFrameHeader,
} from './frame-header.js';
import { frameLimits, MAX_HELLO_BYTES, MIN_FRAME_BYTES, type FrameLimits } from './frame-limits.js';
import { FrameQueue, type QueuedMessage } from './frame-queue.js';

/**
 * Frames of bulk after which background that waits gets one: 1/17 of a link that entries fill. Within one group they never
 * compete for long, since a follower that needs a snapshot gets no entries. But a connection carries all groups, and those of a
 * busy one would otherwise keep the snapshot of another waiting for as long as they last.
 */
const BULK_PER_BACKGROUND = 16;

/**
 * The sending half of a connection: takes whole encoded messages and hands out frames, `control` before `bulk` before
 * `background`, so that a heartbeat overtakes a half-sent run of entries, and both overtake the bytes of snapshots. Serves one
 * connection; a new one begins with a new writer.
 */
export class FrameWriter {
  readonly limits: FrameLimits;
  readonly #queues: readonly FrameQueue[];
  /** Frames of bulk for which background has waited since it was last served. */
  #overtaken = 0;
  #dropped = 0;

  /** @throws {InvalidArgumentError} on a limit out of its range. */
  constructor(limits: Partial<FrameLimits> = {}) {
    this.limits = frameLimits(limits);
    this.#queues = FRAME_CLASSES.map(() => new FrameQueue());
  }

  /**
   * Queues a message. Takes ownership of `bytes`: the caller never writes to them again. `count` is how many messages
   * it stands for, in the bound and among the dropped.
   *
   * Returns false, and counts it as dropped, where the class is over its bound.
   * @throws {InvalidArgumentError} on an empty message, one over the largest size, a class that is none of its type's, or
   * a count below 1.
   */
  offer(type: FrameType, cls: FrameClass, bytes: Uint8Array, count = 1): boolean {
    checkClass(type, cls);
    const limit = type === 'hello' || type === 'helloReply' ? MAX_HELLO_BYTES : this.limits.maxMessageBytes;
    if (bytes.length === 0) throw new InvalidArgumentError('an empty message cannot be framed');
    if (bytes.length > limit) {
      throw new InvalidArgumentError(`a ${type} message of ${bytes.length} bytes is over the limit of ${limit} bytes`);
    }
    if (!Number.isSafeInteger(count) || count < 1)
      throw new InvalidArgumentError(`count is ${count}, expected 1 or more`);
    const queue = this.#queue(cls);
    const full =
      queue.messages + count > this.limits.maxQueuedMessages || queue.bytes + bytes.length > this.limits.maxQueuedBytes;
    if (full && queue.messages > 0) {
      this.#dropped += count;
      return false;
    }
    queue.push({ type, bytes, count });
    return true;
  }

  /**
   * The next frame to send, of one class and at most `maxBytes` (or the largest frame, if that is smaller) long; a new
   * array that belongs to the caller. Undefined where nothing waits, or where `maxBytes` is under 1 KiB.
   */
  nextFrame(maxBytes: number = this.limits.maxFrameBytes): Uint8Array | undefined {
    const room = Math.min(maxBytes, this.limits.maxFrameBytes);
    if (room < MIN_FRAME_BYTES) return undefined;
    const cls = this.#next();
    return cls === undefined ? undefined : cut(this.#queue(cls), cls, room);
  }

  #next(): FrameClass | undefined {
    const first = FRAME_CLASSES.find((cls) => this.#queue(cls).messages > 0);
    if (first === 'bulk' && this.#queue('background').messages > 0) {
      if (this.#overtaken++ < BULK_PER_BACKGROUND) return first;
      this.#overtaken = 0;
      return 'background';
    }
    if (first === 'background') this.#overtaken = 0;
    return first;
  }

  /** Messages that wait, wholly or in part; of all classes where none is named. */
  pendingMessages(cls?: FrameClass): number {
    return cls === undefined ? this.#queues.reduce((sum, q) => sum + q.messages, 0) : this.#queue(cls).messages;
  }

  /** Bytes of messages that wait, without headers; of all classes where none is named. */
  pendingBytes(cls?: FrameClass): number {
    return cls === undefined ? this.#queues.reduce((sum, q) => sum + q.bytes, 0) : this.#queue(cls).bytes;
  }

  /** Messages that `offer` has refused so far. */
  get dropped(): number {
    return this.#dropped;
  }

  #queue(cls: FrameClass): FrameQueue {
    return this.#queues[FRAME_CLASSES.indexOf(cls)] as FrameQueue;
  }
}

/** Takes from a queue that is not empty as many messages as fit into `room`, or a piece of the first one. */
function cut(queue: FrameQueue, cls: FrameClass, room: number): Uint8Array {
  const pieces: { message: QueuedMessage; from: number; to: number }[] = [];
  let size = 0;
  for (;;) {
    const message = queue.head;
    if (message === undefined) break;
    const from = queue.sent;
    const left = message.bytes.length - from;
    const space = room - size - FRAME_HEADER_BYTES;
    // Begins a message that does not fit only at the front of a frame: a fragment is worth a frame of its own.
    if (left > space && size > 0) break;
    const to = from + Math.min(left, space);
    pieces.push({ message, from, to });
    size += FRAME_HEADER_BYTES + (to - from);
    queue.take(to - from);
  }
  const frame = new Uint8Array(size);
  const view = new DataView(frame.buffer);
  let at = 0;
  for (const { message, from, to } of pieces) {
    const total = message.bytes.length;
    const header = { type: message.type, class: cls, first: from === 0, last: to === total, length: to - from, total };
    writeFrameHeader(view, at, header);
    frame.set(from === 0 && to === total ? message.bytes : message.bytes.subarray(from, to), at + FRAME_HEADER_BYTES);
    at += FRAME_HEADER_BYTES + (to - from);
  }
  return frame;
}
