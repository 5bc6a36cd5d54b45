import {
  type AppliedCommand,
  CorruptionError,
  type RaftApp,
  type SnapshotSource,
  type StoredSnapshot,
} from '@lolraft/raft-core';
import type { StateCounts } from '../../src/index.js';

/** What each drop begins with in a state: 8 bytes, the length in the last four. */
const MARK = 0xd209;
const HEAD_BYTES = 8;

/** The drops of a state, one after the other. */
async function dropsOf(state: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  for await (const piece of state) pieces.push(piece.slice());
  const bytes = Buffer.concat(pieces);
  const drops: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (bytes.length < at + HEAD_BYTES || bytes.readUInt32LE(at) !== MARK) throw new CorruptionError('no pot is so');
    const end = at + HEAD_BYTES + bytes.readUInt32LE(at + 4);
    drops.push(new Uint8Array(bytes.subarray(at + HEAD_BYTES, end)));
    at = end;
  }
  return drops;
}

function encodeDrop(drop: Uint8Array): Uint8Array {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(MARK);
  head.writeUInt32LE(drop.length, 4);
  return Buffer.concat([head, drop]);
}

export async function readPot(state: AsyncIterable<Uint8Array>): Promise<StateCounts> {
  return { drops: (await dropsOf(state)).length };
}

/** What a new cluster begins with: the first drop alone. */
export async function* firstDrop(state: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  for (const drop of (await dropsOf(state)).slice(0, 1)) yield encodeDrop(drop);
}

/** An app that keeps whatever is written, and answers with how much there is. */
export class PotApp implements RaftApp {
  #drops: readonly Uint8Array[] = [];

  #answer(): Uint8Array {
    return Uint8Array.of(this.#drops.length);
  }

  apply(commands: readonly AppliedCommand[]): Uint8Array[] {
    return commands.map(({ payload }) => {
      this.#drops = [...this.#drops, payload.slice()];
      return this.#answer();
    });
  }

  query(): Uint8Array {
    return this.#answer();
  }

  async install(snapshot: StoredSnapshot | undefined): Promise<void> {
    this.#drops = snapshot === undefined ? [] : await dropsOf(snapshot.read());
  }

  snapshot(): SnapshotSource {
    const drops = this.#drops;
    return {
      *read() {
        for (const drop of drops) yield encodeDrop(drop);
      },
    };
  }
}
