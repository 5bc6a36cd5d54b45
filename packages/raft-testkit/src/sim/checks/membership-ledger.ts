import { findMember, membersOf, type Configuration } from '@lolraft/raft-core';

/** What the committed configurations of a group have made of its membership, and what they must never do. */
export class MembershipLedger {
  readonly #violate: (rule: string, what: string) => void;
  readonly #removed = new Set<string>();
  #committed: Configuration | undefined;

  constructor(violate: (rule: string, what: string) => void) {
    this.#violate = violate;
  }

  /** The next configuration is committed: ids that are gone are remembered, and never come back (rule 11). */
  commits(index: number, configuration: Configuration): void {
    const { removed = [] } = configuration;
    for (const { id } of membersOf(configuration))
      if (this.#removed.has(id)) this.#violate('removed for ever', `configuration ${index} has ${id} again`);
    if (this.#committed !== undefined)
      for (const { id } of membersOf(this.#committed))
        if (findMember(configuration, id) === undefined && !removed.includes(id))
          this.#violate('removed for ever', `configuration ${index} is without ${id}, and does not remember it`);
    for (const id of removed) this.#removed.add(id);
    this.#committed = configuration;
  }

  wasRemoved(id: string): boolean {
    return this.#removed.has(id);
  }
}
