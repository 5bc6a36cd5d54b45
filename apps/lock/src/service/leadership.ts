import { type Clock, NotLeaderError, type RaftGroup } from '@lolraft/raft-core';
import { encodeQuery } from '../machine/index.js';

/** What the service needs of its group. */
export type LockGroup = Pick<RaftGroup, 'id' | 'write' | 'read' | 'consensusState' | 'failure'>;

const ANY_QUERY = encodeQuery({ type: 'namespace', namespace: 'default' });

/** Whether this node leads the group, now and as others see it. */
export class Leadership {
  readonly #group: LockGroup;
  readonly #clock: Clock;
  /** Confirmation that has not begun yet: whoever asks by then shares it. */
  #next: Promise<void> | undefined;
  #confirmations = 0;

  constructor(group: LockGroup, clock: Clock) {
    this.#group = group;
    this.#clock = clock;
  }

  /** The term in which this node leads, as far as it knows; undefined where it does not. */
  get term(): number | undefined {
    const { consensusState, failure } = this.#group;
    return consensusState.role === 'leader' && failure === undefined ? consensusState.term : undefined;
  }

  /** Reads that were made for it. */
  get confirmations(): number {
    return this.#confirmations;
  }

  notLeader(): NotLeaderError {
    return new NotLeaderError(this.#group.consensusState.leaderElsewhere);
  }

  /** @throws {NotLeaderError} */
  require(): number {
    const { term } = this;
    if (term === undefined) throw this.notLeader();
    return term;
  }

  /**
   * Makes sure that this node led after the call, by one linearizable read for all who ask within a turn. When it resolves, the machine has applied
   * everything that any leader has answered before, and an entry of this node's own term.
   * @returns the term.
   * @throws {NotLeaderError} where it does not lead, or has led in another term meanwhile.
   */
  async confirm(): Promise<number> {
    const term = this.require();
    this.#next ??= new Promise<void>((resolve, reject) => {
      this.#clock.defer(() => {
        this.#next = undefined;
        this.#confirmations++;
        this.#group.read(ANY_QUERY, { level: 'linearizable' }).then(() => resolve(), reject);
      });
    });
    await this.#next;
    // The core leads once at most in each term: where it leads in the same one, it has led all the time.
    if (this.term !== term) throw this.notLeader();
    return term;
  }
}
