import { type FrameType } from './frame-header.js';

/**
 * A message whose pieces arrive one by one. Memory grows with what has arrived, at most to twice of it: whoever
 * announces much and sends little costs little.
 */
export class PartialMessage {
  readonly type: FrameType;
  /** Bytes of the whole message. */
  readonly total: number;
  #block = new Uint8Array();
  #received = 0;

  constructor(type: FrameType, total: number) {
    this.type = type;
    this.total = total;
  }

  get received(): number {
    return this.#received;
  }

  /** Copies the next piece. The caller has checked that it fits into `total`. */
  add(piece: Uint8Array): void {
    const needed = this.#received + piece.length;
    if (needed > this.#block.length) {
      const grown = new Uint8Array(Math.min(this.total, Math.max(needed, this.#block.length * 2)));
      grown.set(this.#block.subarray(0, this.#received));
      this.#block = grown;
    }
    this.#block.set(piece, this.#received);
    this.#received = needed;
  }

  /** The message, once it is whole. */
  get bytes(): Uint8Array {
    return this.#block;
  }
}
