import {
  type Clock,
  type GroupId,
  IdentityMismatchError,
  type NodeStatus,
  type RaftError,
  type Timer,
  UnavailableError,
} from '@lolraft/raft-core';
import type { AddressBook } from './address-book.js';
import { backoff, type BackoffOptions } from './backoff.js';
import { asRaftError, type Link } from './link.js';
import type { Links } from './links.js';
import { decide } from './retry.js';

/** Milliseconds after which the leader says its status, whether it has changed or not; and before it is asked to again. */
const FOLLOW_INTERVAL = 30_000;

export interface LeaderSearchOptions {
  readonly clock: Clock;
  readonly group: GroupId;
  readonly links: Links;
  readonly addresses: AddressBook;
  readonly backoff: BackoffOptions;
  /** Milliseconds that a node may take to say its status. */
  readonly patience: number;
  /** Whether somebody waits for a leader. */
  readonly isWanted: () => boolean;
  readonly onFound: () => void;
  /** No node will ever answer: it is no use to wait. */
  readonly onHopeless: (error: RaftError) => void;
}

/**
 * Knows who leads. Where it does not, it asks all nodes that it knows of for their status, until one says that it leads
 * in the latest term that was heard of. To ask for a status is safe, where a write to find out would not be.
 */
export class LeaderSearch {
  readonly #options: LeaderSearchOptions;
  #leader: Link | undefined;
  /** Latest term in which a leader was heard of since the search began. */
  #term = 0;
  #cluster: string | undefined;
  #running = false;
  #stopped = false;
  /** Who was found to lead last, while it tells of the members; it may do so for longer than it leads. */
  #followed: { readonly link: Link; readonly end: AbortController } | undefined;
  #followedAt = 0;
  #pause: { readonly timer: Timer; readonly end: () => void } | undefined;
  /** Addresses whose answers have not come. */
  readonly #asking = new Set<string>();
  /** Addresses that were asked in this round: nodes that believe in each other must not send us in circles. */
  readonly #asked = new Set<string>();
  /** Those that will never be of use, as far as their last answers go. */
  readonly #useless = new Map<string, RaftError>();
  /** Why the last node that was asked did not help. */
  #trouble: RaftError | undefined;

  constructor(options: LeaderSearchOptions) {
    this.#options = options;
  }

  /** The connection to the leader, where it is known and in order. */
  get leader(): Link | undefined {
    return this.#leader?.isGood === true ? this.#leader : undefined;
  }

  /** Why there is no leader, for people. */
  get trouble(): RaftError | undefined {
    return this.#trouble;
  }

  /** `link` leads no more, or cannot be reached. */
  lost(link: Link): void {
    if (this.#leader === link) this.#leader = undefined;
  }

  /** Finds out who leads, where that is not known. `hint` is an address to ask at once. */
  seek(hint?: string): void {
    if (this.#stopped || this.leader !== undefined) return;
    if (hint !== undefined) this.#options.addresses.learn(hint);
    if (!this.#running) {
      this.#running = true;
      this.#term = 0;
      void this.#run();
    } else if (hint !== undefined) {
      void this.#ask(hint);
    }
  }

  /** Asks in rounds. None waits for the nodes that are slow to answer: they may be silent for long. */
  async #run(): Promise<void> {
    const { clock } = this.#options;
    for (let round = 1; this.#goesOn; round++) {
      this.#asked.clear();
      for (const address of this.#options.addresses.all) void this.#ask(address);
      await this.#wait(backoff(this.#options.backoff, round, () => clock.random()));
    }
    this.#running = false;
  }

  get #goesOn(): boolean {
    return !this.#stopped && this.leader === undefined && this.#options.isWanted();
  }

  #wait(delay: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        this.#pause = undefined;
        resolve();
      };
      this.#pause = { timer: this.#options.clock.setTimer(delay, end), end };
    });
  }

  /** Asks a node, unless that is under way, and then the one that it believes in. Never rejects. */
  async #ask(address: string): Promise<void> {
    if (this.#asking.has(address)) return;
    this.#asking.add(address);
    this.#asked.add(address);
    let believed: string | undefined;
    try {
      const link = await this.#options.links.connect(address);
      const { status } = await link.status(this.#options.patience);
      if (!this.#stopped) believed = this.#learn(link, status);
      this.#useless.delete(address);
    } catch (error) {
      this.#failed(address, asRaftError(error));
    }
    this.#asking.delete(address);
    if (believed === undefined || this.leader !== undefined || this.#asked.has(believed)) return;
    await this.#ask(believed);
  }

  #failed(address: string, error: RaftError): void {
    this.#trouble = error;
    if (decide(error, true) === 'fail') this.#useless.set(address, error);
    else this.#useless.delete(address);
    const { addresses, onHopeless } = this.#options;
    if (!this.#stopped && addresses.all.every((one) => this.#useless.has(one))) onHopeless(error);
  }

  /** Returns the address of the leader that the node believes in, where that is another. */
  #learn(link: Link, status: NodeStatus): string | undefined {
    this.#cluster ??= status.clusterId;
    if (status.clusterId !== this.#cluster) {
      throw new IdentityMismatchError(`${link.address} belongs to another cluster than the nodes that were met before`);
    }
    this.#options.addresses.learnMembers(status.membership);
    const leads = status.role === 'leader' && status.failure === undefined;
    if (!leads && status.leader === undefined) {
      this.#trouble = new UnavailableError(status.failure ?? `${status.id} knows no leader`, 'not_applied');
      return undefined;
    }
    if (status.term < this.#term) return undefined;
    this.#term = status.term;
    if (!leads) return status.leaderAddress;
    this.#lead(link);
    return undefined;
  }

  #lead(link: Link): void {
    if (!link.isGood) return;
    this.#leader = link;
    if (this.#followed?.link !== link) void this.#follow(link);
    this.#pause?.timer.cancel();
    this.#pause?.end();
    this.#options.onFound();
  }

  /**
   * Hears of each change of the members as it is made, until another node leads: by the time that this one is gone, all of those
   * that were known when it was found may have been replaced. Never rejects.
   */
  async #follow(link: Link): Promise<void> {
    this.#followed?.end.abort();
    const followed = { link, end: new AbortController() };
    this.#followed = followed;
    this.#followedAt = this.#options.clock.now();
    const { group, addresses } = this.#options;
    const request = { type: 'watchStatus', group, interval: FOLLOW_INTERVAL } as const;
    try {
      for await (const item of link.stream(request, { signal: followed.end.signal }))
        if (item.type === 'status' && item.status.clusterId === this.#cluster)
          addresses.learnMembers(item.status.membership);
    } catch {
      // Whoever watches the connection, or the call itself, will tell what is wrong with it.
    }
    if (this.#followed === followed) this.#followed = undefined;
  }

  /** Follows the leader again where it would not tell of the members, but not all the time. */
  keepUp(): void {
    const { leader } = this;
    if (leader === undefined || this.#followed !== undefined) return;
    if (this.#options.clock.now() - this.#followedAt >= FOLLOW_INTERVAL) void this.#follow(leader);
  }

  stop(): void {
    this.#stopped = true;
    this.#leader = undefined;
    this.#followed?.end.abort();
    this.#pause?.timer.cancel();
    this.#pause?.end();
  }
}
