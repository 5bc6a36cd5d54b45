import type { SnapshotSource, StoredSnapshot } from '@lolraft/raft-core';
import { decodeCommand, SIM_KEYS, type SimCommand, type SimResponse } from './command.js';

const HEADER_BYTES = 8;
const STATE_BYTES = HEADER_BYTES + 4 * SIM_KEYS;
const PIECE_BYTES = 50_000;

/** What the simulated app knows: registers, the last command that took effect, and a digest of all of them. */
export class SimState {
  readonly #values: Uint32Array;
  #applied: number;
  #digest: number;

  constructor(values = new Uint32Array(SIM_KEYS), applied = 0, digest = 0) {
    this.#values = values;
    this.#applied = applied;
    this.#digest = digest;
  }

  /** Index of the last command that took effect. */
  get applied(): number {
    return this.#applied;
  }

  get digest(): number {
    return this.#digest;
  }

  valueOf(key: number): number {
    return this.#values[key] ?? 0;
  }

  apply(index: number, payload: Uint8Array): { command: SimCommand; response: SimResponse } {
    const command = decodeCommand(payload);
    const { op, key, value, expected, id } = command;
    const before = this.valueOf(key);
    const done = op === 'put' || before === expected;
    if (done) this.#values[key] = value;
    this.#applied = index;
    this.#digest = Math.imul(this.#digest ^ index, 0x01000193) ^ Math.imul(id, 0x85ebca6b) ^ (done ? value : ~before);
    return { command, response: { id, done, before } };
  }

  copy(): SimState {
    return new SimState(this.#values.slice(), this.#applied, this.#digest);
  }

  /** With `padding` bytes behind it, so that it takes more than one message. */
  source(padding: number): SnapshotSource {
    const bytes = new Uint8Array(STATE_BYTES + padding);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, this.#applied);
    view.setInt32(4, this.#digest);
    this.#values.forEach((value, key) => {
      view.setUint32(HEADER_BYTES + 4 * key, value);
    });
    return {
      read: function* () {
        for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
      },
    };
  }

  static async read(snapshot: StoredSnapshot): Promise<SimState> {
    const state = new Uint8Array(STATE_BYTES);
    let size = 0;
    for await (const piece of snapshot.read()) {
      if (size < STATE_BYTES) state.set(piece.subarray(0, STATE_BYTES - size), size);
      size += piece.length;
    }
    const view = new DataView(state.buffer);
    const values = Uint32Array.from({ length: SIM_KEYS }, (_, key) => view.getUint32(HEADER_BYTES + 4 * key));
    return new SimState(values, view.getUint32(0), view.getInt32(4));
  }
}
