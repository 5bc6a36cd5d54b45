import type { Effect, Input } from '../consensus/effects.js';
import { TransferFailedError, type RaftError } from '../model/errors.js';
import type { NodeId } from '../model/ids.js';
import type { ConfigurationChange } from '../model/membership.js';
import { bounded, endedBefore, type Settle } from './bounded-call.js';
import { notApplied, unknownOutcome } from './call-errors.js';
import type { CallerOptions } from './call-options.js';
import type { HostServices } from './host-services.js';

export interface ChangeOptions extends CallerOptions {
  /** Only if the configuration is still that of this index (see `NodeStatus.membership`). */
  readonly expected?: number | undefined;
  /** Takes a learner as soon as it knows that it is one, and takes no notice of voters that are not reached. By default false. */
  readonly force?: boolean;
}

/** For what the members agree on. */
export type TuneOptions = Omit<ChangeOptions, 'force'>;

/** The configuration of `index` is committed. */
export interface ChangedMembership {
  readonly index: number;
}

export interface TransferredLeadership {
  readonly leader: NodeId;
  readonly term: number;
}

type AdminEffect = Extract<
  Effect,
  { type: 'membershipChanged' | 'membershipRefused' | 'transferBegun' | 'transferFailed' }
>;

interface PendingTransfer extends Settle<TransferredLeadership> {
  target: NodeId | undefined;
}

/** Calls of administrators that one group has not settled: changes of membership and transfers of leadership. */
export class Administration {
  readonly #clock: HostServices['clock'];
  readonly #step: (input: Input) => void;
  readonly #changes = new Map<number, Settle<ChangedMembership>>();
  readonly #transfers = new Map<number, PendingTransfer>();
  #calls = 0;

  constructor(clock: HostServices['clock'], step: (input: Input) => void) {
    this.#clock = clock;
    this.#step = step;
  }

  /** A change of the configuration: of its members, or of what they agree on. */
  change(
    changes: readonly ConfigurationChange[],
    { expected, force = false, ...caller }: ChangeOptions,
  ): Promise<ChangedMembership> {
    const ended = endedBefore(caller);
    if (ended !== undefined) return Promise.reject(ended);
    return new Promise((resolve, reject) => {
      const id = ++this.#calls;
      this.#changes.set(id, bounded(this.#clock, caller, 'unknown', { resolve, reject }));
      this.#step({ type: 'changeMembership', now: this.#clock.now(), id, changes, expected, force });
    });
  }

  transfer(target: NodeId | undefined, caller: CallerOptions): Promise<TransferredLeadership> {
    const ended = endedBefore(caller);
    if (ended !== undefined) return Promise.reject(ended);
    return new Promise((resolve, reject) => {
      const id = ++this.#calls;
      const settle = bounded(this.#clock, caller, 'unknown', { resolve, reject });
      this.#transfers.set(id, { ...settle, target });
      this.#step({ type: 'transfer', now: this.#clock.now(), id, target });
    });
  }

  perform(effect: AdminEffect): void {
    switch (effect.type) {
      case 'membershipChanged':
        this.#take(this.#changes, effect.id)?.resolve({ index: effect.index });
        return;
      case 'membershipRefused':
        this.#take(this.#changes, effect.id)?.reject(effect.error);
        return;
      case 'transferBegun': {
        const pending = this.#transfers.get(effect.id);
        if (pending !== undefined) pending.target = effect.target;
        return;
      }
      case 'transferFailed':
        this.#take(this.#transfers, effect.id)?.reject(effect.error);
        return;
    }
  }

  #take<T>(pending: Map<number, T>, id: number): T | undefined {
    const call = pending.get(id);
    pending.delete(id);
    return call;
  }

  /** Who leads now decides what has become of a transfer, be it this node again. */
  leaderChanged(leader: NodeId | undefined, term: number): void {
    if (leader === undefined) return;
    for (const [id, { target, resolve, reject }] of [...this.#transfers]) {
      this.#transfers.delete(id);
      if (leader === target) resolve({ leader, term });
      else reject(new TransferFailedError(`${leader} leads term ${term}`));
    }
  }

  /** The group stops. */
  failAll(error: RaftError): void {
    for (const { reject } of this.#changes.values()) reject(unknownOutcome(error));
    for (const { reject } of this.#transfers.values()) reject(notApplied(error));
    this.#changes.clear();
    this.#transfers.clear();
  }
}
