import type { ErrorCode, RaftError } from '@lolraft/raft-core';
import type { AddressBook } from './address-book.js';
import { backoff } from './backoff.js';
import type { Call } from './call.js';
import { asRaftError, type Link } from './link.js';
import type { Links } from './links.js';
import type { CheckedOptions } from './options.js';
import { decide } from './retry.js';
import { send } from './send.js';

type NodeCallsOptions = Pick<CheckedOptions, 'clock' | 'attemptTimeout' | 'backoff'>;

/** A node that does not have what is asked for says nothing of the others. */
const OF_THE_HOST: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['GROUP_NOT_FOUND', 'METHOD_NOT_FOUND']);

/** Takes calls to nodes that need not lead. */
export class NodeCalls {
  readonly #options: NodeCallsOptions;
  readonly #links: Links;
  readonly #addresses: AddressBook;
  /** Where the next call begins to look, so that nodes share the work. */
  #turn = 0;

  constructor(options: NodeCallsOptions, links: Links, addresses: AddressBook) {
    this.#options = options;
    this.#links = links;
    this.#addresses = addresses;
  }

  /** Asks one node, once. */
  async askOnce(call: Call, address: string): Promise<void> {
    const error = await this.#ask(call, address);
    if (error !== undefined) call.reject(error);
  }

  /**
   * Asks one node after the other, until one answers; those that are connected first.
   * @param onAnswer is told which.
   */
  async askAnybody(call: Call, onAnswer?: (link: Link) => void): Promise<void> {
    const { clock } = this.#options;
    let onlyHopeless = true;
    for (const address of this.#inTurn()) {
      const error = await this.#ask(call, address, onAnswer);
      if (error === undefined) return;
      if (!OF_THE_HOST.has(error.code) && decide(error, call.repeatable) === 'fail') {
        call.reject(error);
        return;
      }
      if (error.retryable) onlyHopeless = false;
      call.failed(error);
    }
    if (onlyHopeless && call.lastError !== undefined) {
      call.reject(call.lastError);
      return;
    }
    call.pause(
      clock,
      backoff(this.#options.backoff, call.failures, () => clock.random()),
      () => {
        void this.askAnybody(call, onAnswer);
      },
    );
  }

  #inTurn(): string[] {
    const { all } = this.#addresses;
    const from = this.#turn++ % all.length;
    const turned = [...all.slice(from), ...all.slice(0, from)];
    const isConnected = (address: string): boolean => this.#links.get(address) !== undefined;
    return [...turned.filter(isConnected), ...turned.filter((address) => !isConnected(address))];
  }

  /** Resolves with the error where it failed and its caller still waits. Never rejects. */
  async #ask(call: Call, address: string, onAnswer?: (link: Link) => void): Promise<RaftError | undefined> {
    let link: Link;
    try {
      link = this.#links.get(address) ?? (await this.#links.connect(address));
    } catch (error) {
      return call.isSettled ? undefined : asRaftError(error);
    }
    if (call.isSettled) return undefined;
    return new Promise((resolve) =>
      send(call, link, this.#options, (error) => {
        if (error === undefined) onAnswer?.(link);
        resolve(error);
      }),
    );
  }
}
