import { Slices } from '@lolraft/app-kit';
import {
  type AppliedCommand,
  ClosedError,
  type CommandTerms,
  type RaftApp,
  requireClusterVersion,
  type SnapshotSource,
  type StoredSnapshot,
  UnknownEntryError,
} from '@lolraft/raft-core';
import { createHash } from 'node:crypto';
import { encodeAnswer } from './codec/answer-codec.js';
import { decodeCommand } from './codec/command-codec.js';
import { decodeQuery } from './codec/query-codec.js';
import { encodeResult } from './codec/result-codec.js';
import type { Acquire, Command } from './model/commands.js';
import { sinceOf } from './model/commands-since.js';
import type { LockListener } from './model/events.js';
import type { SessionId } from './model/ids.js';
import type { SessionInfo } from './model/queries.js';
import type { AcquireResult } from './model/results.js';
import { decodeState } from './snapshot/decode-state.js';
import { encodeState } from './snapshot/encode-state.js';
import { decided } from './state/acquire.js';
import { answer, sessionInfo } from './state/answer.js';
import { execute } from './state/machine.js';
import { Store } from './state/store.js';

export interface LockAppOptions {
  /** Told of what each command has changed on this node, after it. */
  readonly onEvents?: LockListener;
  /** How `install` leaves the event loop to others; for simulations, which have none. */
  readonly slices?: () => Pick<Slices, 'areDue' | 'pause'>;
}

/** The lock service's state machine as the app of a Raft group. */
export class LockApp implements RaftApp {
  readonly #onEvents: LockListener;
  readonly #slices: () => Pick<Slices, 'areDue' | 'pause'>;
  #store = Store.empty();

  constructor({ onEvents = () => undefined, slices = () => new Slices() }: LockAppOptions = {}) {
    this.#onEvents = onEvents;
    this.#slices = slices;
  }

  /** The state as of the last command; for reading. */
  get store(): Store {
    return this.#store;
  }

  /** @throws {UnknownEntryError} on a command that this build cannot read: to skip it would make members differ. */
  apply(commands: readonly AppliedCommand[]): Uint8Array[] {
    return commands.map(({ index, term, payload }) => {
      const { result, events } = execute(this.#store, readCommand(payload, index), { index, term });
      if (events.length > 0) this.#onEvents(index, events);
      return encodeResult(result);
    });
  }

  /** @throws {ProtocolError | UnknownEntryError} on what is no query. */
  query(request: Uint8Array): Uint8Array {
    return encodeAnswer(answer(this.#store, decodeQuery(request)));
  }

  /** The present state, at a cost that does not grow with it; `apply` goes on beside the reading. */
  snapshot(): SnapshotSource {
    let view: Store | undefined = this.#store.clone();
    return {
      read: () => {
        if (view === undefined) throw new ClosedError('the view of the state');
        return encodeState(view);
      },
      release: () => {
        view = undefined;
      },
    };
  }

  /**
   * The new state is built beside the old one, in slices, and takes its place when it is whole.
   * @throws {CorruptionError | UnknownEntryError} on bytes that are no state of this build; the old state stays.
   */
  async install(snapshot: StoredSnapshot | undefined): Promise<void> {
    this.#store = snapshot === undefined ? Store.empty() : await decodeState(snapshot.read(), this.#slices());
    this.#onEvents(snapshot?.index ?? 0, [{ type: 'reset' }]);
  }

  /** @throws {RaftError} on a command that could not be read, here or by a member with an older build. */
  validate(payload: Uint8Array, { clusterVersion }: CommandTerms): void {
    const command = decodeCommand(payload);
    requireClusterVersion(sinceOf(command), clusterVersion, `a command of kind ${command.type}`);
  }

  /** SHA-256 of the state, in hexadecimal: equal on members that have applied the same commands. Costs as much as a snapshot. */
  digest(): string {
    const hash = createHash('sha256');
    for (const piece of encodeState(this.#store.clone())) hash.update(piece);
    return hash.digest('hex');
  }

  // ---- for the service on this node ----

  session(id: SessionId): SessionInfo | undefined {
    const session = this.#store.session(id);
    return session === undefined ? undefined : sessionInfo(session);
  }

  /** What a repetition of this request is answered, where it is known here what has become of it; undefined otherwise. */
  decided(command: Acquire): AcquireResult | undefined {
    return decided(this.#store, command);
  }

  /** All sessions, in the order of their ids, as of the call: commands may be applied meanwhile. */
  sessions(): Iterable<SessionInfo> {
    return infosOf(this.#store.clone());
  }
}

function* infosOf({ trees }: Store): Generator<SessionInfo, void, undefined> {
  for (const session of trees.sessions.values()) yield sessionInfo(session);
}

function readCommand(payload: Uint8Array, index: number): Command {
  try {
    return decodeCommand(payload);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UnknownEntryError(`the command at index ${index} is not one of this build: ${why}`);
  }
}
