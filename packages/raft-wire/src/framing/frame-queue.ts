import { type FrameType } from './frame-header.js';

export interface QueuedMessage {
  readonly type: FrameType;
  readonly bytes: Uint8Array;
  /** How many messages it stands for. */
  readonly count: number;
}

/** First in, first out, at constant cost; the first message may be sent in part. */
export class FrameQueue {
  #messages: (QueuedMessage | undefined)[] = [];
  #first = 0;
  #sent = 0;
  #count = 0;
  #bytes = 0;

  /** Messages that wait, wholly or in part, by their counts. */
  get messages(): number {
    return this.#count;
  }

  /** Bytes that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The message to send next. */
  get head(): QueuedMessage | undefined {
    return this.#messages[this.#first];
  }

  /** Bytes of the first message that are sent already. */
  get sent(): number {
    return this.#sent;
  }

  push(message: QueuedMessage): void {
    this.#messages.push(message);
    this.#count += message.count;
    this.#bytes += message.bytes.length;
  }

  /** Counts `bytes` of the first message as sent, and forgets it once it is sent whole. */
  take(bytes: number): void {
    const head = this.head;
    if (head === undefined) return;
    this.#sent += bytes;
    this.#bytes -= bytes;
    if (this.#sent < head.bytes.length) return;
    this.#count -= head.count;
    this.#sent = 0;
    this.#messages[this.#first++] = undefined;
    if (this.#first === this.#messages.length) {
      this.#messages = [];
      this.#first = 0;
    } else if (this.#first >= 1024 && this.#first * 2 >= this.#messages.length) {
      this.#messages = this.#messages.slice(this.#first);
      this.#first = 0;
    }
  }
}
