import type { Consensus } from '../consensus/consensus.js';
import type { Effect, Refusal } from '../consensus/effects.js';
import { EntryKind, type Proposal } from '../model/entry.js';
import {
  EntryTooLargeError,
  InternalError,
  invariant,
  LeadershipLostError,
  NotLeaderError,
  OverloadedError,
  RaftError,
  StorageFullError,
} from '../model/errors.js';
import type { RaftApp } from '../ports/app.js';
import { bounded, endedBefore } from './bounded-call.js';
import { messageOf, notApplied, refusalError, unknownOutcome } from './call-errors.js';
import type { CallerOptions, WriteOptions } from './call-options.js';
import type { HostServices } from './host-services.js';
import { Proposals, type PendingProposal, type WriteResult } from './proposals.js';

/** What a group gives to its writes. */
export interface WriteSite {
  readonly host: HostServices;
  readonly app: RaftApp;
  readonly consensus: Consensus;
  /** Something waits for the turn to end. */
  wake(): void;
}

/** The writes of one group: takes commands or refuses them, hands them to the core turn by turn, and settles each call. */
export class GroupWrites {
  readonly #site: WriteSite;
  readonly #proposals = new Proposals();

  constructor(site: WriteSite) {
    this.#site = site;
  }

  write(payload: Uint8Array, options: WriteOptions, failure: RaftError | undefined): Promise<WriteResult> {
    const refusal = this.#refuse(payload, options, failure);
    if (refusal !== undefined) return Promise.reject(refusal);
    return new Promise((resolve, reject) => {
      const session = options.session ?? 0;
      const sequence = options.sequence ?? 0;
      const settle = bounded(this.#site.host.clock, options, 'unknown', { resolve, reject });
      this.#proposals.queue({ kind: EntryKind.Command, session, sequence, payload, ...settle });
      this.#site.wake();
    });
  }

  #refuse(payload: Uint8Array, options: CallerOptions, failure: RaftError | undefined): RaftError | undefined {
    const { host, consensus } = this.#site;
    const { limits } = host;
    if (failure !== undefined) return notApplied(failure);
    const ended = endedBefore(options);
    if (ended !== undefined) return ended;
    if (payload.length > limits.maxEntryBytes) return new EntryTooLargeError(payload.length, limits.maxEntryBytes);
    if (consensus.state.role !== 'leader') return new NotLeaderError(consensus.state.leaderElsewhere);
    if (host.diskFull())
      return new StorageFullError('the disk of the leader is full: make room, or wait for compaction');
    if (
      this.#proposals.count >= limits.maxPendingWrites ||
      this.#proposals.bytes + payload.length > limits.maxPendingWriteBytes
    ) {
      return new OverloadedError('too many writes are waiting');
    }
    return this.#refuseCommand(payload);
  }

  #refuseCommand(payload: Uint8Array): RaftError | undefined {
    try {
      this.#site.app.validate?.(payload);
    } catch (error) {
      return error instanceof RaftError
        ? error
        : new RaftError('INVALID_ARGUMENT', `the command was refused: ${messageOf(error)}`, { cause: error });
    }
    return undefined;
  }

  /** Writes that are not settled. */
  get count(): number {
    return this.#proposals.count;
  }

  get bytes(): number {
    return this.#proposals.bytes;
  }

  get hasQueued(): boolean {
    return this.#proposals.hasQueued;
  }

  /**
   * Hands everything queued to the core, through `consult`; returns the core's effects, which are still to be performed.
   * @param failure why the group has stopped before, if it has.
   */
  propose(
    consult: (proposals: readonly Proposal[]) => readonly Effect[] | undefined,
    failure: RaftError | undefined,
  ): readonly Effect[] {
    const queued = this.#proposals.takeQueued();
    const effects = consult(queued);
    if (effects === undefined) {
      const error = failure !== undefined ? notApplied(failure) : unknownOutcome(new InternalError('consensus failed'));
      for (const proposal of queued) this.#proposals.refuse(proposal, error);
      return [];
    }
    this.#noteTaken(queued, effects);
    return effects;
  }

  #noteTaken(queued: readonly PendingProposal[], effects: readonly Effect[]): void {
    let taken = 0;
    let refusal: Refusal = { reason: 'overloaded' };
    for (const effect of effects) {
      if (effect.type === 'proposalRefused') refusal = effect.refusal;
      if (effect.type !== 'proposed') continue;
      for (; taken < effect.count; taken++)
        this.#proposals.appended(queued[taken] as PendingProposal, effect.firstIndex + taken);
    }
    for (const proposal of queued.slice(taken)) {
      this.#proposals.refuse(proposal, refusalError(refusal, 'too many bytes are not committed'));
    }
  }

  applied(index: number, value: Uint8Array | undefined): void {
    const proposal = this.#proposals.takeAppended(index);
    if (proposal === undefined) return;
    invariant(value !== undefined, () => `no response at ${index}, where a command was proposed`);
    proposal.resolve({ index, value });
  }

  /** Everything up to `index` has come as a part of a snapshot, without responses. */
  installed(index: number): void {
    this.#proposals.failAppendedUpTo(
      index,
      () => new LeadershipLostError('the command was committed, but its response is with the former leader'),
    );
  }

  /** What is appended above `committed` may be replaced by another leader's entries. */
  leadershipLost(committed: number): void {
    this.#proposals.failAppendedAbove(committed, () => new LeadershipLostError());
  }

  /** The group stops. */
  failAll(error: RaftError): void {
    this.#proposals.failQueued(() => notApplied(error));
    this.#proposals.failAppendedAbove(0, () => unknownOutcome(error));
  }
}
