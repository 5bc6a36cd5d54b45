import { DeadlineExceededError, type RaftError } from '../model/errors.js';

export interface ReadResult<T = Uint8Array> {
  /** The last index that the answer has seen. */
  readonly index: number;
  readonly value: T;
}

export interface PendingRead {
  readonly payload: Uint8Array;
  /** When the caller stops waiting, by the clock of the host. */
  readonly deadline: number;
  readonly resolve: (result: ReadResult) => void;
  readonly reject: (error: RaftError) => void;
}

/** Levels at which a leader tells the index. */
export type RoundLevel = 'linearizable' | 'lease';

const ROUND_LEVELS: readonly RoundLevel[] = ['linearizable', 'lease'];

/**
 * The reads of one group that are not answered yet. A linearizable one goes through three rooms: queued for the next
 * turn, waiting for confirmation as part of a numbered round, and waiting for its index to be applied. One that the app
 * takes time to answer is kept until it has, so that it ends with its time or its node all the same.
 */
export class ReadQueue {
  readonly #queued: Record<RoundLevel, PendingRead[]> = { linearizable: [], lease: [] };
  readonly #confirming = new Map<number, PendingRead[]>();
  #waiting: { index: number; read: PendingRead }[] = [];
  readonly #answering = new Set<PendingRead>();
  #nextId = 1;
  #count = 0;
  /** No read's deadline is before this; may lie earlier than all of them. */
  #earliest = Infinity;

  get count(): number {
    return this.#count;
  }

  /** Of the payloads; takes time in proportion to `count`. */
  get bytes(): number {
    return this.#all().reduce((sum, { payload }) => sum + payload.length, 0);
  }

  get hasQueued(): boolean {
    for (const level of ROUND_LEVELS) if (this.#queued[level].length > 0) return true;
    return false;
  }

  #admit(read: PendingRead): void {
    this.#count++;
    this.#earliest = Math.min(this.#earliest, read.deadline);
  }

  queue(read: PendingRead, level: RoundLevel): void {
    this.#admit(read);
    this.#queued[level].push(read);
  }

  /** All queued reads of a level become one round; returns the rounds that this makes. */
  startRounds(): { readonly id: number; readonly level: RoundLevel }[] {
    const rounds = [];
    for (const level of ROUND_LEVELS) {
      const reads = this.#queued[level];
      if (reads.length === 0) continue;
      const id = this.#nextId++;
      this.#confirming.set(id, reads);
      this.#queued[level] = [];
      rounds.push({ id, level });
    }
    return rounds;
  }

  /** The round is confirmed: its reads wait for `index` to be applied. */
  confirmed(id: number, index: number): void {
    const reads = this.#confirming.get(id);
    if (reads === undefined) return;
    this.#confirming.delete(id);
    for (const read of reads) this.#waiting.push({ index, read });
  }

  failRound(id: number, error: RaftError): void {
    const reads = this.#confirming.get(id);
    if (reads === undefined) return;
    this.#confirming.delete(id);
    for (const read of reads) this.#settle(read, error);
  }

  /** A local read: waits for `index` only. */
  wait(read: PendingRead, index: number): void {
    this.#admit(read);
    this.#waiting.push({ index, read });
  }

  /** Takes the reads that may be answered at `applied`; the taker settles them. */
  takeReady(applied: number): PendingRead[] {
    if (this.#waiting.length === 0) return [];
    const ready: PendingRead[] = [];
    const rest = [];
    for (const item of this.#waiting) {
      if (item.index <= applied) ready.push(item.read);
      else rest.push(item);
    }
    if (ready.length > 0) {
      this.#waiting = rest;
      this.#count -= ready.length;
    }
    return ready;
  }

  /** The app has the read, and will answer later. */
  answering(read: PendingRead): void {
    this.#admit(read);
    this.#answering.add(read);
  }

  /** The app has answered; false where the read was settled meanwhile. */
  answered(read: PendingRead): boolean {
    if (!this.#answering.delete(read)) return false;
    this.#count--;
    return true;
  }

  #settle(read: PendingRead, error: RaftError): void {
    this.#count--;
    read.reject(error);
  }

  #all(): PendingRead[] {
    return [
      ...this.#queued.linearizable,
      ...this.#queued.lease,
      ...[...this.#confirming.values()].flat(),
      ...this.#waiting.map((item) => item.read),
      ...this.#answering,
    ];
  }

  /** No read is late before this moment. */
  get deadline(): number {
    return this.#count === 0 ? Infinity : this.#earliest;
  }

  /** Settles the reads whose time is up. */
  expire(now: number): void {
    if (now < this.deadline) return;
    const late = (read: PendingRead): boolean => read.deadline <= now;
    for (const read of this.#all().filter(late)) {
      this.#settle(read, new DeadlineExceededError('not_applied', 'the read was not confirmed and applied in time'));
    }
    for (const level of ROUND_LEVELS) this.#queued[level] = this.#queued[level].filter((read) => !late(read));
    for (const [id, reads] of this.#confirming) {
      this.#confirming.set(
        id,
        reads.filter((read) => !late(read)),
      );
    }
    this.#waiting = this.#waiting.filter((item) => !late(item.read));
    for (const read of this.#answering) if (late(read)) this.#answering.delete(read);
    this.#earliest = Infinity;
    for (const read of this.#all()) this.#earliest = Math.min(this.#earliest, read.deadline);
  }

  failAll(error: () => RaftError): void {
    const all = this.#all();
    for (const level of ROUND_LEVELS) this.#queued[level] = [];
    this.#confirming.clear();
    this.#waiting = [];
    this.#answering.clear();
    for (const read of all) this.#settle(read, error());
  }
}
