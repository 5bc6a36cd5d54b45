import type { RaftError, StreamItem } from '@lolraft/raft-core';

interface Waiter {
  readonly resolve: (result: IteratorResult<StreamItem>) => void;
  readonly reject: (error: RaftError) => void;
}

const DONE: IteratorResult<StreamItem> = { done: true, value: undefined };

/** The two ends of a stream: asks the source for an item when its reader asks, and for none before. */
export class MemoryStream implements AsyncIterator<StreamItem> {
  readonly #waiters: Waiter[] = [];
  readonly #onOver: (isEarly: boolean) => void;
  readonly #onFault: (error: unknown) => RaftError;
  #source: AsyncIterator<StreamItem> | undefined;
  #isAsking = false;
  #isOver = false;
  /** Why it ended, where no `next` has been told yet. */
  #failure: RaftError | undefined;

  /**
   * @param onOver the stream is over, where `isEarly` before its source is.
   * @param onFault the source failed: with what the reader is told.
   */
  constructor(onOver: (isEarly: boolean) => void, onFault: (error: unknown) => RaftError) {
    this.#onOver = onOver;
    this.#onFault = onFault;
  }

  /** The node has been reached. */
  open(source: () => AsyncIterable<StreamItem>): void {
    try {
      this.#source = source()[Symbol.asyncIterator]();
    } catch (error) {
      this.#sourceFailed(error);
      return;
    }
    this.#ask();
  }

  next(): Promise<IteratorResult<StreamItem>> {
    const failure = this.#failure;
    if (failure !== undefined) {
      this.#failure = undefined;
      return Promise.reject(failure);
    }
    if (this.#isOver) return Promise.resolve(DONE);
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#ask();
    });
  }

  return(): Promise<IteratorResult<StreamItem>> {
    this.#failure = undefined;
    this.#leave();
    return Promise.resolve(DONE);
  }

  /** Nothing more comes from the node. */
  fail(error: RaftError): void {
    if (this.#isOver) return;
    this.#leave(error);
  }

  #ask(): void {
    const source = this.#source;
    if (source === undefined || this.#isAsking || this.#waiters.length === 0) return;
    this.#isAsking = true;
    source.next().then(
      (result) => {
        this.#isAsking = false;
        if (this.#isOver) return;
        if (result.done === true) {
          this.#end();
          this.#onOver(false);
          return;
        }
        this.#waiters.shift()?.resolve({ done: false, value: structuredClone(result.value) });
        this.#ask();
      },
      (error: unknown) => this.#sourceFailed(error),
    );
  }

  #sourceFailed(error: unknown): void {
    const failure = this.#onFault(error);
    if (this.#isOver) return;
    this.#end(failure);
    this.#onOver(false);
  }

  /** Puts the source away, without waiting for an item that is still being made: it may wait for this very end. */
  #leave(failure?: RaftError): void {
    if (this.#isOver) return;
    const source = this.#source;
    this.#end(failure);
    this.#onOver(true);
    source?.return?.().then(undefined, (error: unknown) => this.#onFault(error));
  }

  #end(failure?: RaftError): void {
    this.#isOver = true;
    this.#source = undefined;
    const [first, ...others] = this.#waiters.splice(0);
    if (failure === undefined) first?.resolve(DONE);
    else if (first === undefined) this.#failure = failure;
    else first.reject(failure);
    for (const { resolve } of others) resolve(DONE);
  }
}
