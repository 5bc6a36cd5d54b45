import {
  type CallerOptions,
  type ChangeOptions,
  type ConfigurationChange,
  type NodeId,
  RaftError,
  type RaftGroup,
  type ReadOptions,
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
  /** Done, as of log index `index`: what a write answered, or what a read has seen. */
  | { readonly type: 'ok'; readonly index: number; readonly response: SimResponse | undefined; readonly value: number }
  /** It has had no effect and never will. */
  | { readonly type: 'notApplied'; readonly error: RaftError | undefined }
  | { readonly type: 'unknown'; readonly error: RaftError | undefined };

/** One call of a client, for the history. `began` and `ended` are places in the one order of all calls and returns. */
export interface SimCall {
  readonly group: string;
  readonly level: 'write' | 'linearizable' | 'local' | 'snapshot' | 'administration';
  readonly command: SimCommand | undefined;
  readonly key: number;
  readonly began: number;
  ended: number;
  end: CallEnd | undefined;
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
        const response = decodeResponse(value);
        settle({ type: 'ok', index, response, value: response.before });
      }, failWith(settle));
    });
    return call;
  }

  read(callee: Callee, key: number, options: ReadOptions, done: (end: CallEnd) => void): SimCall {
    const { level } = options;
    const linearizable = level === undefined || level === 'linearizable';
    const call = this.#begin(callee, linearizable ? 'linearizable' : 'local', undefined, key);
    const floor = linearizable ? callee.ledger.acknowledged : 0;
    const settle = this.#settler(callee, call, done, (index) => {
      if (index < floor)
        callee.ledger.violate(
          'linearizable read',
          `a read that began after ${floor} was acknowledged sees only ${index}`,
        );
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

  #begin(callee: Callee, level: SimCall['level'], command: SimCommand | undefined, key: number): SimCall {
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
    };
    this.#pending.set(call, { process: callee.process, settle });
    return settle;
  }

  #check(ledger: Ledger, call: SimCall, end: CallEnd): void {
    const { command } = call;
    if (end.type === 'notApplied' && command !== undefined) {
      this.#refused.set(command.id, call);
      this.refusedIsApplied(ledger, command.id);
    }
    if (end.type !== 'ok' || call.level === 'snapshot' || call.level === 'administration') return;
    if (command !== undefined) {
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
    end.response === undefined ? `${end.value}` : end.response.done ? 'done' : `not done, found ${end.value}`;
  return `${what} at ${end.index}`;
}
