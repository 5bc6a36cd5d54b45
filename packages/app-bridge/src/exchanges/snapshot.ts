import { DeadlineExceededError, ProtocolError, type RaftError, type SnapshotSource } from '@lolraft/raft-core';
import type { AppConnection, Exchange } from '../connection.js';
import { AppReportedError } from '../errors.js';
import { FrameType, type Frame } from '../frame.js';
import { Inflow } from '../inflow.js';
import { decodeFailed, encodeCredit } from '../messages.js';

/** The bytes that an app sends for a request, and the end of them: for `snapshot`, and for what `fold` gives back. */
export class ReceivedStream implements Exchange {
  readonly id: number;
  readonly #connection: AppConnection;
  readonly #inflow: Inflow;
  readonly #onEnd: (error: RaftError | undefined) => void;
  #isSettled = false;

  /** @param onEnd Called once: nothing more comes, and whether that is a failure. */
  constructor(connection: AppConnection, onEnd: (error: RaftError | undefined) => void = () => undefined) {
    this.#connection = connection;
    this.#onEnd = onEnd;
    this.#inflow = new Inflow(connection.limits.windowBytes, (bytes) => {
      if (!this.#isSettled) connection.send(FrameType.credit, this.id, encodeCredit(bytes));
    });
    this.id = connection.begin(this);
  }

  readonly watch = {
    isWaiting: (): boolean => this.#inflow.isWaiting,
    expired: (): void => {
      this.cancel(new DeadlineExceededError('not_applied', 'the app has not sent more of a snapshot in time'));
    },
  };

  received({ type, body }: Frame): void {
    switch (type) {
      case FrameType.data:
        this.#inflow.push(body);
        break;
      case FrameType.end:
        this.#connection.settle(this.id);
        this.#settle(undefined);
        break;
      case FrameType.failed: {
        const { text } = decodeFailed(body);
        this.#connection.settle(this.id);
        this.#settle(new AppReportedError(text));
        break;
      }
      default:
        throw new ProtocolError(`a frame of type ${type} within a snapshot`);
    }
  }

  lost(error: RaftError): void {
    this.#settle(error);
  }

  /** Gives it up, unless it has ended. */
  cancel(error: RaftError): void {
    if (this.#isSettled) return;
    this.#connection.cancel(this.id);
    this.#settle(error);
  }

  #settle(error: RaftError | undefined): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    if (error === undefined) this.#inflow.end();
    else this.#inflow.fail(error);
    this.#onEnd(error);
  }

  async *read(): AsyncGenerator<Uint8Array, void, undefined> {
    for (let piece = await this.#inflow.next(); piece !== undefined; piece = await this.#inflow.next()) yield piece;
  }
}

/** A view that the app takes at this place in the order of requests, and sends as it is read. */
export function snapshot(connection: AppConnection, givenUp: () => RaftError): SnapshotSource {
  const stream = new ReceivedStream(connection);
  connection.send(FrameType.snapshot, stream.id, new Uint8Array(0));
  return {
    read: () => stream.read(),
    release: () => {
      stream.cancel(givenUp());
    },
  };
}
