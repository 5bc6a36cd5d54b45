import { ProtocolError, type RaftError } from '@lolraft/raft-core';

/** A stream of bytes that an app sends: holds no more than the app had credit for, and gives credit back as they are taken. */
export class Inflow {
  readonly #grant: (bytes: number) => void;
  readonly #window: number;
  /** What the app may still send; its last frame may take it below zero. */
  #credit: number;
  #taken = 0;
  #pieces: Uint8Array[] = [];
  #ended = false;
  #error: RaftError | undefined;
  #waiting: { readonly wake: () => void } | undefined;

  constructor(window: number, grant: (bytes: number) => void) {
    this.#window = window;
    this.#credit = window;
    this.#grant = grant;
  }

  /** Whether the next piece is asked for and the app has not sent it. */
  get isWaiting(): boolean {
    return this.#waiting !== undefined;
  }

  /** @throws {ProtocolError} where the app had no credit for it. */
  push(piece: Uint8Array): void {
    if (this.#credit <= 0) throw new ProtocolError('more bytes of a stream than there was credit for');
    this.#credit -= piece.length;
    this.#pieces.push(piece);
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** What has come already is worth nothing without the rest. */
  fail(error: RaftError): void {
    this.#error ??= error;
    this.#pieces = [];
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.wake();
  }

  /** The next piece; undefined at the end. One call at a time. */
  async next(): Promise<Uint8Array | undefined> {
    while (this.#pieces.length === 0 && this.#error === undefined && !this.#ended)
      await new Promise<void>((wake) => {
        this.#waiting = { wake };
      });
    if (this.#error !== undefined) throw this.#error;
    const piece = this.#pieces.shift();
    if (piece !== undefined) this.#count(piece.length);
    return piece;
  }

  #count(bytes: number): void {
    this.#taken += bytes;
    if (this.#ended || this.#taken < this.#window / 2) return;
    this.#credit += this.#taken;
    this.#grant(this.#taken);
    this.#taken = 0;
  }
}
