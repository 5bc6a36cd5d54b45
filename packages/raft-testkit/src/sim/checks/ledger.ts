import { type Configuration, decodeConfiguration, type EntryBatch, EntryKind } from '@lolraft/raft-core';
import { SIM_KEYS, type SimCommand, type SimResponse } from '../command.js';
import type { Kernel } from '../kernel.js';
import { MembershipLedger } from './membership-ledger.js';

interface Effect {
  readonly id: number;
  readonly response: SimResponse;
  readonly digest: number;
}

interface Version {
  readonly index: number;
  readonly value: number;
}

const CRC_OFFSET = 4;
/** So many former leaderships are looked at when another one begins. */
const RECENT_LEADERS = 8;
const TERM_SPACE = 2 ** 21;

/**
 * The truth about one group, gathered from everything that any host has ever sent, stored, committed or applied. Whatever is
 * seen later must agree with it; each look costs the same, however long the run is.
 */
export class Ledger {
  readonly group: string;
  readonly #kernel: Kernel;
  /** Who was seen leading or asking for votes in a term. */
  readonly #leaders = new Map<number, string>();
  /** The newest term that anybody has led. */
  newestLeadership = 0;
  readonly #looks: (() => void)[] = [];
  readonly #votes = new Map<string, string>();
  /** Checksum and previous term of every entry (index, term) that was ever seen in a log: log matching by induction. */
  readonly #entries = new Map<number, number>();
  readonly #configurations = new Map<number, Configuration>();
  readonly #membership: MembershipLedger;
  /** Term of each committed entry; index 0 is the founding record. */
  readonly #committed: number[] = [0];
  /** The last index that was committed by the leader of each term that committed anything, in order. */
  readonly #commits: { readonly term: number; index: number }[] = [];
  readonly #effects: (Effect | undefined)[] = [];
  readonly #indexOf = new Map<number, number>();
  readonly #versions: Version[][] = Array.from({ length: SIM_KEYS }, () => [{ index: 0, value: 0 }]);
  #applied = 0;
  /** The largest index that somebody was told to be applied: later reads see it. */
  acknowledged = 0;

  constructor(group: string, kernel: Kernel) {
    this.group = group;
    this.#kernel = kernel;
    this.#membership = new MembershipLedger((rule, what) => this.violate(rule, what));
  }

  violate(rule: string, what: string): void {
    this.#kernel.violate(rule, `${this.group}: ${what}`);
  }

  /** Raft §5.2: at most one leader in a term. */
  leads(node: string, term: number): void {
    const known = this.#leaders.get(term);
    if (known === undefined) this.#leaders.set(term, node);
    else if (known !== node) this.violate('election safety', `${known} and ${node} both lead term ${term}`);
    this.newestLeadership = Math.max(this.newestLeadership, term);
  }

  /** Somebody was elected: those that were before look at what they take for granted, now and at the next elections. */
  elected(look: () => void): void {
    for (const earlier of this.#looks) earlier();
    this.#looks.push(look);
    if (this.#looks.length > RECENT_LEADERS) this.#looks.shift();
  }

  /** Rule 1: at most one vote of a node in a term, whatever happens to the node. */
  votes(voter: string, term: number, candidate: string): void {
    const key = `${voter} ${term}`;
    const known = this.#votes.get(key);
    if (known === undefined) this.#votes.set(key, candidate);
    else if (known !== candidate)
      this.violate('one vote', `${voter} votes in term ${term} for ${candidate} after ${known}`);
  }

  /** Raft §5.3: entries with the same index and term are the same, and so is all before them. */
  sees(where: string, batch: EntryBatch, previousTerm: number): void {
    const { bytes } = batch;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let previous = previousTerm;
    let at = 0;
    for (let index = batch.firstIndex; index <= batch.lastIndex; index++) {
      const term = batch.term(index);
      const key = index * TERM_SPACE + term;
      const content = view.getUint32(at + CRC_OFFSET) * TERM_SPACE + previous;
      const known = this.#entries.get(key);
      if (known === undefined) {
        this.#entries.set(key, content);
        if (batch.kind(index) === EntryKind.Configuration)
          this.#configurations.set(key, decodeConfiguration(batch.entry(index).payload));
      } else if (known !== content) {
        const what = known % TERM_SPACE === previous ? 'has two contents' : 'follows two different entries';
        this.violate('log matching', `entry ${index} of term ${term} ${what} (${where})`);
      }
      at += batch.sizeOf(index);
      previous = term;
    }
  }

  /** Whether the entry (index, term) was seen, and is a configuration. */
  isConfiguration(index: number, term: number): boolean {
    return this.#configurations.has(index * TERM_SPACE + term);
  }

  /** Whether a committed configuration says that this id was a member once. */
  wasRemoved(id: string): boolean {
    return this.#membership.wasRemoved(id);
  }

  get committed(): number {
    return this.#committed.length - 1;
  }

  /** Undefined above `committed`. */
  committedTerm(index: number): number | undefined {
    return this.#committed[index];
  }

  /** The next entry, of `term`, is committed by the leader of `leaderTerm`. */
  commits(term: number, leaderTerm: number): void {
    this.#committed.push(term);
    const configuration = this.#configurations.get(this.committed * TERM_SPACE + term);
    if (configuration !== undefined) this.#membership.commits(this.committed, configuration);
    const last = this.#commits[this.#commits.length - 1];
    if (last !== undefined && last.term >= leaderTerm) last.index = this.committed;
    else this.#commits.push({ term: leaderTerm, index: this.committed });
  }

  /** What every leader of `term` must have in its log (Raft §5.4.3): all that was committed in earlier terms. */
  committedBefore(term: number): number {
    for (let i = this.#commits.length - 1; i >= 0; i--) {
      const commit = this.#commits[i];
      if (commit !== undefined && commit.term < term) return commit.index;
    }
    return 0;
  }

  /** Raft §5.4.3: the same command at the same index everywhere, and the same state after it. */
  applies(node: string, index: number, command: SimCommand, response: SimResponse, digest: number): void {
    if (index > this.committed) this.violate('state machine safety', `${node} applies ${index} before it is committed`);
    const known = this.#effects[index];
    if (known === undefined) {
      if (index < this.#applied)
        this.violate('state machine safety', `${node} applies a command at ${index}, where others had none`);
      this.#applied = index;
      this.#effects[index] = { id: command.id, response, digest };
      const twice = this.#indexOf.get(command.id);
      if (twice !== undefined)
        this.violate('exactly once', `command #${command.id} takes effect at ${twice} and at ${index}`);
      this.#indexOf.set(command.id, index);
      if (response.done) this.#versions[command.key]?.push({ index, value: command.value });
      return;
    }
    if (known.id !== command.id)
      this.violate('state machine safety', `${node} applies #${command.id} at ${index}, others #${known.id}`);
    else if (known.digest !== digest)
      this.violate('state machine safety', `${node} has another state than others after ${index}`);
  }

  /** A snapshot at `index` holds this state: the one that everybody has after the last command before it. */
  installs(node: string, index: number, state: { readonly applied: number; readonly digest: number }): void {
    let last = index;
    while (last > 0 && this.#effects[last] === undefined) last--;
    const digest = this.#effects[last]?.digest ?? 0;
    if (state.applied !== last || state.digest !== digest)
      this.violate('snapshot', `${node} installs another state at ${index} than others have`);
  }

  effectAt(index: number): { readonly id: number; readonly response: SimResponse } | undefined {
    return this.#effects[index];
  }

  /** Where a command took effect, if it has. */
  indexOf(id: number): number | undefined {
    return this.#indexOf.get(id);
  }

  /** The value of a key once everything up to `index` is applied. */
  valueAt(key: number, index: number): number {
    const versions = this.#versions[key] ?? [];
    let low = 0;
    let high = versions.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((versions[middle] as Version).index <= index) low = middle;
      else high = middle - 1;
    }
    return versions[low]?.value ?? 0;
  }
}
