import { ItemSplitter, Slices } from '@lolraft/app-kit';
import { UnknownEntryError } from '@lolraft/raft-core';
import type { Store } from '../state/store.js';
import { GUARDED_STATE_VERSION, MAX_ITEM_BYTES, STATE_VERSION } from './format.js';
import { StateBuilder } from './state-builder.js';

/**
 * Builds a store from the bytes of a state (see `format.ts`), in slices. Ends well only where they are whole and make sense.
 * @throws {CorruptionError} on damage.
 * @throws {UnknownEntryError} where a newer build wrote them.
 */
export async function decodeState(source: AsyncIterable<Uint8Array>): Promise<Store> {
  const slices = new Slices();
  const builder = new StateBuilder();
  const items = new ItemSplitter((version) => {
    checkVersion(version);
    builder.begin(version === GUARDED_STATE_VERSION);
  }, MAX_ITEM_BYTES);
  for await (const piece of source) {
    for (const item of items.add(piece)) {
      builder.add(item, items.checksum);
      if (slices.areDue()) await slices.pause();
    }
  }
  return builder.finish(items.left, slices);
}

function checkVersion(version: number): void {
  if (version === STATE_VERSION || version === GUARDED_STATE_VERSION) return;
  throw new UnknownEntryError(
    `the state in a snapshot has version ${String(version)}, and this build knows versions ${String(STATE_VERSION)} and ${String(GUARDED_STATE_VERSION)}: run another build`,
  );
}
