import type { Proposal } from '../model/entry.js';
import { ENTRY_HEADER_BYTES } from '../model/entry.js';
import type { RaftError } from '../model/errors.js';
import type { Acknowledge } from '../model/service.js';

/** How a write ended well: its place in the log, and the app's answer; undefined where only the commit was waited for. */
export interface WriteResult<T = Uint8Array> {
  readonly index: number;
  readonly value: T;
}

interface Waiting {
  readonly resolve: (result: WriteResult<Uint8Array | undefined>) => void;
  readonly reject: (error: RaftError) => void;
}

export interface PendingProposal extends Proposal, Waiting {
  readonly acknowledge: Acknowledge;
  /** Under which it was let in. */
  readonly clusterVersion: number;
}

/** What is left of a proposal once its payload is in the log: nothing that would keep a second copy of it alive. */
export interface AppendedProposal extends Waiting {
  readonly bytes: number;
}

function bytesOf(proposal: Proposal): number {
  return ENTRY_HEADER_BYTES + proposal.payload.length;
}

/**
 * The writes of one group that are not settled: queued for the next turn, or appended and waiting to be applied. Bounded
 * in number and bytes, counted until the caller has an answer.
 */
export class Proposals {
  #queued: PendingProposal[] = [];
  readonly #appended = new Map<number, AppendedProposal>();
  /** Of those that were appended, the ones that are answered on commit, oldest first. */
  #onCommit: number[] = [];
  #count = 0;
  #bytes = 0;

  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get hasQueued(): boolean {
    return this.#queued.length > 0;
  }

  queue(proposal: PendingProposal): void {
    this.#queued.push(proposal);
    this.#count++;
    this.#bytes += bytesOf(proposal);
  }

  takeQueued(): PendingProposal[] {
    const queued = this.#queued;
    this.#queued = [];
    return queued;
  }

  appended(proposal: PendingProposal, index: number): void {
    const { acknowledge, resolve, reject } = proposal;
    this.#appended.set(index, { bytes: bytesOf(proposal), resolve, reject });
    if (acknowledge === 'commit') this.#onCommit.push(index);
  }

  /** Answers those up to `index` that wait for their commit only. */
  committed(index: number): void {
    let done = 0;
    for (const at of this.#onCommit) {
      if (at > index) break;
      done++;
    }
    if (done === 0) return;
    for (const at of this.#onCommit.splice(0, done)) this.takeAppended(at)?.resolve({ index: at, value: undefined });
  }

  /** The proposal that was appended as `index` here, if its caller still waits; settled by the taker. */
  takeAppended(index: number): AppendedProposal | undefined {
    const proposal = this.#appended.get(index);
    if (proposal === undefined) return undefined;
    this.#appended.delete(index);
    this.#settled(proposal.bytes);
    return proposal;
  }

  #settled(bytes: number): void {
    this.#count--;
    this.#bytes -= bytes;
  }

  refuse(proposal: PendingProposal, error: RaftError): void {
    this.#settled(bytesOf(proposal));
    proposal.reject(error);
  }

  /**
   * Settles what was appended above `index`: nobody here will learn what becomes of it. What is committed, up to `index`, will
   * be applied here all the same and is answered then.
   */
  failAppendedAbove(index: number, error: () => RaftError): void {
    this.#onCommit = this.#onCommit.filter((at) => at <= index);
    for (const [at, proposal] of [...this.#appended]) {
      if (at <= index) continue;
      this.#appended.delete(at);
      this.#settled(proposal.bytes);
      proposal.reject(error());
    }
  }

  /** Settles what was appended up to `index`: it was committed, but applied elsewhere, and came here as part of a snapshot. */
  failAppendedUpTo(index: number, error: () => RaftError): void {
    for (const at of [...this.#appended.keys()]) if (at <= index) this.takeAppended(at)?.reject(error());
  }

  failQueued(error: () => RaftError): void {
    for (const proposal of this.takeQueued()) this.refuse(proposal, error());
  }
}
