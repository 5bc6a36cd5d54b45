/** Addresses that were learned and not given; the oldest one makes room. */
const MAX_LEARNED = 64;

/** Where nodes may be: as the user said, and as nodes said of each other. */
export class AddressBook {
  readonly #given: readonly string[];
  readonly #learned = new Set<string>();

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

  /** The given ones first. */
  get all(): string[] {
    return [...this.#given, ...this.#learned];
  }
}
