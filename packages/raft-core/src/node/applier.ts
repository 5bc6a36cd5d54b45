import type { EntryBatch } from '../model/entry-batch.js';
import { AppFailedError, RaftError, type RaftError as AnyRaftError } from '../model/errors.js';
import type { AppliedCommand, RaftApp } from '../ports/app.js';
import type { Clock } from '../ports/clock.js';
import type { Verdict } from '../sessions/session-registry.js';
import type { Applied, SessionTable } from '../sessions/session-table.js';
import { judgeBatch, type JudgedBatch } from './judge-batch.js';

/** After so long in one go, the loop is left to others and applying goes on in the next turn (milliseconds). */
const SLICE_MS = 10;

export interface ApplierSource {
  readonly app: RaftApp;
  readonly clock: Clock;
  readonly maxApplyBytes: number;
  /** Committed entries from `from` to at most `to`: at once where they are cached, otherwise from storage. */
  entries(from: number, to: number, maxBytes: number): EntryBatch | Promise<EntryBatch>;
  /** Entry `index` was applied; `applied` is undefined where nobody can have asked for it. */
  onApplied(index: number, applied: Applied | undefined): void;
  /** A batch was applied, and the app's state is at rest. */
  onBatch(batch: EntryBatch, commands: number, milliseconds: number): void;
  /** Applying goes on when `run` is called again. */
  again(): void;
  onFailed(error: AnyRaftError): void;
}

/**
 * Feeds the app: committed entries in order, in batches, one at a time. An app that throws is not asked again: its group
 * stops with the entry's index.
 */
export class Applier {
  readonly #source: ApplierSource;
  #applied: number;
  #committed: number;
  /** Log time of the entry at `#applied`. */
  #time: number;
  /** As of `#applied`, except while a batch is with the app. */
  #sessions: SessionTable;
  #busy = false;
  #held = false;
  #replacing = false;
  #atRest: (() => void)[] = [];
  #stopped = false;

  constructor(source: ApplierSource, applied: number, time: number, sessions: SessionTable) {
    this.#source = source;
    this.#sessions = sessions;
    this.#applied = applied;
    this.#time = time;
    this.#committed = applied;
  }

  get applied(): number {
    return this.#applied;
  }

  get appliedTime(): number {
    return this.#time;
  }

  /** Whether the app is in the middle of a batch, or without a state, so that no query may look. */
  get busy(): boolean {
    return this.#busy || this.#replacing;
  }

  get sessions(): SessionTable {
    return this.#sessions;
  }

  get held(): boolean {
    return this.#held;
  }

  /** Applies nothing more until `release`; resolves when the app is at rest, or its group has stopped. */
  hold(): Promise<void> {
    this.#held = true;
    return this.#busy && !this.#stopped
      ? new Promise((resolve) => {
          this.#atRest.push(resolve);
        })
      : Promise.resolve();
  }

  /** Whether it is held, and nothing is under way. */
  get isAtRest(): boolean {
    return this.#held && !this.#busy;
  }

  release(): void {
    this.#held = false;
    this.#source.again();
  }

  /** The app has no state from here on, until `replaced` or for ever. Only while held and at rest. */
  replace(): void {
    this.#replacing = true;
  }

  /** The app has the state up to `index`, with these sessions, and applying goes on from there. */
  replaced(index: number, time: number, sessions: SessionTable): void {
    this.#replacing = false;
    this.#sessions = sessions;
    this.#applied = index;
    this.#time = time;
    this.#committed = Math.max(this.#committed, index);
    this.release();
  }

  #tellRest(): void {
    if (this.#busy && !this.#stopped) return;
    for (const resolve of this.#atRest.splice(0)) resolve();
  }

  /** As last told. */
  get committedIndex(): number {
    return this.#committed;
  }

  committed(index: number): void {
    this.#committed = index;
  }

  stop(): void {
    this.#stopped = true;
    this.#tellRest();
  }

  /** Applies what is committed, as far as it can without waiting. */
  run(): void {
    const source = this.#source;
    const begun = source.clock.now();
    while (!this.#stopped && !this.busy && !this.#held && this.#applied < this.#committed) {
      const from = this.#applied + 1;
      const batch = source.entries(from, this.#committed, source.maxApplyBytes);
      if (batch instanceof Promise) {
        this.#wait(
          batch,
          (loaded) => {
            this.#apply(loaded);
          },
          (error) => {
            this.#fail(error);
          },
        );
        return;
      }
      this.#apply(batch);
      if (this.#applied < this.#committed && source.clock.now() - begun >= SLICE_MS) {
        source.again();
        return;
      }
    }
  }

  #wait<T>(promise: Promise<T>, then: (value: T) => void, failed: (error: unknown) => void): void {
    this.#busy = true;
    promise.then(
      (value) => {
        this.#busy = false;
        try {
          if (!this.#stopped) then(value);
        } catch (error) {
          this.#fail(error);
        }
        this.#tellRest();
        if (!this.#stopped) this.#source.again();
      },
      (error: unknown) => {
        this.#busy = false;
        this.#tellRest();
        failed(error);
      },
    );
  }

  #apply(batch: EntryBatch): void {
    const begun = this.#source.clock.now();
    try {
      // Paired with the check at receive and load: what reaches the app is what was proposed (rule 16).
      batch.verify();
      const judged = judgeBatch(this.#sessions, batch);
      const { commands } = judged;
      const [first] = commands;
      const responses = first === undefined ? [] : this.#ask(commands, first.index);
      if (responses instanceof Promise) {
        this.#wait(
          responses,
          (values) => {
            this.#finish(batch, judged, values, begun);
          },
          (error) => {
            this.#fail(appFailure(first?.index ?? batch.firstIndex, error));
          },
        );
        return;
      }
      this.#finish(batch, judged, responses, begun);
    } catch (error) {
      this.#fail(error);
    }
  }

  #ask(commands: readonly AppliedCommand[], first: number): ReturnType<RaftApp['apply']> {
    try {
      return this.#source.app.apply(commands);
    } catch (error) {
      throw appFailure(first, error);
    }
  }

  #finish(
    batch: EntryBatch,
    { commands, entries, verdicts }: JudgedBatch,
    responses: readonly Uint8Array[],
    begun: number,
  ): void {
    const milliseconds = this.#source.clock.now() - begun;
    if (responses.length !== commands.length) {
      this.#fail(new Error(`apply returned ${responses.length} responses for ${commands.length} commands`));
      return;
    }
    this.#applied = batch.lastIndex;
    this.#time = batch.time(batch.lastIndex);
    // All of it first: whoever is answered finds the table at rest.
    const applied: (Applied | undefined)[] = [];
    let next = 0;
    for (const entry of entries) {
      const verdict = verdicts[applied.length] as Verdict;
      const response = verdict.type === 'apply' ? responses[next++] : undefined;
      applied.push(this.#sessions.settle(entry, verdict, response));
    }
    let told = 0;
    for (const entry of entries) this.#source.onApplied(entry.index, applied[told++]);
    this.#source.onBatch(batch, commands.length, milliseconds);
  }

  #fail(error: unknown): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#source.onFailed(error instanceof RaftError ? error : new AppFailedError(this.#applied + 1, error));
  }
}

/** Whatever an app throws is the app's failure, of whatever class; only the app itself can say at which entry of a batch. */
function appFailure(first: number, error: unknown): AppFailedError {
  return error instanceof AppFailedError ? error : new AppFailedError(first, error);
}
