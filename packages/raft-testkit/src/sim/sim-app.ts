import type { AppliedCommand, MaybePromise, RaftApp, StoredSnapshot } from '@lolraft/raft-core';
import { decodeCommand, encodeResponse, encodeValue, SIM_KEYS, type SimCommand, type SimResponse } from './command.js';

export interface AppWatcher {
  /** A command takes effect; `digest` stands for the whole state after it. */
  onApply(at: AppliedCommand, command: SimCommand, response: SimResponse, digest: number): void;
  onBroken(what: string): void;
  /** Undefined: apply at once. Otherwise calls back after a while, in the meantime of which the app is busy. */
  readonly later: ((run: () => void) => void) | undefined;
}

/** A map of registers with compare-and-set, that watches whether the node keeps the app's rules. */
export class SimApp implements RaftApp {
  readonly #watcher: AppWatcher;
  #values = new Uint32Array(SIM_KEYS);
  #applied = 0;
  #digest = 0;
  #busy = false;
  #installed = false;

  constructor(watcher: AppWatcher) {
    this.#watcher = watcher;
  }

  /** Index of the last command that took effect. */
  get applied(): number {
    return this.#applied;
  }

  get digest(): number {
    return this.#digest;
  }

  install(snapshot: StoredSnapshot | undefined): void {
    if (this.#busy) this.#watcher.onBroken('install during apply');
    if (snapshot !== undefined) this.#watcher.onBroken('a snapshot that nobody made');
    this.#values = new Uint32Array(SIM_KEYS);
    this.#applied = 0;
    this.#digest = 0;
    this.#installed = true;
  }

  apply(commands: readonly AppliedCommand[]): MaybePromise<readonly Uint8Array[]> {
    if (!this.#installed) this.#watcher.onBroken('apply before install');
    if (this.#busy) this.#watcher.onBroken('two batches at once');
    const { later } = this.#watcher;
    if (later === undefined) return commands.map((command) => this.#apply(command));
    this.#busy = true;
    return new Promise((resolve) => {
      later(() => {
        this.#busy = false;
        resolve(commands.map((command) => this.#apply(command)));
      });
    });
  }

  #apply(at: AppliedCommand): Uint8Array {
    if (at.index <= this.#applied) this.#watcher.onBroken(`entry ${at.index} after ${this.#applied}`);
    this.#applied = at.index;
    const command = decodeCommand(at.payload);
    const { op, key, value, expected, id } = command;
    const before = this.#values[key] ?? 0;
    const done = op === 'put' || before === expected;
    if (done) this.#values[key] = value;
    this.#digest =
      Math.imul(this.#digest ^ at.index, 0x01000193) ^ Math.imul(id, 0x85ebca6b) ^ (done ? value : ~before);
    const response = { id, done, before };
    this.#watcher.onApply(at, command, response, this.#digest);
    return encodeResponse(response);
  }

  query(request: Uint8Array): Uint8Array {
    if (this.#busy) this.#watcher.onBroken('a query during apply');
    return encodeValue(this.#values[request[0] ?? 0] ?? 0);
  }
}
