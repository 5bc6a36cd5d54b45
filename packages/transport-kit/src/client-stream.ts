import { ProtocolError, type CallOptions, type StreamItem, type StreamRequest } from '@lolraft/raft-core';
import type { ServerMessage } from '@lolraft/raft-wire';
import { ClientCall } from './client-call.js';

interface Waiter {
  resolve(result: IteratorResult<StreamItem>): void;
  reject(error: Error): void;
}

const DONE: IteratorResult<StreamItem> = { done: true, value: undefined };

/**
 * A stream as its reader sees it. Each `next` gives the server credit for one item: so nothing is made that nobody has
 * asked for, and nothing grows old on the way.
 */
export class ClientStream extends ClientCall implements AsyncIterator<StreamItem> {
  readonly #pull: (stream: ClientStream) => void;
  readonly #cancel: (stream: ClientStream) => void;
  readonly #waiters: Waiter[] = [];
  /** Why it ended, where no `next` has been told yet. */
  #failure: Error | undefined;

  constructor(
    id: number,
    request: StreamRequest,
    options: CallOptions,
    pull: (stream: ClientStream) => void,
    cancel: (stream: ClientStream) => void,
  ) {
    super(id, request, options);
    this.#pull = pull;
    this.#cancel = cancel;
  }

  next(): Promise<IteratorResult<StreamItem>> {
    const failure = this.#failure;
    if (failure !== undefined) {
      this.#failure = undefined;
      return Promise.reject(failure);
    }
    if (this.isOver) return Promise.resolve(DONE);
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#pull(this);
    });
  }

  return(): Promise<IteratorResult<StreamItem>> {
    this.#failure = undefined;
    if (this.finish()) {
      this.#cancel(this);
      this.#tellAll();
    }
    return Promise.resolve(DONE);
  }

  override onServerMessage(message: ServerMessage): void {
    if (message.type === 'end') {
      if (message.error !== undefined) this.fail(message.error);
      else if (this.finish()) this.#tellAll();
      return;
    }
    const waiter = message.type === 'item' ? this.#waiters.shift() : undefined;
    if (message.type !== 'item' || waiter === undefined) {
      throw new ProtocolError(`a stream got a ${message.type} that it has not asked for`);
    }
    waiter.resolve({ done: false, value: message.item });
  }

  override fail(error: Error): void {
    if (!this.finish()) return;
    const waiter = this.#waiters.shift();
    if (waiter === undefined) this.#failure = error;
    else waiter.reject(error);
    this.#tellAll();
  }

  #tellAll(): void {
    for (const waiter of this.#waiters.splice(0)) waiter.resolve(DONE);
  }
}
