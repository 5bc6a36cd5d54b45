import { ByteReader } from '@lolraft/app-kit';
import { CorruptionError } from '@lolraft/raft-core';
import { type Key, toKey } from '../state/keys.js';
import type { KeyRecord } from '../state/records.js';

/** Reads the fields of one item. All that it throws is `CorruptionError`. */
export class ItemReader extends ByteReader {
  constructor(item: Uint8Array) {
    super(item, (why) => new CorruptionError(`an item of the state does not decode: ${why}`));
  }

  key(): Key {
    return toKey(this.raw(this.varint()));
  }

  /** With whose value the item ends. */
  record(): KeyRecord {
    const key = this.key();
    const [createRevision, modRevision, version, lease] = [this.varint(), this.varint(), this.varint(), this.varint()];
    // A copy, so that the piece can go.
    return { key, value: new Uint8Array(this.rest()), createRevision, modRevision, version, lease };
  }
}
