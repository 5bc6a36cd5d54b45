import { MAX_RESPONSE_BYTES, PAGE_BYTES } from '@lolraft/kvs-client';
import { type KeyRecord, responseBytes } from './records.js';
import { Refusal } from './refusal.js';

/** How large an answer becomes: all its ranges together are bounded as one page is. */
export class AnswerSize {
  #bytes = 0;

  /** Whether a range that already has keys should end here. */
  get pageIsFull(): boolean {
    return this.#bytes >= PAGE_BYTES;
  }

  /** @throws {Refusal} where the answer would be larger than an answer may be. */
  add(record: KeyRecord, keysOnly = false): void {
    this.#bytes += responseBytes(record, keysOnly);
    if (this.#bytes > MAX_RESPONSE_BYTES) {
      throw new Refusal(
        'RESPONSE_TOO_LARGE',
        `the answer would be over ${MAX_RESPONSE_BYTES} bytes; ask for less at once`,
      );
    }
  }
}
