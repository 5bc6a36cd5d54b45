import { EntryKind } from '../model/entry.js';
import {
  InvalidArgumentError,
  OverloadedError,
  type RaftError,
  SequenceForgottenError,
  SessionExpiredError,
  TooManySessionsError,
} from '../model/errors.js';
import type { GroupSettings } from '../model/group-settings.js';
import { dropUpTo } from './drop-up-to.js';
import { LinkedList, type Linked } from './linked-list.js';
import { readSessionPayload } from './session-payload.js';

/** What a session entry or a command in a session says of itself, apart from what it is to do. */
export interface SessionEntry {
  readonly index: number;
  /** Log time in milliseconds. */
  readonly time: number;
  readonly kind: EntryKind;
  readonly session: number;
  readonly sequence: number;
  readonly window: number;
  readonly payload: Uint8Array;
}

/** What becomes of a committed entry; decided alike on every replica. */
export type Verdict =
  /** A command for the app. */
  | { readonly type: 'apply' }
  /** Nothing for the app, and nothing to complain of. */
  | { readonly type: 'done' }
  /** The command was applied before, at `index`. */
  | { readonly type: 'duplicate'; readonly index: number }
  /** It has no effect. */
  | { readonly type: 'refused'; readonly error: RaftError };

const APPLY: Verdict = { type: 'apply' };
const DONE: Verdict = { type: 'done' };

/** What is known of one session. Shared with frozen copies: changed in place only within the epoch that made it. */
export interface SessionState {
  /** Log time of the last entry that named it, in milliseconds. */
  active: number;
  /** All sequence numbers up to this one are acknowledged and forgotten. */
  floor: number;
  /** Index of each command above the floor that was applied, by its sequence number; in log order. */
  readonly applied: Map<number, number>;
}

interface Session extends Linked<Session> {
  readonly id: number;
  state: SessionState;
  epoch: number;
}

export interface FrozenSession {
  readonly id: number;
  readonly state: Readonly<Omit<SessionState, 'applied'>> & { readonly applied: ReadonlyMap<number, number> };
}

/** Told of what the registry has forgotten. */
export type Ended = (session: number) => void;

/**
 * Which sessions there are, and which of their commands were applied (thesis §6.3). A function of the log alone: it is told of every entry in
 * order and says of each, before any is handed to the app, whether the app is to see it. Time is log time; local clocks have no
 * say.
 */
export class SessionRegistry {
  readonly #sessions = new Map<number, Session>();
  /** In order of their last activity. */
  readonly #order = new LinkedList<Session>();
  readonly #ended: Ended;
  #settings: GroupSettings;
  #epoch = 0;
  #sequences = 0;

  constructor(settings: GroupSettings, ended: Ended = () => undefined) {
    this.#settings = settings;
    this.#ended = ended;
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** Sequence numbers that are applied and not acknowledged, of all sessions. */
  get sequences(): number {
    return this.#sequences;
  }

  configure(settings: GroupSettings): void {
    this.#settings = settings;
  }

  has(session: number): boolean {
    return this.#sessions.has(session);
  }

  /** Where a command of a session was applied; undefined where it was not, or is forgotten. */
  appliedAt(session: number, sequence: number): number | undefined {
    return this.#sessions.get(session)?.state.applied.get(sequence);
  }

  /** @throws {UnknownEntryError} on an operation that this build does not know. */
  judge(entry: SessionEntry): Verdict {
    this.#expire(entry.time);
    switch (entry.kind) {
      case EntryKind.Command:
        return entry.session === 0 ? APPLY : this.#command(entry);
      case EntryKind.Session:
        return this.#operation(entry);
      default:
        return DONE;
    }
  }

  /** Those that were quiet for too long are at the front. */
  #expire(time: number): void {
    const { sessionTtl } = this.#settings;
    for (;;) {
      const { first } = this.#order;
      if (first === undefined || time - first.state.active <= sessionTtl) return;
      this.#end(first);
    }
  }

  #operation({ index, time, session, sequence, window, payload }: SessionEntry): Verdict {
    const operation = readSessionPayload(payload);
    if (operation === 'open') return this.#open(index, time);
    const known = this.#sessions.get(session);
    if (operation === 'close') {
      if (known !== undefined) this.#end(known);
      return DONE;
    }
    if (known === undefined) return { type: 'refused', error: new SessionExpiredError(session, 'not_applied') };
    this.#raise(this.#touched(known, time), sequence - window);
    return DONE;
  }

  /** A live session is never ended to make room for another. */
  #open(id: number, time: number): Verdict {
    const { maxSessions } = this.#settings;
    if (this.#sessions.size >= maxSessions) return { type: 'refused', error: new TooManySessionsError(maxSessions) };
    this.#add(id, { active: time, floor: 0, applied: new Map() });
    return DONE;
  }

  #add(id: number, state: SessionState): void {
    const session: Session = { id, state, epoch: this.#epoch, previous: undefined, next: undefined };
    this.#sessions.set(id, session);
    this.#order.push(session);
  }

  #command({ index, time, session: id, sequence, window }: SessionEntry): Verdict {
    const session = this.#sessions.get(id);
    if (session === undefined) return { type: 'refused', error: new SessionExpiredError(id) };
    const state = this.#touched(session, time);
    this.#raise(state, sequence - window);
    if (sequence <= state.floor) return { type: 'refused', error: new SequenceForgottenError(id, sequence) };
    const known = state.applied.get(sequence);
    if (known !== undefined) return { type: 'duplicate', index: known };
    const { sessionWindow, maxSessionSequences } = this.#settings;
    if (sequence - state.floor > sessionWindow)
      return {
        type: 'refused',
        error: new InvalidArgumentError(
          `command ${sequence} of session ${id} is ${sequence - state.floor} ahead of what is acknowledged, and at most ${sessionWindow} are allowed`,
        ),
      };
    if (this.#sequences >= maxSessionSequences)
      return {
        type: 'refused',
        error: new OverloadedError(`${maxSessionSequences} commands of sessions are not acknowledged by their clients`),
      };
    state.applied.set(sequence, index);
    this.#sequences++;
    return APPLY;
  }

  #touched(session: Session, time: number): SessionState {
    if (session.epoch !== this.#epoch) {
      session.state = { ...session.state, applied: new Map(session.state.applied) };
      session.epoch = this.#epoch;
    }
    session.state.active = time;
    this.#order.moveToEnd(session);
    return session.state;
  }

  /** A delayed copy of an older command knows an older floor: it never falls. */
  #raise(state: SessionState, floor: number): void {
    if (floor <= state.floor) return;
    dropUpTo(state.applied, state.floor + 1, floor, () => {
      this.#sequences--;
    });
    state.floor = floor;
  }

  #end(session: Session): void {
    this.#sessions.delete(session.id);
    this.#order.remove(session);
    this.#sequences -= session.state.applied.size;
    this.#ended(session.id);
  }

  /** Everything as it is now, in order of last activity; at a cost in the number of sessions, not of what they remember. */
  freeze(): FrozenSession[] {
    this.#epoch++;
    return Array.from(this.#order, ({ id, state }) => ({ id, state }));
  }

  /** Takes up a session that was frozen elsewhere; in the order of `freeze`. */
  restore(id: number, state: SessionState): void {
    this.#add(id, state);
    this.#sequences += state.applied.size;
  }
}
