import type { AppliedCommand, MaybePromise, RaftApp, SnapshotSource, StoredSnapshot } from '@lolraft/raft-core';
import { encodeResponse, encodeValue, type SimCommand, type SimResponse } from './command.js';
import { SimState } from './sim-state.js';

export interface AppWatcher {
  /** A command takes effect; `digest` stands for the whole state after it. */
  onApply(at: AppliedCommand, command: SimCommand, response: SimResponse, digest: number): void;
  /** The state of a snapshot at `index` takes the place of whatever was there. */
  onInstall(index: number, state: SimState): void;
  onBroken(what: string): void;
  /** Undefined: apply at once. Otherwise calls back after a while, in the meantime of which the app is busy. */
  readonly later: ((run: () => void) => void) | undefined;
}

/** A map of registers with compare-and-set, that watches whether the node keeps the app's rules. */
export class SimApp implements RaftApp {
  readonly #watcher: AppWatcher;
  /** Bytes that each snapshot is larger than its state. */
  readonly #padding: number;
  #state = new SimState();
  #busy = false;
  #installed = false;

  constructor(watcher: AppWatcher, padding: number) {
    this.#watcher = watcher;
    this.#padding = padding;
  }

  /** Index of the last command that took effect. */
  get applied(): number {
    return this.#state.applied;
  }

  get digest(): number {
    return this.#state.digest;
  }

  /** All or nothing: the new state takes its place once it is read whole. */
  async install(snapshot: StoredSnapshot | undefined): Promise<void> {
    if (this.#busy) this.#watcher.onBroken('install during apply');
    this.#busy = true;
    try {
      this.#state = snapshot === undefined ? new SimState() : await SimState.read(snapshot);
      if (snapshot !== undefined) this.#watcher.onInstall(snapshot.index, this.#state);
      this.#installed = true;
    } finally {
      this.#busy = false;
    }
  }

  snapshot(): SnapshotSource {
    if (this.#busy) this.#watcher.onBroken('a snapshot during apply');
    return this.#state.copy().source(this.#padding);
  }

  fold(old: StoredSnapshot | undefined, commands: AsyncIterable<readonly AppliedCommand[]>): SnapshotSource {
    const padding = this.#padding;
    return {
      read: async function* () {
        const state = old === undefined ? new SimState() : await SimState.read(old);
        for await (const batch of commands) for (const { index, payload } of batch) state.apply(index, payload);
        yield* state.source(padding).read();
      },
    };
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
    if (at.index <= this.#state.applied) this.#watcher.onBroken(`entry ${at.index} after ${this.#state.applied}`);
    const { command, response } = this.#state.apply(at.index, at.payload);
    this.#watcher.onApply(at, command, response, this.#state.digest);
    return encodeResponse(response);
  }

  query(request: Uint8Array): Uint8Array {
    if (this.#busy) this.#watcher.onBroken('a query during apply');
    return encodeValue(this.#state.valueOf(request[0] ?? 0));
  }
}
