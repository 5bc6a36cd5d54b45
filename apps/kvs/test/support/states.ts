import type { Command } from '@lolraft/kvs-client';
import type { StoredSnapshot } from '@lolraft/raft-core';
import { decodeState } from '../../src/snapshot/decode-state.js';
import { encodeState } from '../../src/snapshot/encode-state.js';
import { execute } from '../../src/state/machine.js';
import { Store } from '../../src/state/store.js';
import { bytes } from './requests.js';

export function storeAfter(commands: readonly Command[]): Store {
  const store = Store.empty();
  for (const command of commands) execute(store, command);
  return store;
}

/** A store of `size` keys, of which the last change of each tenth is still in the history. */
export function largeStore(size: number): Store {
  const store = Store.empty();
  execute(store, { type: 'setRetention', revisions: Math.ceil(size / 10), bytes: 2 ** 40 });
  for (let i = 0; i < size; i++) {
    const n = (i * 7919) % size;
    execute(store, {
      type: 'put',
      key: bytes(`key/${String(n).padStart(9, '0')}`),
      value: bytes(`${n}`),
      prevKv: false,
    });
  }
  return store;
}

export function stateBytes(store: Store): Buffer {
  // Copied one by one: a piece is valid until the next one is asked for.
  return Buffer.concat(Array.from(encodeState(store), (piece) => Buffer.from(piece)));
}

/** As a stream whose pieces end at multiples of `cut`, and are overwritten once the next one is asked for. */
export async function* inPieces(all: Uint8Array, cut = 64 * 1024): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < all.length; at += cut) {
    const piece = new Uint8Array(all.subarray(at, at + cut));
    yield piece;
    piece.fill(0xee);
  }
}

export function stateOf(all: Uint8Array, cut?: number): Promise<Store> {
  return decodeState(inPieces(all, cut));
}

export function storedAs(all: Uint8Array, index = 1): StoredSnapshot {
  return { index, term: 1, time: 0, read: () => inPieces(all) };
}
