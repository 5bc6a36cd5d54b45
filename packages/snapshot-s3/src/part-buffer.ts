import { createHash, type Hash } from 'node:crypto';
import { crc32c } from '@lolraft/raft-core';
import type { Body } from './bucket.js';
import { SLICE_BYTES, type Slices } from './slices.js';

/** The bytes of one part, gathered from chunks of any size; summed as they come. */
export class PartBuffer {
  // Memory that is not written is not there yet, so a small resource costs little.
  readonly #bytes: Uint8Array;
  readonly #withMd5: boolean;
  #md5: Hash | undefined;
  #sha256 = createHash('sha256');
  #filled = 0;

  constructor(size: number, withMd5: boolean) {
    this.#bytes = Buffer.allocUnsafeSlow(size);
    this.#withMd5 = withMd5;
  }

  get filled(): number {
    return this.#filled;
  }

  get isFull(): boolean {
    return this.#filled === this.#bytes.length;
  }

  /** Takes as much of `chunk` from `at` on as there is room for; says where it stopped, and the checksum up to there. */
  async fill(
    chunk: Uint8Array,
    at: number,
    checksum: number,
    slices: Slices,
  ): Promise<{ at: number; checksum: number }> {
    while (at < chunk.length && !this.isFull) {
      const size = Math.min(SLICE_BYTES, chunk.length - at, this.#bytes.length - this.#filled);
      const piece = chunk.subarray(at, at + size);
      this.#bytes.set(piece, this.#filled);
      if (this.#withMd5) {
        this.#md5 ??= createHash('md5');
        this.#md5.update(piece);
      }
      this.#sha256.update(piece);
      checksum = crc32c(piece, 0, size, checksum);
      this.#filled += size;
      at += size;
      await slices.pause();
    }
    return { at, checksum };
  }

  /** What is in it. Nothing may be filled in until it is cleared. */
  body(): Body {
    const hash = this.#withMd5 ? (this.#md5 ?? createHash('md5')) : undefined;
    const sha256 = this.#sha256.digest('hex');
    this.#md5 = undefined;
    this.#sha256 = createHash('sha256');
    return { bytes: this.#bytes.subarray(0, this.#filled), md5: hash?.digest('base64'), sha256 };
  }

  clear(): void {
    this.#filled = 0;
  }
}
