import { decodeMessage, encodeMessage } from '@lolraft/proto-kit';
import type { RaftClient, ServiceCallOptions } from '@lolraft/raft-client';
import { proto } from '../codec/generated.js';
import type { Method } from '../codec/methods.js';
import { LOCK_SERVICE } from '../protocol/service.js';
import type { EndSignal } from './end-signal.js';
import { asLockError } from './lock-error.js';

export type LockEvent = proto.WatchEvent & proto.WatchEvent.$Shape;

/** Calls the lock service in its own messages. */
export class LockCalls {
  readonly #raft: RaftClient;
  /** Fires when the client closes. */
  readonly closed: EndSignal;

  constructor(raft: RaftClient, closed: EndSignal) {
    this.#raft = raft;
    this.closed = closed;
  }

  /**
   * Most methods change nothing when they are repeated: they are tried again until the timeout, unless `idempotent` says no.
   * @throws {LockError} where the service refuses, {RaftError} otherwise.
   */
  async ask<Q, A>({ name, request, response }: Method<Q, A>, message: Q, options: ServiceCallOptions = {}): Promise<A> {
    const payload = encodeMessage(request, message);
    let answer: Uint8Array;
    try {
      answer = await this.#raft.call(LOCK_SERVICE, name, payload, { idempotent: true, ...options });
    } catch (error) {
      throw asLockError(error);
    }
    return decodeMessage(`an answer to ${name}`, response, answer);
  }

  /** Events from one node, the first one a state; ends with an error when that node, or its leadership, goes. */
  async *watch(
    what: proto.WatchRequest.$Properties,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<LockEvent, void, undefined> {
    const options = { idempotent: true, ...(signal === undefined ? undefined : { signal }) };
    try {
      for await (const bytes of this.#raft.stream(
        LOCK_SERVICE,
        'Watch',
        encodeMessage(proto.WatchRequest, what),
        options,
      ))
        yield decodeMessage('an event', proto.WatchEvent, bytes);
    } catch (error) {
      throw asLockError(error);
    }
  }
}
