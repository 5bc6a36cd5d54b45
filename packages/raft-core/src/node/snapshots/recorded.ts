import { crc32c } from '../../model/crc32c.js';
import { CorruptionError, SnapshotNotFoundError, UnavailableError } from '../../model/errors.js';
import { MAX_CHUNK_BYTES } from '../../model/messages.js';
import type { SnapshotPart } from '../../model/service.js';
import { sameTag, tagged } from '../../model/snapshot-record.js';
import type { SnapshotTag } from '../../model/state.js';
import type { Keeping } from './keeping.js';
import type { SnapshotSite } from './site.js';
import { checkMeasure, measureResource } from './stored.js';

/** Whether an error says something about the resource, and not about the way to it. */
export function isDamage(error: unknown): boolean {
  return error instanceof CorruptionError || error instanceof SnapshotNotFoundError;
}

/** The recorded snapshot as others read it, whoever they are; finds out where it is not what it should be. */
export class Recorded {
  readonly #site: SnapshotSite;
  readonly #keeping: Pick<Keeping, 'pin'>;
  readonly #onDamaged: () => void;
  /** The last one that was looked through after a complaint, or is so now. */
  #examined: SnapshotTag | undefined;
  readonly #stop = new AbortController();

  constructor(site: SnapshotSite, keeping: Pick<Keeping, 'pin'>, onDamaged: () => void) {
    this.#site = site;
    this.#keeping = keeping;
    this.#onDamaged = onDamaged;
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Its bytes, for a caller. @throws {CorruptionError} at the end, where they are not what was stored. */
  async *read(signal: AbortSignal): AsyncGenerator<SnapshotPart, void, undefined> {
    const recorded = tagged(this.#site.consensus.state.snapshot);
    if (recorded === undefined)
      throw new UnavailableError('this node has no snapshot yet: take one first', 'not_applied');
    const { tag, index, size } = recorded;
    let offset = 0;
    let checksum = 0;
    for await (const piece of this.#open(tag, signal)) {
      checksum = crc32c(piece, 0, piece.length, checksum);
      for (let at = 0; at < piece.length; at += MAX_CHUNK_BYTES) {
        const bytes = piece.subarray(at, at + MAX_CHUNK_BYTES);
        this.#keeping.pin(tag);
        yield { type: 'snapshotPart', index, size, offset, bytes };
        offset += bytes.length;
      }
    }
    try {
      checkMeasure({ size: offset, checksum }, recorded);
    } catch (error) {
      this.judge(tag, error);
      throw error;
    }
  }

  async *#open(tag: SnapshotTag, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield* this.#site.store.open(tag, { signal });
    } catch (error) {
      this.judge(tag, error);
      throw error;
    }
  }

  /** A reading of `tag` has failed: where that is the fault of the recorded snapshot, another one has to take its place. */
  judge(tag: SnapshotTag, error: unknown): void {
    if (!isDamage(error)) return;
    const recorded = tagged(this.#site.consensus.state.snapshot);
    if (recorded !== undefined && sameTag(recorded.tag, tag)) this.#onDamaged();
  }

  /** A peer could make no use of it: looks, once for each, whether that is its own fault. */
  async examine(): Promise<void> {
    const { store, clock, consensus, events, group } = this.#site;
    const recorded = tagged(consensus.state.snapshot);
    if (recorded === undefined) return;
    const { tag } = recorded;
    if (this.#examined !== undefined && sameTag(this.#examined, tag)) return;
    this.#examined = tag;
    const pin = (): void => {
      this.#keeping.pin(tag);
    };
    pin();
    try {
      checkMeasure(await measureResource(store, clock, tag, this.#stop.signal, pin), recorded);
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      // What could not be read may be found damaged another time.
      if (!isDamage(error)) this.#examined = undefined;
      events.emit('snapshotFailed', { group, what: 'read', error });
      this.judge(tag, error);
    }
  }
}
