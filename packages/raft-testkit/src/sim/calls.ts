import {
  type CallerOptions,
  type ChangeOptions,
  type ConfigurationChange,
  type NodeId,
  RaftError,
  type SessionOperation,
  type RaftGroup,
  type ReadOptions,
  type ApplyOptions,
  type WriteOptions,
} from '@lolraft/raft-core';
import type { Ledger } from './checks/ledger.js';
import {
  decodeResponse,
  decodeValue,
  describeCommand,
  encodeCommand,
  type SimCommand,
  type SimResponse,
} from './command.js';
import type { Kernel } from './kernel.js';
import type { SimProcess } from './process.js';
import { Happening } from './trace.js';

/** Whom a client asks. */
export interface Callee {
  readonly index: number;
  readonly process: SimProcess;
  readonly group: RaftGroup;
  readonly ledger: Ledger;
}

export type CallEnd =
  /** Done, as of log index `index`: what a write answered, or what a read has seen; nothing where a write was answered on commit. */
  | {
      readonly type: 'ok';
      readonly index: number;
      readonly response: SimResponse | undefined;
      readonly value: number | undefined;
    }
  /** It has had no effect and never will. */
  | { readonly type: 'notApplied'; readonly error: RaftError | undefined }
  | { readonly type: 'unknown'; readonly error: RaftError | undefined };

/** One call of a client, for the history. `began` and `ended` are places in the one order of all calls and returns. */
export interface SimCall {
  readonly group: string;
  readonly level: 'write' | 'linearizable' | 'lease' | 'local' | 'snapshot' | 'administration';
  readonly command: SimCommand | undefined;
  readonly key: number;
  readonly began: number;
  ended: number;
  end: CallEnd | undefined;
}

/** A command in a session: it has one end, of which each attempt knows a part. */
export class SessionWrite {
  readonly call: SimCall;
  readonly payload: Uint8Array;
  readonly #ledger: Ledger;
  readonly #settle: (end: CallEnd) => void;
  #open = 0;
  #isInDoubt = false;

  constructor(call: SimCall, payload: Uint8Array, ledger: Ledger, settle: (end: CallEnd) => void) {
    this.call = call;
    this.payload = payload;
    this.#ledger = ledger;
    this.#settle = settle;
  }

  get isSettled(): boolean {
    return this.call.end !== undefined;
  }

  begun(): void {
    this.#open++;
  }

  attempted(end: CallEnd): void {
    this.#open--;
    if (end.type === 'unknown') this.#isInDoubt = true;
    if (end.type === 'ok') this.#settle(end);
  }

  /** An attempt was told that the command was applied at `index`. */
  evicted(index: number): void {
    const id = this.#ledger.effectAt(index)?.id;
    if (id !== this.call.command?.id)
      this.#ledger.violate(
        'sessions',
        `#${this.call.command?.id ?? 0} is said to be applied at ${index}, where #${id ?? 0} is`,
      );
  }

  /** Its client does not ask again. */
  giveUp(error: RaftError | undefined): void {
    this.#settle({ type: this.#isInDoubt || this.#open > 0 ? 'unknown' : 'notApplied', error });
  }
}

/**
 * The calls of all clients, and what is promised for each: an acknowledged write is where it was said to be, one that was
 * refused never shows up, a linearizable read sees all that was acknowledged before it began, and everything settles.
 */
export class SimCalls {
  readonly history: SimCall[] = [];
  readonly #kernel: Kernel;
  readonly #pending = new Map<SimCall, { readonly process: SimProcess; readonly settle: (end: CallEnd) => void }>();
  readonly #refused = new Map<number, SimCall>();
  /** Commands that were acknowledged on commit, by group and then by index. */
  readonly #promised = new Map<Ledger, Map<number, number>>();
  #order = 0;
  #commands = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  get pending(): number {
    return this.#pending.size;
  }

  /** Never used before; 0 is none. */
  nextCommand(): number {
    return ++this.#commands;
  }

  write(
    callee: Callee,
    command: SimCommand,
    padding: number,
    options: WriteOptions,
    done: (end: CallEnd) => void,
  ): SimCall {
    const call = this.#begin(callee, 'write', command, command.key);
    const settle = this.#settler(callee, call, done, () => undefined);
    callee.process.input(() => {
      callee.group.write(encodeCommand(command, padding), options).then(({ index, value }) => {
        const response = value === undefined ? undefined : decodeResponse(value);
        settle({ type: 'ok', index, response, value: response?.before });
      }, failWith(settle));
    });
    return call;
  }

  /** A command that is sent until it is answered: one call, however many attempts it takes. */
  beginInSession(
    at: Pick<Callee, 'index' | 'ledger'>,
    command: SimCommand,
    padding: number,
    done: (end: CallEnd) => void,
  ): SessionWrite {
    const call = this.#begin(at, 'write', command, command.key);
    const settle = (end: CallEnd): void => {
      this.#end(at, call, end, done, () => undefined);
    };
    return new SessionWrite(call, encodeCommand(command, padding), at.ledger, settle);
  }

  /** One attempt of it; `done` is told how that ends, after the command itself was settled by it. */
  tryInSession(callee: Callee, write: SessionWrite, options: ApplyOptions, done: (end: CallEnd) => void): void {
    const { call } = write;
    const attempt: SimCall = { ...call };
    write.begun();
    const settle = (end: CallEnd): void => {
      if (attempt.end !== undefined) return;
      attempt.end = end;
      this.#pending.delete(attempt);
      write.attempted(end);
      done(end);
    };
    this.#pending.set(attempt, { process: callee.process, settle });
    callee.process.input(() => {
      callee.group.write(write.payload, options).then(({ index, value }) => {
        const response = decodeResponse(value);
        settle({ type: 'ok', index, response, value: response.before });
      }, failWith(settle));
    });
  }

  /** Opens, keeps or closes a session; the index of one that is opened is its id. */
  session(
    callee: Callee,
    operation: SessionOperation,
    session: number,
    acknowledged: number,
    done: (end: CallEnd) => void,
  ): SimCall {
    const call = this.#begin(callee, 'administration', undefined, 0);
    const settle = this.#settler(callee, call, done, () => undefined);
    callee.process.input(() => {
      callee.group.session(operation, session, { acknowledged }).then(({ index }) => {
        settle({ type: 'ok', index, response: undefined, value: 0 });
      }, failWith(settle));
    });
    return call;
  }

  read(callee: Callee, key: number, options: ReadOptions, done: (end: CallEnd) => void): SimCall {
    const { level = 'linearizable' } = options;
    const kind = typeof level === 'string' ? level : level.type;
    const call = this.#begin(callee, kind, undefined, key);
    const floor = kind === 'local' ? 0 : callee.ledger.acknowledged;
    const settle = this.#settler(callee, call, done, (index) => {
      if (index < floor)
        callee.ledger.violate(`${kind} read`, `a read that began after ${floor} was acknowledged sees only ${index}`);
    });
    callee.process.input(() => {
      callee.group.read(Uint8Array.of(key), options).then(({ index, value }) => {
        settle({ type: 'ok', index, response: undefined, value: decodeValue(value) });
      }, failWith(settle));
    });
    return call;
  }

  /** Takes a snapshot by hand: it has everything that was applied before. */
  snapshot(callee: Callee, done: (end: CallEnd) => void): SimCall {
    const call = this.#begin(callee, 'snapshot', undefined, 0);
    let floor = 0;
    const settle = this.#settler(callee, call, done, (index) => {
      if (index < floor) callee.ledger.violate('snapshot', `one that was asked for at ${floor} has only ${index}`);
    });
    callee.process.input(() => {
      floor = callee.group.status().appliedIndex;
      callee.group.takeSnapshot().then(({ index }) => {
        settle({ type: 'ok', index, response: undefined, value: 0 });
      }, failWith(settle));
    });
    return call;
  }

  /** Changes the membership: where it succeeds, the configuration is committed. */
  change(
    callee: Callee,
    changes: readonly ConfigurationChange[],
    options: ChangeOptions,
    done: (end: CallEnd) => void,
  ): SimCall {
    const call = this.#begin(callee, 'administration', undefined, 0);
    const settle = this.#settler(callee, call, done, (index) => {
      const { commitIndex, configurations } = callee.group.consensusState;
      if (index > commitIndex || configurations.at(index).index !== index)
        callee.ledger.violate('configuration', `that of ${index} is said to be committed, and is not`);
    });
    callee.process.input(() => {
      callee.group.changeConfiguration(changes, options).then(({ index }) => {
        settle({ type: 'ok', index, response: undefined, value: 0 });
      }, failWith(settle));
    });
    return call;
  }

  transfer(callee: Callee, target: NodeId | undefined, options: CallerOptions, done: (end: CallEnd) => void): SimCall {
    const call = this.#begin(callee, 'administration', undefined, 0);
    const settle = this.#settler(callee, call, done, () => undefined);
    callee.process.input(() => {
      callee.group.transferLeadership(target, options).then(() => {
        settle({ type: 'ok', index: 0, response: undefined, value: 0 });
      }, failWith(settle));
    });
    return call;
  }

  #begin(
    callee: Pick<Callee, 'index' | 'ledger'>,
    level: SimCall['level'],
    command: SimCommand | undefined,
    key: number,
  ): SimCall {
    const group = callee.ledger.group;
    const call: SimCall = { group, level, command, key, began: this.#order++, ended: Infinity, end: undefined };
    this.history.push(call);
    const { trace, now } = this.#kernel;
    trace.add(now, Happening.Call, callee.index, command?.id ?? 0, key);
    if (trace.told) trace.tell(now, `n${callee.index + 1}`, `-- ${group} asked to ${describeCall(call)}`);
    return call;
  }

  #settler(
    callee: Callee,
    call: SimCall,
    done: (end: CallEnd) => void,
    check: (index: number) => void,
  ): (end: CallEnd) => void {
    const settle = (end: CallEnd): void => {
      this.#end(callee, call, end, done, check);
    };
    this.#pending.set(call, { process: callee.process, settle });
    return settle;
  }

  #end(
    callee: Pick<Callee, 'index' | 'ledger'>,
    call: SimCall,
    end: CallEnd,
    done: (end: CallEnd) => void,
    check: (index: number) => void,
  ): void {
    if (call.end !== undefined) return;
    call.end = end;
    call.ended = this.#order++;
    this.#pending.delete(call);
    const { trace, now } = this.#kernel;
    const index = end.type === 'ok' ? end.index : 0;
    trace.add(now, Happening.Return, callee.index, call.command?.id ?? 0, index, end.type.length);
    if (trace.told)
      trace.tell(now, `n${callee.index + 1}`, `-- ${call.group} ${describeCall(call)}: ${describeEnd(end)}`);
    this.#check(callee.ledger, call, end);
    if (end.type === 'ok') check(end.index);
    done(end);
  }

  #check(ledger: Ledger, call: SimCall, end: CallEnd): void {
    const { command } = call;
    if (end.type === 'notApplied' && command !== undefined) {
      this.#refused.set(command.id, call);
      this.refusedIsApplied(ledger, command.id);
    }
    if (end.type !== 'ok' || call.level === 'snapshot' || call.level === 'administration') return;
    if (command !== undefined && end.response === undefined) this.#promise(ledger, command.id, end.index);
    else if (command !== undefined) {
      const effect = ledger.effectAt(end.index);
      if (effect?.id !== command.id || end.response?.id !== command.id)
        ledger.violate(
          'acknowledged write',
          `${describeCommand(command)} was answered as entry ${end.index}, where #${effect?.id ?? 'none'} is`,
        );
      else if (effect.response.done !== end.response.done || effect.response.before !== end.response.before)
        ledger.violate('acknowledged write', `${describeCommand(command)} was answered otherwise than it was applied`);
    } else if (end.value !== ledger.valueAt(call.key, end.index)) {
      ledger.violate(
        'read',
        `k${call.key} was read as ${end.value} at ${end.index}, where it is ${ledger.valueAt(call.key, end.index)}`,
      );
    }
    if (call.level !== 'local' && end.index > ledger.acknowledged) ledger.acknowledged = end.index;
  }

  /** A command was said to be committed at `index`, whether it is applied anywhere or not. */
  #promise(ledger: Ledger, id: number, index: number): void {
    let promised = this.#promised.get(ledger);
    if (promised === undefined) this.#promised.set(ledger, (promised = new Map<number, number>()));
    promised.set(index, id);
    this.promisedIsApplied(ledger, index);
  }

  /** To be asked when a command takes effect at `index`: it is the one that was said to be committed there. */
  promisedIsApplied(ledger: Ledger, index: number): void {
    const promised = this.#promised.get(ledger)?.get(index);
    const effect = ledger.effectAt(index);
    if (promised !== undefined && effect !== undefined && effect.id !== promised)
      ledger.violate(
        'acknowledged commit',
        `command #${promised} was said to be committed at ${index}, where #${effect.id} is applied`,
      );
  }

  /** To be asked once everything has been applied: what was said to be committed is among it. */
  checkPromises(ledgers: readonly Ledger[]): void {
    for (const ledger of ledgers)
      for (const [index, id] of this.#promised.get(ledger) ?? []) {
        if (ledger.effectAt(index)?.id !== id)
          ledger.violate(
            'acknowledged commit',
            `command #${id} was said to be committed at ${index}, and is not there`,
          );
      }
  }

  /** To be asked when a command takes effect: one that was refused must not. */
  refusedIsApplied(ledger: Ledger, id: number): void {
    const call = this.#refused.get(id);
    const at = ledger.indexOf(id);
    if (call !== undefined && at !== undefined)
      ledger.violate('not applied', `command #${id} was said to have no effect, and is applied at ${at}`);
  }

  /** The process is gone: what it was asked will never be answered. */
  abandon(process: SimProcess): void {
    for (const [, { process: asked, settle }] of [...this.#pending])
      if (asked === process) settle({ type: 'unknown', error: undefined });
  }

  describePending(): string {
    return [...this.#pending.keys()].map(describeCall).join(', ');
  }
}

function failWith(settle: (end: CallEnd) => void): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof RaftError)) settle({ type: 'unknown', error: undefined });
    else settle({ type: error.outcome === 'unknown' ? 'unknown' : 'notApplied', error });
  };
}

function describeCall({ command, level, key }: SimCall): string {
  if (level === 'snapshot') return 'take a snapshot';
  if (level === 'administration') return 'change the membership, or hand over';
  return command === undefined ? `get k${key} (${level})` : describeCommand(command);
}

function describeEnd(end: CallEnd): string {
  if (end.type !== 'ok') return `${end.type} (${end.error?.message ?? 'the process is gone'})`;
  const what =
    end.response === undefined
      ? `${end.value ?? 'committed'}`
      : end.response.done
        ? 'done'
        : `not done, found ${end.value}`;
  return `${what} at ${end.index}`;
}
