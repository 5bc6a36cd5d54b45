import type { SnapshotTag } from '@lolraft/raft-core';

/** What a folder or a bucket would hold. It outlives the stores on it, and several may use it at once. */
export class MemorySnapshotPlace {
  /** The bytes of committed resources, by tag as text. */
  readonly whole = new Map<string, Uint8Array>();
  /** What writers have left, or are writing. */
  readonly partial = new Map<string, Uint8Array>();

  /** Everything that is there, as text of tags; for assertions. */
  get paths(): readonly string[] {
    return [...this.whole.keys(), ...this.partial.keys()].sort();
  }

  /** Flips the bits of `mask` in one byte of a committed resource, as a bad disk would. */
  damage(tag: SnapshotTag, offset: number, mask = 0xff): void {
    const bytes = this.whole.get(pathOf(tag));
    const byte = bytes?.[offset];
    if (bytes === undefined || byte === undefined) throw new RangeError(`there is no byte ${offset} of ${pathOf(tag)}`);
    bytes[offset] = byte ^ mask;
  }

  /** Loses a resource, as an operator's mistake would. */
  lose(tag: SnapshotTag): void {
    this.whole.delete(pathOf(tag));
  }
}

/** Arguments that a call can have, to be safe. */
const MAX_AT_ONCE = 4096;

/** Tags are ASCII where they are valid, and any bytes otherwise. */
export function pathOf(tag: SnapshotTag): string {
  // Not by a spread, which makes an object for each byte.
  const text = (bytes: Uint8Array): string => Reflect.apply(String.fromCharCode, undefined, bytes) as string;
  if (tag.length <= MAX_AT_ONCE) return text(tag);
  return text(tag.subarray(0, MAX_AT_ONCE)) + pathOf(tag.subarray(MAX_AT_ONCE));
}

/** One thing that a store is about to do, or has just done. */
export interface SnapshotStep {
  readonly what: 'create' | 'write' | 'commit' | 'suspend' | 'abort' | 'open' | 'read' | 'adopt' | 'delete' | 'list';
  /** The tag of the resource as text; the owner's path for `list`. */
  readonly path: string;
  /** Bytes of a `write` or `read`. */
  readonly bytes: number;
}

export type SnapshotHook = (step: SnapshotStep) => void | Promise<void>;
