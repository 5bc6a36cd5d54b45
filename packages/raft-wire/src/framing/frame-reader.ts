import { plainBytes } from '@lolraft/proto-kit';
import { ClosedError, ProtocolError } from '@lolraft/raft-core';
import {
  FRAME_HEADER_BYTES,
  type FrameClass,
  type FrameHeader,
  type FrameType,
  readFrameHeader,
} from './frame-header.js';
import { frameLimits, MAX_HELLO_BYTES, type FrameLimits } from './frame-limits.js';
import { PartialMessage } from './partial-message.js';

/** A whole message as it was offered at the other end; `bytes` belong to the receiver. */
export interface ReceivedMessage {
  readonly type: FrameType;
  readonly class: FrameClass;
  readonly bytes: Uint8Array;
}

/**
 * The receiving half of a connection: takes frames and gives the messages that they complete.
 *
 * Holds at most one unfinished message for each class that the accepted types travel in, and no more memory for it than
 * about twice what has arrived of it. Every size is checked before anything is allocated.
 */
export class FrameReader {
  readonly limits: FrameLimits;
  readonly #partial = new Map<FrameClass, PartialMessage>();
  #accepted: ReadonlySet<FrameType>;
  #failed = false;

  /**
   * `accepted` are the types that the other end may send now; a connection begins with `['hello']` or `['helloReply']`.
   * @throws {InvalidArgumentError} on a limit out of its range.
   */
  constructor(accepted: readonly FrameType[], limits: Partial<FrameLimits> = {}) {
    this.limits = frameLimits(limits);
    this.#accepted = new Set(accepted);
  }

  /** Replaces the types that the other end may send from the next frame on: done once its handshake is settled. */
  accept(types: readonly FrameType[]): void {
    this.#accepted = new Set(types);
  }

  /**
   * Reads one frame, as the link delivered it, and returns the messages that it completes, in order; mostly one.
   *
   * Takes ownership of `frame`: a message that came whole in it is a view of it, so nothing may write to it again.
   * @throws {ProtocolError} on what is malformed, too large, not accepted, or out of order. The connection is then to be
   * closed: every later call throws.
   */
  read(frame: Uint8Array): ReceivedMessage[] {
    if (this.#failed) throw new ClosedError('a frame reader that has met a malformed frame');
    this.#failed = true;
    const messages = this.#read(plainBytes(frame));
    this.#failed = false;
    return messages;
  }

  /** Bytes of unfinished messages that are held. */
  get heldBytes(): number {
    let bytes = 0;
    for (const partial of this.#partial.values()) bytes += partial.received;
    return bytes;
  }

  #read(frame: Uint8Array): ReceivedMessage[] {
    if (frame.length === 0) throw new ProtocolError('a frame is empty');
    if (frame.length > this.limits.maxFrameBytes) {
      throw new ProtocolError(
        `a frame of ${frame.length} bytes is over the limit of ${this.limits.maxFrameBytes} bytes`,
      );
    }
    const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
    const messages: ReceivedMessage[] = [];
    let at = 0;
    while (at < frame.length) {
      const header = readFrameHeader(view, at);
      at += FRAME_HEADER_BYTES;
      const bytes = this.#piece(header, frame.subarray(at, at + header.length));
      if (bytes !== undefined) messages.push({ type: header.type, class: header.class, bytes });
      at += header.length;
    }
    return messages;
  }

  /** The whole message, where this piece completes it. */
  #piece(header: FrameHeader, piece: Uint8Array): Uint8Array | undefined {
    const { type, first, last, length, total } = header;
    if (!this.#accepted.has(type)) throw new ProtocolError(`a ${type} message is not expected here`);
    const limit = type === 'hello' || type === 'helloReply' ? MAX_HELLO_BYTES : this.limits.maxMessageBytes;
    if (total > limit)
      throw new ProtocolError(`a ${type} message of ${total} bytes is over the limit of ${limit} bytes`);

    let partial = this.#partial.get(header.class);
    if (first) {
      if (partial !== undefined) throw new ProtocolError(`a ${header.class} message begins within another`);
      if (last) {
        if (length !== total) throw new ProtocolError(`a message of ${total} bytes has only ${length}`);
        return piece;
      }
      partial = new PartialMessage(type, total);
      this.#partial.set(header.class, partial);
    }
    if (partial === undefined) throw new ProtocolError(`a ${header.class} message goes on that has not begun`);
    if (partial.type !== type || partial.total !== total) {
      throw new ProtocolError(`a ${header.class} message changes its type or size between its pieces`);
    }
    if (partial.received + length > total) throw new ProtocolError(`a message of ${total} bytes has more`);
    if (last !== (partial.received + length === total)) {
      throw new ProtocolError(`a message of ${total} bytes ends after ${partial.received + length}`);
    }
    partial.add(piece);
    if (!last) return undefined;
    this.#partial.delete(header.class);
    return partial.bytes;
  }
}
