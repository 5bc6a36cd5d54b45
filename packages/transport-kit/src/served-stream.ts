import type { StreamItem } from '@lolraft/raft-core';
import { ServedCall } from './served-call.js';

/** Where a stream puts what it yields. */
export interface StreamSink {
  /** Whether the connection takes more now. */
  hasRoom(): boolean;
  item(stream: ServedStream, item: StreamItem): void;
  end(stream: ServedStream, error: unknown): void;
  /** The stream could not be put away. */
  fault(error: unknown): void;
}

/** A stream that is being sent: asks for an item only where the client has given credit and the connection has room. */
export class ServedStream extends ServedCall {
  #credit = 0;
  #iterator: AsyncIterator<StreamItem> | undefined;
  #wake: (() => void) | undefined;
  #sink: StreamSink | undefined;

  /** Runs to the end of the stream; never rejects. */
  async run(source: () => AsyncIterable<StreamItem>, sink: StreamSink): Promise<void> {
    this.#sink = sink;
    let failure: unknown;
    try {
      const iterator = source()[Symbol.asyncIterator]();
      this.#iterator = iterator;
      while (!this.isOver()) {
        if (this.#credit === 0 || !sink.hasRoom()) {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
          continue;
        }
        const result = await iterator.next();
        if (result.done === true) {
          this.#iterator = undefined;
          break;
        }
        if (this.isOver()) break;
        this.#credit--;
        sink.item(this, result.value);
      }
    } catch (error) {
      this.#iterator = undefined;
      failure = error;
    }
    sink.end(this, failure);
  }

  /** The client takes `count` more. */
  pull(count: number): void {
    this.#credit += count;
    this.wake();
  }

  /** Looks again whether there is room. */
  wake(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }

  override end(reason: Error): void {
    if (this.isOver()) return;
    super.end(reason);
    const iterator = this.#iterator;
    this.#iterator = undefined;
    // Without waiting for an item that is still being made: it may wait for this very call to stop.
    const putAway = async (): Promise<void> => {
      await iterator?.return?.();
    };
    putAway().catch((error: unknown) => this.#sink?.fault(error));
    this.wake();
  }
}
