import type { MembershipStatus } from '@lolraft/raft-core';

/** Addresses that were learned and not given; the oldest one makes room. */
const MAX_LEARNED = 64;

/** Where nodes may be: as the user said, and as nodes said of each other. */
export class AddressBook {
  readonly #given: readonly string[];
  readonly #learned = new Set<string>();
  /** Of the newest committed configuration that was heard of. */
  #membership = -1;

  constructor(given: readonly string[]) {
    this.#given = given;
  }

  learn(address: string): void {
    if (address === '' || this.#given.includes(address)) return;
    // Again the youngest.
    this.#learned.delete(address);
    this.#learned.add(address);
    if (this.#learned.size > MAX_LEARNED) for (const oldest of this.#learned) return void this.#learned.delete(oldest);
  }

  /** The members as a node knows them; a newer configuration, once it is committed, has those forgotten that are gone. */
  learnMembers({ index, committed, members }: MembershipStatus): void {
    // Of a node that has missed a change.
    if (index < this.#membership) return;
    if (committed && index > this.#membership) {
      this.#membership = index;
      this.#learned.clear();
    }
    for (const { address } of members) this.learn(address);
  }

  /** The given ones first. */
  get all(): string[] {
    return [...this.#given, ...this.#learned];
  }
}
