import { createHash, createHmac } from 'node:crypto';
import { SLICE_BYTES, Slices } from './slices.js';

type Data = string | ArrayBuffer | ArrayBufferView;

/**
 * SHA-256 for the SDK, which signs whole parts over plain HTTP: in slices, since a part in one go holds up the event loop for
 * 20 ms and more.
 */
export class SlicedSha256 {
  readonly #key: Uint8Array | undefined;
  #pieces: Uint8Array[] = [];

  constructor(key?: Data) {
    this.#key = key === undefined ? undefined : bytesOf(key);
  }

  /** The data must stay as it is until `digest` has resolved. */
  update(data: Data): void {
    this.#pieces.push(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    const hash = this.#key === undefined ? createHash('sha256') : createHmac('sha256', this.#key);
    const slices = new Slices();
    for (const piece of this.#pieces) {
      for (let at = 0; at < piece.length; at += SLICE_BYTES) {
        hash.update(piece.subarray(at, at + SLICE_BYTES));
        await slices.pause();
      }
    }
    return new Uint8Array(hash.digest());
  }

  reset(): void {
    this.#pieces = [];
  }
}

function bytesOf(data: Data): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data, 'utf8');
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
