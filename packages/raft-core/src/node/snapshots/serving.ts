import { crc32c } from '../../model/crc32c.js';
import { InvalidArgumentError, SnapshotNotFoundError } from '../../model/errors.js';
import type { NodeId } from '../../model/ids.js';
import { MAX_CHUNK_BYTES, type SnapshotPull } from '../../model/messages.js';
import { sameTag } from '../../model/snapshot-record.js';
import type { SnapshotTag } from '../../model/state.js';
import type { Keeping } from './keeping.js';
import type { Recorded } from './recorded.js';
import type { SnapshotSite } from './site.js';

/** Pulls that wait; more are as good as lost, and asked again... */
const MAX_WAITING = 256;
/** ...and of one peer, which asks for no more than its window: none takes the place of all. */
const MAX_WAITING_OF_ONE = 16;

/**
 * Serves the bytes of this node's snapshots, one chunk at a time, so that serving costs a bounded part of memory and disk. Each
 * pull stands for itself: nothing is kept between two of them, but that what is in use is not deleted.
 */
export class Serving {
  readonly #site: SnapshotSite;
  /** Knows which snapshots are of the own group: only those may be read. */
  readonly #keeping: Pick<Keeping, 'holds' | 'pin'>;
  readonly #recorded: Pick<Recorded, 'judge'>;
  readonly #stop = new AbortController();
  readonly #waiting: { from: NodeId; pull: SnapshotPull }[] = [];
  #busy = false;

  constructor(site: SnapshotSite, keeping: Pick<Keeping, 'holds' | 'pin'>, recorded: Pick<Recorded, 'judge'>) {
    this.#site = site;
    this.#keeping = keeping;
    this.#recorded = recorded;
  }

  stop(): void {
    this.#waiting.length = 0;
    this.#stop.abort();
  }

  pull(from: NodeId, pull: SnapshotPull): void {
    this.#keeping.pin(pull.tag);
    if (this.#stop.signal.aborted || this.#waiting.length >= MAX_WAITING) return;
    // Asked again while it waits: one answer will do.
    const isSame = (other: { from: NodeId; pull: SnapshotPull }): boolean =>
      other.from === from && other.pull.offset === pull.offset && sameTag(other.pull.tag, pull.tag);
    if (this.#waiting.some(isSame)) return;
    if (this.#waiting.filter((other) => other.from === from).length >= MAX_WAITING_OF_ONE) return;
    this.#waiting.push({ from, pull });
    if (!this.#busy) void this.#serve();
  }

  async #serve(): Promise<void> {
    this.#busy = true;
    for (;;) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      await this.#answer(next.from, next.pull);
    }
    this.#busy = false;
  }

  async #answer(to: NodeId, { tag, offset, length }: SnapshotPull): Promise<void> {
    if (!this.#keeping.holds(tag)) {
      this.#site.send(to, { type: 'snapshotGone', tag });
      return;
    }
    try {
      const bytes = await this.#read(tag, offset, Math.min(length, MAX_CHUNK_BYTES));
      if (this.#stop.signal.aborted) return;
      if (bytes.length === 0) {
        // Behind the end there is nothing: who asks was told of a larger resource, and there is none such.
        this.#site.send(to, { type: 'snapshotGone', tag });
        return;
      }
      this.#site.send(to, { type: 'snapshotChunk', tag, offset, bytes, checksum: crc32c(bytes) });
      this.#site.events.emit('snapshotServed', { group: this.#site.group, peer: to, bytes: bytes.length });
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      // What cannot be read now may be readable soon: the peer asks again. What is gone is gone.
      if (error instanceof SnapshotNotFoundError) this.#site.send(to, { type: 'snapshotGone', tag });
      this.#site.events.emit('snapshotFailed', { group: this.#site.group, what: 'serve', error });
      this.#recorded.judge(tag, error);
    }
  }

  async #read(tag: SnapshotTag, from: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    let at = 0;
    try {
      for await (const piece of this.#site.store.open(tag, { from, length, signal: this.#stop.signal })) {
        const part = piece.subarray(0, length - at);
        bytes.set(part, at);
        at += part.length;
        if (at === length) break;
      }
    } catch (error) {
      // `from` is beyond the end.
      if (!(error instanceof InvalidArgumentError)) throw error;
    }
    return bytes.subarray(0, at);
  }
}
