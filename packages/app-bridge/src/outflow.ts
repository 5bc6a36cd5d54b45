import { ProtocolError, type RaftError } from '@lolraft/raft-core';
import { decodeCredit } from './messages.js';

/** No peer needs to grant more than this at once; above it, something is wrong with it. */
const MAX_CREDIT = 2 ** 31;

/** Says when more of a stream may be sent to an app. */
export class Outflow {
  #credit: number;
  #error: RaftError | undefined;
  #waiting: (() => void) | undefined;

  constructor(window: number) {
    this.#credit = window;
  }

  /** The app gives credit. @throws {ProtocolError} */
  received(body: Uint8Array): void {
    this.#credit += decodeCredit(body);
    if (this.#credit > MAX_CREDIT) throw new ProtocolError('more credit than anybody needs');
    this.#wake();
  }

  /** Nothing more is to be sent. */
  fail(error: RaftError): void {
    this.#error ??= error;
    this.#wake();
  }

  #wake(): void {
    const wake = this.#waiting;
    this.#waiting = undefined;
    wake?.();
  }

  /** Resolves when a frame with so many bytes may be sent, and counts it. One call at a time. @throws {RaftError} of `fail`. */
  async take(bytes: number): Promise<void> {
    while (this.#error === undefined && this.#credit <= 0)
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    if (this.#error !== undefined) throw this.#error;
    this.#credit -= bytes;
  }
}
