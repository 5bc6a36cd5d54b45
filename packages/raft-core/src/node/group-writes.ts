import type { Consensus } from '../consensus/consensus.js';
import type { Effect, Refusal } from '../consensus/effects.js';
import type { ConsensusState } from '../consensus/state.js';
import { EntryKind, MAX_WINDOW, type Proposal } from '../model/entry.js';
import {
  ClusterVersionError,
  EntryTooLargeError,
  InternalError,
  InvalidArgumentError,
  invariant,
  LeadershipLostError,
  NotLeaderError,
  OverloadedError,
  RaftError,
  StorageFullError,
} from '../model/errors.js';
import type { GroupId } from '../model/ids.js';
import type { Acknowledge, SessionOperation } from '../model/service.js';
import type { RaftApp } from '../ports/app.js';
import type { CallContext } from '../ports/transport.js';
import { sessionPayload } from '../sessions/session-payload.js';
import type { Applied } from '../sessions/session-table.js';
import type { Applier } from './applier.js';
import { bounded, endedBefore } from './bounded-call.js';
import { messageOf, notApplied, refusalError, unknownOutcome } from './call-errors.js';
import { CallMeter } from './call-meter.js';
import type { CallerOptions, SessionOptions, SessionTerms, WriteOptions } from './call-options.js';
import type { HostServices } from './host-services.js';
import type { HostLimits } from './limits.js';
import { Proposals, type PendingProposal, type WriteResult } from './proposals.js';

const NO_ROOM = 'the disk of the leader is full: make room, or wait for compaction';

/** What a group gives to its writes. */
export interface WriteSite {
  readonly group: GroupId;
  readonly host: HostServices;
  readonly app: RaftApp;
  readonly consensus: Consensus;
  readonly applier: Applier;
  /** Something waits for the turn to end. */
  wake(): void;
}

/**
 * Whether the app is so far behind what is committed that more must not be appended. The writes that wait for it here are bounded by
 * themselves; this is about those that nobody waits for: of former leaders, of callers that have gone, of a start.
 */
function applyLags(
  { commitIndex, appliedIndex, log, uncommitted }: Readonly<ConsensusState>,
  limits: HostLimits,
): boolean {
  const lag = commitIndex - appliedIndex;
  if (lag > limits.maxApplyLag) return true;
  return lag > 0 && log.bytesAfter(appliedIndex) - uncommitted.bytes > limits.maxApplyLagBytes;
}

/** The writes of one group: takes commands or refuses them, hands them to the core turn by turn, and settles each call. */
export class GroupWrites {
  readonly #site: WriteSite;
  readonly #proposals = new Proposals();
  readonly #meter: CallMeter;

  constructor(site: WriteSite) {
    const { group, host } = site;
    this.#site = site;
    this.#meter = new CallMeter(() => host.now(), {
      isWatched: () => host.events.isWatched('writesDone') || host.events.isWatched('writeFailed'),
      onDone: (milliseconds) => {
        host.events.emit('writesDone', { group, milliseconds });
      },
      onFailed: ({ code, outcome }) => {
        host.events.emit('writeFailed', { group, code, outcome });
      },
    });
  }

  /** Writes that are not settled. */
  get count(): number {
    return this.#proposals.count;
  }

  get bytes(): number {
    return this.#proposals.bytes;
  }

  /** `origin`: how it came, where it is a client's. */
  write(
    payload: Uint8Array,
    options: WriteOptions,
    failure: RaftError | undefined,
    origin: CallContext | undefined,
  ): Promise<WriteResult<Uint8Array | undefined>> {
    const { session = 0, sequence = 0, acknowledge = 'apply' } = options;
    const window = options.window ?? (session === 0 ? 0 : 1);
    const invalid = refuseSequence(options);
    if (invalid !== undefined) return this.#rejected(invalid);
    const refusal = this.#refuse(payload, options, failure);
    if (refusal !== undefined) {
      const { group, host } = this.#site;
      const to = host.forwarder?.target(refusal, origin);
      if (to === undefined) return this.#rejected(refusal);
      // Whoever asks may use the memory again after this turn, and a connection takes longer.
      const command = payload.slice();
      const request = { type: 'write', group, session, sequence, window, payload: command, acknowledge } as const;
      return to(request, options).then(({ index, value }) => ({ index, value }));
    }
    const refused = this.#refuseCommand(payload);
    if (refused !== undefined) return this.#rejected(refused);
    const former = session === 0 ? undefined : this.#answered(session, sequence);
    if (former instanceof RaftError) return this.#rejected(former);
    if (former !== undefined) return Promise.resolve(former);
    return this.#append({ kind: EntryKind.Command, session, sequence, window, payload }, options, acknowledge);
  }

  /** Opens, keeps or closes a session, through the log. */
  async operate(
    operation: SessionOperation,
    session: number,
    options: SessionOptions,
    failure: RaftError | undefined,
    origin: CallContext | undefined,
  ): Promise<SessionTerms> {
    const payload = sessionPayload(operation);
    const sequence = options.acknowledged ?? 0;
    const invalid = refuseSession(operation, session, sequence);
    if (invalid !== undefined) throw invalid;
    const refusal = this.#refuse(payload, options, failure);
    if (refusal !== undefined) {
      const { group, host } = this.#site;
      const to = host.forwarder?.target(refusal, origin);
      if (to === undefined) throw refusal;
      const { type: _, ...terms } = await to(
        { type: 'session', group, operation, session, acknowledged: sequence },
        options,
      );
      return terms;
    }
    const { index } = await this.#append({ kind: EntryKind.Session, session, sequence, payload }, options, 'apply');
    const { sessionTtl, sessionWindow } = this.#site.applier.sessions.settings;
    return { session: operation === 'open' ? index : session, index, ttl: sessionTtl, window: sessionWindow };
  }

  get #clusterVersion(): number {
    return this.#site.consensus.state.configuration.clusterVersion;
  }

  #rejected(error: RaftError): Promise<never> {
    this.#meter.refused(error);
    return Promise.reject(error);
  }

  #append(
    proposal: Proposal,
    options: CallerOptions,
    acknowledge: Acknowledge,
  ): Promise<WriteResult<Uint8Array | undefined>> {
    return new Promise((resolve, reject) => {
      const settle = bounded(this.#site.host.clock, options, 'unknown', this.#meter.begin({ resolve, reject }));
      this.#proposals.queue({
        kind: proposal.kind,
        session: proposal.session,
        sequence: proposal.sequence,
        window: proposal.window ?? 0,
        payload: proposal.payload,
        acknowledge,
        clusterVersion: this.#clusterVersion,
        resolve: settle.resolve,
        reject: settle.reject,
      });
      this.#site.wake();
    });
  }

  /** What a command that was applied before was answered, where that is known without the log. While a batch is with the app, nothing is. */
  #answered(session: number, sequence: number): WriteResult | RaftError | undefined {
    const { applier } = this.#site;
    return applier.busy ? undefined : applier.sessions.answered(session, sequence, applier.applied);
  }

  #refuse(payload: Uint8Array, options: CallerOptions, failure: RaftError | undefined): RaftError | undefined {
    const { host, consensus } = this.#site;
    const { limits } = host;
    if (failure !== undefined) return notApplied(failure);
    const ended = endedBefore(options);
    if (ended !== undefined) return ended;
    if (payload.length > limits.maxEntryBytes) return new EntryTooLargeError(payload.length, limits.maxEntryBytes);
    if (consensus.state.role !== 'leader') return new NotLeaderError(consensus.state.leaderElsewhere);
    if (host.diskFull()) return new StorageFullError(NO_ROOM);
    if (
      this.#proposals.count >= limits.maxPendingWrites ||
      this.#proposals.bytes + payload.length > limits.maxPendingWriteBytes
    ) {
      return new OverloadedError('too many writes are waiting');
    }
    if (applyLags(consensus.state, limits))
      return new OverloadedError('the app of the leader is too far behind what is committed');
    return undefined;
  }

  #refuseCommand(payload: Uint8Array): RaftError | undefined {
    try {
      this.#site.app.validate?.(payload, { clusterVersion: this.#clusterVersion });
    } catch (error) {
      return error instanceof RaftError
        ? error
        : new RaftError('INVALID_ARGUMENT', `the command was refused: ${messageOf(error)}`, { cause: error });
    }
    return undefined;
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
    const queued = this.#stillLetIn(this.#proposals.takeQueued());
    const effects = consult(queued);
    if (effects === undefined) {
      const error = failure !== undefined ? notApplied(failure) : unknownOutcome(new InternalError('consensus failed'));
      for (const proposal of queued) this.#proposals.refuse(proposal, error);
      return [];
    }
    this.#noteTaken(queued, effects);
    return effects;
  }

  /** The version falls where the entry that raised it is overwritten: what was let in under it meanwhile must not be appended without it. */
  #stillLetIn(queued: PendingProposal[]): PendingProposal[] {
    const now = this.#clusterVersion;
    if (!queued.some(({ clusterVersion }) => clusterVersion > now)) return queued;
    return queued.filter((proposal) => {
      if (proposal.clusterVersion <= now) return true;
      const fallen = `the cluster version is ${now} again, and was ${proposal.clusterVersion} when the command came`;
      this.#proposals.refuse(proposal, new ClusterVersionError(fallen));
      return false;
    });
  }

  #noteTaken(queued: readonly PendingProposal[], effects: readonly Effect[]): void {
    let taken = 0;
    let refusal: Refusal = { reason: 'overloaded' };
    for (const effect of effects) {
      if (effect.type === 'proposalRefused') refusal = effect.refusal;
      if (effect.type !== 'proposed') continue;
      const { firstIndex, count: writes } = effect;
      this.#site.host.events.emit('writesProposed', { group: this.#site.group, firstIndex, writes });
      for (; taken < effect.count; taken++)
        this.#proposals.appended(queued[taken] as PendingProposal, effect.firstIndex + taken);
    }
    for (const proposal of queued.slice(taken)) {
      this.#proposals.refuse(proposal, refusalError(refusal, 'too many bytes are not committed'));
    }
  }

  /** Everything up to `index` is committed. */
  committed(index: number): void {
    this.#proposals.committed(index);
    this.#meter.flush();
  }

  applied(index: number, applied: Applied | undefined): void {
    const proposal = this.#proposals.takeAppended(index);
    if (proposal === undefined) return;
    invariant(applied !== undefined, () => `no response at ${index}, where a command was proposed`);
    if (applied instanceof Uint8Array) proposal.resolve({ index, value: applied });
    else if (applied instanceof RaftError) proposal.reject(applied);
    else proposal.resolve(applied);
  }

  /** Those that have been applied together have their answers. */
  answered(): void {
    this.#meter.flush();
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

  /** The disk has been full for so long that what is appended above `committed` is not waited for any longer. */
  withoutRoom(committed: number): void {
    this.#proposals.failAppendedAbove(committed, () => unknownOutcome(new StorageFullError(NO_ROOM)));
  }

  /** The group stops. */
  failAll(error: RaftError): void {
    this.#proposals.failQueued(() => notApplied(error));
    this.#proposals.failAppendedAbove(0, () => unknownOutcome(error));
  }
}

function isWhole(value: number, min: number): boolean {
  return Number.isSafeInteger(value) && value >= min;
}

function refuseSequence({ session = 0, sequence = 0, window, acknowledge }: WriteOptions): RaftError | undefined {
  if (!isWhole(session, 0)) return new InvalidArgumentError('session must be the number of a session, or 0 for none');
  if (session === 0)
    return sequence === 0 && (window ?? 0) === 0
      ? undefined
      : new InvalidArgumentError('a sequence and a window belong to a session');
  if (acknowledge === 'commit')
    return new InvalidArgumentError('a write of a session is acknowledged when it is applied, not before');
  if (!isWhole(sequence, 1)) return new InvalidArgumentError('sequence must be a whole number from 1 on');
  if (window === undefined || (isWhole(window, 1) && window <= MAX_WINDOW && window <= sequence)) return undefined;
  return new InvalidArgumentError(`window must be a whole number from 1 to ${MAX_WINDOW}, and not above the sequence`);
}

function refuseSession(operation: SessionOperation, session: number, acknowledged: number): RaftError | undefined {
  if (operation === 'open' ? session !== 0 : !isWhole(session, 1))
    return new InvalidArgumentError('session must be the number of a session, and 0 where one is opened');
  return isWhole(acknowledged, 0)
    ? undefined
    : new InvalidArgumentError('acknowledged must be a sequence number, or 0');
}
