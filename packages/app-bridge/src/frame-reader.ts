import { ProtocolError } from '@lolraft/raft-core';
import { HEAD_BYTES, LENGTH_BYTES, type Frame } from './frame.js';

/** Cuts a stream of bytes into frames. Holds one unfinished frame at most, whose length was checked before anything is kept. */
export class FrameReader {
  readonly #maxFrameBytes: number;
  readonly #length = new Uint8Array(LENGTH_BYTES);
  #lengthRead = 0;
  #frame: Uint8Array | undefined;
  #frameRead = 0;

  constructor(maxFrameBytes: number) {
    this.#maxFrameBytes = maxFrameBytes;
  }

  /** Whether no frame is half read. */
  get isEmpty(): boolean {
    return this.#frame === undefined && this.#lengthRead === 0;
  }

  /** Bodies are bytes of their own, never views of `chunk`. @throws {ProtocolError} on a length that no frame may have. */
  *read(chunk: Uint8Array): Generator<Frame, void, undefined> {
    let at = 0;
    while (at < chunk.length) {
      if (this.#frame === undefined) {
        const taken = Math.min(LENGTH_BYTES - this.#lengthRead, chunk.length - at);
        this.#length.set(chunk.subarray(at, at + taken), this.#lengthRead);
        this.#lengthRead += taken;
        at += taken;
        if (this.#lengthRead < LENGTH_BYTES) return;
        this.#frame = this.#begin(new DataView(this.#length.buffer).getUint32(0));
      }
      const taken = Math.min(this.#frame.length - this.#frameRead, chunk.length - at);
      this.#frame.set(chunk.subarray(at, at + taken), this.#frameRead);
      this.#frameRead += taken;
      at += taken;
      if (this.#frameRead < this.#frame.length) return;
      const whole = this.#frame;
      this.#frame = undefined;
      this.#lengthRead = 0;
      yield {
        type: whole[0] ?? 0,
        id: new DataView(whole.buffer).getUint32(1),
        body: whole.subarray(HEAD_BYTES),
      };
    }
  }

  #begin(length: number): Uint8Array {
    if (length < HEAD_BYTES) throw new ProtocolError(`a frame of ${length} bytes is too short for a type and an id`);
    if (length > this.#maxFrameBytes)
      throw new ProtocolError(`a frame of ${length} bytes is over the limit of ${this.#maxFrameBytes} bytes`);
    this.#frameRead = 0;
    return new Uint8Array(length);
  }
}
