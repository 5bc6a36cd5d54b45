import {
  AbortedError,
  ClosedError,
  type GroupId,
  InternalError,
  type InvokeRequest,
  type InvokeStreamRequest,
  NotLeaderError,
  OverloadedError,
  type RaftError,
  UnavailableError,
} from '@lolraft/raft-core';
import type { AddressBook } from './address-book.js';
import { backoff } from './backoff.js';
import type { CallerOptions, Calls } from './calls.js';
import type { LeaderCalls } from './leader-calls.js';
import type { LeaderSearch } from './leader-search.js';
import { asRaftError, type Link } from './link.js';
import type { Links } from './links.js';
import type { NodeCalls } from './node-calls.js';
import type { CheckedOptions } from './options.js';
import { decide } from './retry.js';

/** Where a call of an app's service goes, and how often. */
export interface ServiceCallOptions extends CallerOptions {
  /** By default true: to whoever leads the client's group. Otherwise to any node, one after the other until one answers. */
  readonly leader?: boolean;
  /** Address of the node that is asked, once, whether it leads or not. */
  readonly node?: string;
  /** To do it twice does no harm: it is tried again also where an attempt may have had an effect. By default false. */
  readonly idempotent?: boolean;
  /**
   * The answer may take as long as it likes, as that of a lock that is held: such calls do not count against `maxInFlight`, so
   * they are in nobody's way, and are bounded by `maxWaiting`. By default false.
   */
  readonly waits?: boolean;
}

/** `timeout` is that of the whole stream; by default it has none, and only its beginning is waited for as long as for a call. */
export type ServiceStreamOptions = Omit<ServiceCallOptions, 'waits'>;

interface Parts {
  readonly links: Links;
  readonly search: LeaderSearch;
  readonly addresses: AddressBook;
  readonly nodes: NodeCalls;
  readonly calls: Calls;
  /** Takes calls to the leader that are answered soon. */
  readonly prompt: LeaderCalls;
  /** Those that may wait there. */
  readonly patient: LeaderCalls;
}

type ServiceCallsOptions = Pick<CheckedOptions, 'clock' | 'backoff' | 'timeout' | 'maxWaiting'> & {
  readonly group: GroupId;
};

/** Calls and streams of services that an app has mounted on its nodes. */
export class ServiceCalls {
  readonly #options: ServiceCallsOptions;
  readonly #parts: Parts;
  /** Calls that may wait, and streams. */
  #waiting = 0;
  #closed = false;
  readonly #pauses = new Set<() => void>();

  constructor(options: ServiceCallsOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
  }

  async call(request: InvokeRequest, options: ServiceCallOptions): Promise<Uint8Array> {
    const { leader = true, node, idempotent = false, waits = false, ...caller } = options;
    const { calls, nodes, search, prompt, patient } = this.#parts;
    const leave = waits ? this.#enter() : undefined;
    try {
      if (leader) search.keepUp();
      const response = await calls.make(request, caller, idempotent, (call) => {
        if (node !== undefined) void nodes.askOnce(call, node);
        else if (!leader) void nodes.askAnybody(call);
        else (waits ? patient : prompt).dispatch(call);
      });
      if (response.type !== 'invoke') throw new InternalError('a call of a service was answered with something else');
      return response.value;
    } finally {
      leave?.();
    }
  }

  /** @returns what gives the place back. */
  #enter(): () => void {
    const { maxWaiting } = this.#options;
    if (this.#waiting >= maxWaiting)
      throw new OverloadedError(`${maxWaiting} calls that wait, and streams, of this client have not ended`);
    this.#waiting++;
    return () => {
      this.#waiting--;
    };
  }

  async *stream(
    request: InvokeStreamRequest,
    options: ServiceStreamOptions,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#closed) throw new ClosedError('the client');
    const leave = this.#enter();
    try {
      yield* this.#stream(request, options);
    } finally {
      leave();
    }
  }

  /** One that has not brought anything yet begins again elsewhere; after that it is its reader's to say where it goes on. */
  async *#stream(
    request: InvokeStreamRequest,
    { leader = true, node, idempotent = false, ...caller }: ServiceStreamOptions,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const { clock, timeout } = this.#options;
    const isOfLeader = leader && node === undefined;
    const end = caller.timeout === undefined ? Infinity : clock.now() + caller.timeout;
    const beginBy = Math.min(end, clock.now() + timeout);
    for (let failures = 1; ; failures++) {
      const link = await this.#link(node, leader, { ...caller, timeout: beginBy - clock.now() });
      let hasBegun = false;
      try {
        const left = end === Infinity ? undefined : { timeout: end - clock.now() };
        for await (const item of link.stream(request, { ...caller, ...left })) {
          if (item.type !== 'invokeItem') throw new InternalError('a stream of a service brought something else');
          hasBegun = true;
          yield item.bytes;
        }
        return;
      } catch (thrown) {
        const error = asRaftError(thrown);
        const decision = decide(error, idempotent);
        if (isOfLeader && decision === 'elsewhere') this.#misled(link, error);
        if (hasBegun || node !== undefined || decision === 'fail') throw error;
        const delay = backoff(this.#options.backoff, failures, () => clock.random());
        if (clock.now() + delay >= beginBy) throw error;
        await this.#pause(delay, caller.signal);
      }
    }
  }

  #misled(link: Link, error: RaftError): void {
    const { search, addresses } = this.#parts;
    search.lost(link);
    const hint = error instanceof NotLeaderError ? error.leader?.address : undefined;
    if (hint !== undefined) addresses.learn(hint);
  }

  /** Where a stream is to come from. */
  async #link(node: string | undefined, leader: boolean, caller: CallerOptions): Promise<Link> {
    const { calls, links, nodes, search, prompt } = this.#parts;
    if (caller.signal?.aborted === true) throw new AbortedError('not_applied', caller.signal.reason);
    if (node !== undefined) return links.connect(node);
    const request = { type: 'status', group: this.#options.group } as const;
    if (!leader) {
      let answered: Link | undefined;
      await calls.make(request, caller, true, (call) => void nodes.askAnybody(call, (link) => (answered = link)));
      if (answered !== undefined) return answered;
    } else {
      search.keepUp();
      // Whoever answers this leads.
      await calls.make(request, caller, true, (call) => prompt.dispatch(call));
      if (search.leader !== undefined) return search.leader;
    }
    throw new UnavailableError('the node that was found has gone again', 'not_applied');
  }

  #pause(delay: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        timer.cancel();
        this.#pauses.delete(onClose);
        signal?.removeEventListener('abort', onAbort);
        settle();
      };
      const onClose = (): void => end(() => reject(new ClosedError('the client')));
      const onAbort = (): void => end(() => reject(new AbortedError('not_applied', signal?.reason)));
      const timer = this.#options.clock.setTimer(delay, () => end(resolve));
      this.#pauses.add(onClose);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Streams that are open end with their connections. */
  close(): void {
    this.#closed = true;
    for (const end of [...this.#pauses]) end();
  }
}
