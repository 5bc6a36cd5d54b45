import { EntryKind } from '../../src/model/entry.js';
import { RaftError } from '../../src/model/errors.js';
import { DEFAULT_GROUP_SETTINGS, type GroupSettings } from '../../src/model/group-settings.js';
import type { SessionOperation } from '../../src/model/service.js';
import { readSessionPayload, sessionPayload } from '../../src/sessions/session-payload.js';
import type { SessionEntry, Verdict } from '../../src/sessions/session-registry.js';
import { SessionTable, type Applied } from '../../src/sessions/session-table.js';
import { decodeSessions, encodeSessions } from '../../src/sessions/table-codec.js';

export interface Step extends SessionEntry {
  /** What the app would answer; of this many bytes. */
  readonly answer: number;
  /** With a configuration entry. */
  readonly settings?: GroupSettings;
}

export const settings = (some: Partial<GroupSettings> = {}): GroupSettings => ({ ...DEFAULT_GROUP_SETTINGS, ...some });

/** A log in the making: each call adds an entry. */
export class LogMaker {
  readonly steps: Step[] = [];
  time = 0;

  #add(entry: Partial<Step>): Step {
    const step: Step = {
      index: this.steps.length + 1,
      time: this.time,
      kind: EntryKind.Command,
      session: 0,
      sequence: 0,
      window: 0,
      payload: new Uint8Array(0),
      answer: 1,
      ...entry,
    };
    this.steps.push(step);
    return step;
  }

  after(time: number): this {
    this.time += time;
    return this;
  }

  noop(): Step {
    return this.#add({ kind: EntryKind.Noop });
  }

  configure(some: GroupSettings): Step {
    return this.#add({ kind: EntryKind.Configuration, settings: some });
  }

  operate(operation: SessionOperation, session = 0, acknowledged = 0): Step {
    return this.#add({ kind: EntryKind.Session, session, sequence: acknowledged, payload: sessionPayload(operation) });
  }

  open(): number {
    return this.operate('open').index;
  }

  write(session: number, sequence: number, window = 1, answer = 1): Step {
    return this.#add({ session, sequence, window, answer });
  }
}

/** The bytes that the app answers at `index`. */
export const answerOf = ({ index, answer }: Step): Uint8Array => new Uint8Array(answer).fill(index % 251);

/** What was told of an entry: comparable. */
export function told(verdict: Verdict, applied: Applied | undefined): string {
  const end =
    applied === undefined
      ? 'nothing'
      : applied instanceof RaftError
        ? `${applied.code} ${applied.outcome} ${'index' in applied ? String(applied.index) : ''}`
        : applied instanceof Uint8Array
          ? `fresh ${[...applied].join(',')}`
          : `former ${applied.index} ${[...applied.value].join(',')}`;
  return `${verdict.type}: ${end}`;
}

/** Has a table go through entries in batches of these sizes, over and over; returns what was told of each. */
export function replay(table: SessionTable, steps: readonly Step[], sizes: readonly number[] = [1]): string[] {
  const all: string[] = [];
  for (let at = 0, turn = 0; at < steps.length; turn++) {
    const batch = steps.slice(at, at + (sizes[turn % sizes.length] ?? 1));
    const verdicts = batch.map((step) => {
      const verdict = table.judge(step);
      if (step.settings !== undefined) table.configure(step.index, step.settings);
      return verdict;
    });
    batch.forEach((step, i) => {
      const verdict = verdicts[i] as Verdict;
      all.push(told(verdict, table.settle(step, verdict, verdict.type === 'apply' ? answerOf(step) : undefined)));
    });
    at += batch.length;
  }
  return all;
}

export function bytesOf(table: SessionTable): Uint8Array {
  return Uint8Array.from([...encodeSessions(table.freeze())].flatMap((piece) => [...piece]));
}

/** What a node has that installs a snapshot of the table. */
export function restored(bytes: Uint8Array, some: GroupSettings): SessionTable {
  const table = new SessionTable(some);
  for (const session of decodeSessions([bytes])) table.restore(session);
  return table;
}

interface ModelSession {
  id: number;
  active: number;
  floor: number;
  /** In log order. */
  applied: { sequence: number; index: number; value: Uint8Array | undefined }[];
}

/**
 * What a session table does, told again as plainly as can be: one list, gone through for every question, one entry after the other. It knows the answer
 * of the app at once, so it has no batches.
 */
export class SessionModel {
  #sessions: ModelSession[] = [];
  #settings: GroupSettings;

  constructor(some: GroupSettings) {
    this.#settings = some;
  }

  step(step: Step): string {
    const { sessionTtl, maxSessions, sessionWindow, maxSessionSequences } = this.#settings;
    this.#sessions = this.#sessions.filter(({ active }) => step.time <= active + sessionTtl);
    if (step.settings !== undefined) this.#settings = step.settings;
    const session = this.#sessions.find(({ id }) => id === step.session);
    const operation = step.kind === EntryKind.Session ? readSessionPayload(step.payload) : undefined;
    if (session !== undefined && operation !== 'open') {
      this.#sessions = [...this.#sessions.filter((one) => one !== session), session];
      session.active = step.time;
      session.floor = Math.max(session.floor, step.sequence - step.window);
      session.applied = session.applied.filter(({ sequence }) => sequence > session.floor);
    }
    const result = ((): string => {
      if (step.kind === EntryKind.Command) {
        if (step.session === 0) return told({ type: 'apply' }, answerOf(step));
        if (session === undefined) return 'refused: SESSION_EXPIRED unknown ';
        if (step.sequence <= session.floor) return 'refused: SEQUENCE_FORGOTTEN unknown ';
        const former = session.applied.find(({ sequence }) => sequence === step.sequence);
        if (former !== undefined)
          return former.value === undefined
            ? `duplicate: RESPONSE_EVICTED unknown ${former.index}`
            : `duplicate: former ${former.index} ${[...former.value].join(',')}`;
        if (step.sequence > session.floor + sessionWindow) return 'refused: INVALID_ARGUMENT not_applied ';
        const all = this.#sessions.reduce((sum, { applied }) => sum + applied.length, 0);
        if (all >= maxSessionSequences) return 'refused: OVERLOADED not_applied ';
        session.applied.push({ sequence: step.sequence, index: step.index, value: answerOf(step) });
        return told({ type: 'apply' }, answerOf(step));
      }
      if (operation === undefined) return 'done: nothing';
      if (operation === 'open') {
        if (this.#sessions.length >= maxSessions) return 'refused: TOO_MANY_SESSIONS not_applied ';
        this.#sessions.push({ id: step.index, active: step.time, floor: 0, applied: [] });
      }
      if (operation === 'close') this.#sessions = this.#sessions.filter((one) => one !== session);
      if (operation === 'keep' && session === undefined) return 'refused: SESSION_EXPIRED not_applied ';
      return 'done: fresh ';
    })();
    this.#evict();
    return result;
  }

  #evict(): void {
    const { maxSessionResponses, maxSessionResponseBytes, maxResponseBytes } = this.#settings;
    const kept = (all: ModelSession['applied']): ModelSession['applied'] =>
      all.filter((one) => one.value !== undefined);
    const size = (all: ModelSession['applied']): number =>
      all.reduce((sum, { value }) => sum + (value === undefined ? 0 : value.length + 64), 0);
    const drop = (all: ModelSession['applied']): void => {
      const [oldest] = kept(all);
      if (oldest !== undefined) oldest.value = undefined;
    };
    for (const { applied } of this.#sessions)
      while (kept(applied).length > maxSessionResponses || size(applied) > maxSessionResponseBytes) drop(applied);
    const all = (): number => this.#sessions.reduce((sum, { applied }) => sum + size(applied), 0);
    while (all() > maxResponseBytes)
      drop(this.#sessions.find(({ applied }) => kept(applied).length > 0)?.applied ?? []);
  }

  /** As comparable as the bytes of a table. */
  describe(): unknown {
    return this.#sessions.map(({ id, active, floor, applied }) => ({
      id,
      active,
      floor,
      applied: applied.map(({ sequence, index, value }) => [
        sequence,
        index,
        value === undefined ? undefined : [...value],
      ]),
    }));
  }
}

export function describeTable(table: SessionTable): unknown {
  const { sessions, responses } = table.freeze();
  return sessions.map(({ id, state }) => ({
    id,
    active: state.active,
    floor: state.floor,
    applied: [...state.applied].map(([sequence, index]) => {
      const value = responses.get(id)?.get(sequence);
      return [sequence, index, value === undefined ? undefined : [...value]];
    }),
  }));
}
