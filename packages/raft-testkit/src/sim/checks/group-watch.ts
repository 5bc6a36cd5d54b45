import {
  type Configuration,
  type ConsensusState,
  EntryKind,
  holdsLease,
  type NodeId,
  type RaftGroup,
} from '@lolraft/raft-core';
import type { GroupImage } from '../disk-image.js';
import type { Kernel } from '../kernel.js';
import { Happening } from '../trace.js';
import type { Ledger } from './ledger.js';

export interface WatchedNode {
  readonly index: number;
  readonly id: NodeId;
}

/** What is synced on the disk of a node for the watched group. */
export type ImageOf = (node: NodeId) => GroupImage | undefined;

const ROLES = ['follower', 'preCandidate', 'candidate', 'leader'] as const;
/** Messages that may wait for a write. */
const MAX_HELD = 4_096;
/** Queues are looked at once in so many steps. */
const BOUNDS_EVERY = 16;

/**
 * The state of one group in one life of one node, compared after each step with what it was before, with the disks, and
 * with the ledger.
 */
export class GroupWatch {
  readonly #kernel: Kernel;
  readonly #ledger: Ledger;
  readonly #node: WatchedNode;
  readonly #group: RaftGroup;
  readonly #state: Readonly<ConsensusState>;
  readonly #imageOf: ImageOf;
  readonly #maxEntryBytes: number;
  #term: number;
  #role: ConsensusState['role'] = 'follower';
  #leader: NodeId | undefined;
  #commit: number;
  #applied: number;
  #last: number;
  #durable = -1;
  #looks = 0;
  /** What was in effect at the last look: an entry may have been committed by its majority. */
  #configuration: Configuration;
  #removalChecked = false;
  /** Called when the node has become leader. */
  onLeader: (term: number) => void = () => undefined;
  onRole: (role: ConsensusState['role'], term: number) => void = () => undefined;
  /** Called when a leader has appended another configuration. */
  onConfiguration: () => void = () => undefined;

  constructor(
    kernel: Kernel,
    ledger: Ledger,
    node: WatchedNode,
    group: RaftGroup,
    imageOf: ImageOf,
    maxEntryBytes: number,
  ) {
    this.#kernel = kernel;
    this.#ledger = ledger;
    this.#node = node;
    this.#group = group;
    this.#state = group.consensusState;
    this.#imageOf = imageOf;
    this.#maxEntryBytes = maxEntryBytes;
    const s = this.#state;
    this.#configuration = s.configuration;
    this.#term = s.term;
    this.#commit = s.commitIndex;
    this.#applied = s.appliedIndex;
    this.#last = s.log.lastIndex;
  }

  get group(): RaftGroup {
    return this.#group;
  }

  get state(): Readonly<ConsensusState> {
    return this.#state;
  }

  /** A group that has stopped may have been stopped in the middle of a step. */
  get #isWhole(): boolean {
    const { failure } = this.#group;
    return failure === undefined || failure.code === 'REMOVED';
  }

  /** Whether it led at the last look, in the term that it is in. */
  #hasLed(s: Readonly<ConsensusState>): boolean {
    return this.#role === 'leader' && this.#term === s.term;
  }

  /**
   * Judges what the group has committed, in the middle of a step: one turn of its host may commit, apply and tell of it, where it
   * was a timer or a call that let the leader commit.
   */
  lookAtCommit(): void {
    const s = this.#state;
    if (s.commitIndex === this.#commit || !this.#isWhole) return;
    const wasLeader = this.#hasLed(s);
    this.#committed(s, wasLeader || s.role === 'leader');
  }

  look(): void {
    if (!this.#isWhole) return;
    const s = this.#state;
    const wasLeader = this.#hasLed(s);
    if (s.term !== this.#term || s.role !== this.#role || s.leader !== this.#leader) this.#roleChanged(s);
    const last = s.log.lastIndex;
    if (last < this.#last && s.role === 'leader' && this.#role === 'leader' && s.term === this.#term)
      this.#fail('leader append-only', `its log shrank from ${this.#last} to ${last} in term ${s.term}`);
    if (s.log.durableIndex !== this.#durable) this.#durableChanged(s);
    if (s.commitIndex !== this.#commit) this.#committed(s, wasLeader || s.role === 'leader');
    if (s.configuration !== this.#configuration) this.#configurationChanged(s);
    if (s.appliedIndex !== this.#applied) {
      if (s.appliedIndex < this.#applied) this.#fail('monotonic', `applied ${this.#applied}, then ${s.appliedIndex}`);
      if (s.appliedIndex > s.commitIndex) this.#fail('commit', `applied ${s.appliedIndex} of ${s.commitIndex}`);
      this.#applied = s.appliedIndex;
    }
    this.#last = last;
    this.#checkLease(s);
    if (++this.#looks % BOUNDS_EVERY === 0) this.#checkBounds(s);
  }

  /** The clock of the node, by which a lease is judged; Infinity where it has ended, and serves nobody any more. */
  leaseNow: () => number = () => Infinity;

  /** Rule 13, at each look of the one that leads, and here whenever another one is elected: a lease means that there is none. */
  #checkLease(s: Readonly<ConsensusState>): void {
    const l = s.leadership;
    if (l === undefined) return;
    if (this.#ledger.newestLeadership > s.term && holdsLease(s, l, this.leaseNow()))
      this.#fail('lease', `holds one of term ${s.term}, and term ${this.#ledger.newestLeadership} has a leader`);
  }

  #fail(rule: string, what: string): void {
    this.#ledger.violate(rule, `${this.#node.id}: ${what}`);
  }

  #roleChanged(s: Readonly<ConsensusState>): void {
    const { trace, now } = this.#kernel;
    if (s.term < this.#term) this.#fail('monotonic', `term ${this.#term}, then ${s.term}`);
    const wasLeader = this.#hasLed(s);
    if (s.role === 'leader' && !wasLeader) {
      this.#ledger.leads(this.#node.id, s.term);
      this.#ledger.elected(() => {
        this.#checkLease(s);
      });
      const stored = this.#imageOf(this.#node.id)?.state?.hardState;
      if (stored?.term !== s.term || stored.votedFor !== this.#node.id)
        this.#fail('one vote', `leads term ${s.term} before its own vote is synced`);
      // By log matching, the last entry vouches for the rest; a snapshot for what it covers.
      const committed = this.#ledger.committedBefore(s.term);
      if (committed >= s.log.baseIndex && s.log.termAt(committed) !== this.#ledger.committedTerm(committed))
        this.#fail('leader completeness', `leads term ${s.term} without committed entry ${committed}`);
      this.#last = s.log.lastIndex;
      this.onLeader(s.term);
    }
    trace.add(now, Happening.State, this.#node.index, s.term, ROLES.indexOf(s.role));
    if (trace.told)
      trace.tell(
        now,
        this.#node.id,
        `== ${this.#group.id} ${s.role} in term ${s.term}, leader ${s.leader ?? 'unknown'}`,
      );
    const changed = s.role !== this.#role;
    this.#term = s.term;
    this.#role = s.role;
    this.#leader = s.leader;
    if (changed) this.onRole(s.role, s.term);
  }

  /** Rule 2: what the core takes for synced is on the disk. */
  #durableChanged(s: Readonly<ConsensusState>): void {
    const index = s.log.durableIndex;
    this.#durable = index;
    // While a snapshot is being written, what it covers is not in the log any more.
    if (index < s.log.baseIndex) return;
    const stored = this.#imageOf(this.#node.id)?.termAt(index);
    if (stored !== s.log.termAt(index))
      this.#fail(
        'durable',
        `takes entry ${index} for synced, but its disk has ${stored === undefined ? 'none' : `term ${stored}`} there`,
      );
  }

  /** `leads`: in this term, at least at the beginning of the step; a leader that was removed steps down in the step that commits it. */
  #committed(s: Readonly<ConsensusState>, leads: boolean): void {
    const { trace, now } = this.#kernel;
    const ledger = this.#ledger;
    const index = s.commitIndex;
    if (index < this.#commit) this.#fail('monotonic', `commit index ${this.#commit}, then ${index}`);
    for (let i = this.#commit + 1; i <= index; i++) {
      const term = s.log.termAt(i);
      const known = ledger.committedTerm(i);
      if (term === undefined && i < s.log.baseIndex) this.#covered(i, known);
      else if (term === undefined) this.#fail('commit', `commit index ${index} beyond its log`);
      else if (known === undefined) this.#commitFirst(s, i, term, leads);
      else if (known !== term)
        this.#fail('state machine safety', `commits ${i} of term ${term}, which is committed with term ${known}`);
    }
    trace.add(now, Happening.Commit, this.#node.index, index);
    if (trace.told) trace.tell(now, this.#node.id, `commits ${this.#group.id} up to ${index}`);
    this.#commit = index;
  }

  /** Came as part of a snapshot. */
  #covered(index: number, known: number | undefined): void {
    if (known === undefined) this.#fail('snapshot', `installs entry ${index}, which nobody has committed`);
  }

  /** Nobody has committed it before: only a leader may, and only what a majority of every half has synced (rule 4). */
  #commitFirst(s: Readonly<ConsensusState>, index: number, term: number, leads: boolean): void {
    this.#ledger.commits(term, s.term);
    if (!leads) this.#fail('commit', `commits ${index}, which no leader has committed`);
    // The last one vouches for those before it.
    if (index < s.commitIndex) return;
    if (term !== s.term) this.#fail('commit', `commits ${index} of term ${term} by counting, in term ${s.term}`);
    if (![s.configuration, this.#configuration].some((each) => this.#isOnQuorum(each, index, term)))
      this.#fail('quorum', `commits ${index} of term ${term}, which is not synced at a majority`);
  }

  #configurationChanged(s: Readonly<ConsensusState>): void {
    this.#configuration = s.configuration;
    if (s.role === 'leader') {
      // Rule 7: one at a time. More than one that is not committed can only be what former leaders have left.
      const open = s.configurations.possibleFrom(s.commitIndex).filter((each) => each.index > s.commitIndex);
      const own = open.filter((each) => s.log.termAt(each.index) === s.term);
      if (own.length > 1) this.#fail('configuration', `has appended ${own.length} that are not committed`);
      this.onConfiguration();
    }
  }

  /** Once, after a group has stopped because it was removed: it was. */
  checkRemoved(): void {
    if (this.#removalChecked || this.#group.failure?.code !== 'REMOVED') return;
    this.#removalChecked = true;
    if (!this.#ledger.wasRemoved(this.#node.id)) this.#fail('configuration', 'stops as removed, and it was not');
  }

  #isOnQuorum({ voters, outgoing }: Configuration, index: number, term: number): boolean {
    return [voters, outgoing].every((half) => {
      if (half.length === 0) return true;
      const holders = half.filter(({ id }) => this.#imageOf(id)?.holds(index, term) === true).length;
      return holders * 2 > half.length;
    });
  }

  /** Rule 7: the configuration in effect is the last one of the log. Only what is synced is known to be in the log. */
  #checkConfiguration(s: Readonly<ConsensusState>): void {
    const { index } = s.configurations.current;
    if (index > s.log.lastIndex) this.#fail('configuration', `entry ${index} is in effect, beyond its log`);
    const term = s.log.termAt(index);
    if (index > s.log.baseIndex && index <= s.log.durableIndex && !this.#ledger.isConfiguration(index, term ?? 0))
      this.#fail('configuration', `entry ${index} is in effect, and is no configuration`);
  }

  /** Right after a start: nothing of the log is newer than what is in effect (M5). */
  checkRecovered(): void {
    const s = this.#state;
    for (let index = s.configurations.current.index + 1; index <= s.log.durableIndex; index++) {
      if (this.#ledger.isConfiguration(index, s.log.termAt(index) ?? 0))
        this.#fail('configuration', `started without configuration ${index} of its log`);
    }
  }

  /** F1: whoever appended them. */
  #uncommittedCommands({ log }: Readonly<ConsensusState>): number {
    const image = this.#imageOf(this.#node.id);
    let bytes = 0;
    for (let index = Math.max(this.#ledger.committed, log.baseIndex) + 1; index <= log.lastIndex; index++) {
      const stored = index <= log.durableIndex && image?.termAt(index) === log.termAt(index);
      const batch = log.cached(index, index, 1) ?? (stored ? image?.read(index, index, 1) : undefined);
      if (batch?.kind(index) === EntryKind.Command) bytes += batch.sizeOf(index);
    }
    return bytes;
  }

  #checkBounds(s: Readonly<ConsensusState>): void {
    this.#checkConfiguration(s);
    const { options } = s;
    if (s.held.length > MAX_HELD) this.#fail('bounds', `${s.held.length} messages wait for the disk`);
    const l = s.leadership;
    if (l === undefined) return;
    // The larger bounds are out of reach of a run, and the look would cost more than the run.
    const open = options.maxUncommittedBytes > 1e6 ? 0 : this.#uncommittedCommands(s);
    if (open > options.maxUncommittedBytes + this.#maxEntryBytes)
      this.#fail('bounds', `${open} bytes of commands are not committed`);
    for (const [peer, p] of l.peers) {
      const bytes = options.maxInflightBytes + Math.max(options.maxAppendBytes, this.#maxEntryBytes);
      if (p.inflightMessages > options.maxInflightMessages || p.inflightBytes > bytes)
        this.#fail('bounds', `${p.inflightMessages} messages of ${p.inflightBytes} bytes are on their way to ${peer}`);
    }
  }
}
