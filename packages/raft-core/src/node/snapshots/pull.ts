import { crc32c } from '../../model/crc32c.js';
import { AbortedError } from '../../model/errors.js';
import type { NodeId } from '../../model/ids.js';
import { MAX_CHUNK_BYTES, type SnapshotChunk, type TransferMessage } from '../../model/messages.js';
import type { SnapshotTag } from '../../model/state.js';
import type { Clock, Timer } from '../../ports/clock.js';
import type { SnapshotWriter } from '../../ports/snapshots.js';

/** Chunks that are asked for and not written yet: what a fetch holds in memory. */
const WINDOW = 8;
/** A chunk that has not come after so long is asked for again (milliseconds). */
const PATIENCE_MS = 1_000;

export interface PullSource {
  readonly from: NodeId;
  readonly tag: SnapshotTag;
  readonly size: number;
}

export interface PullSite {
  readonly clock: Clock;
  send(to: NodeId, message: TransferMessage): void;
  onProgress(received: number): void;
}

/** A chunk that was asked for. */
interface Asked {
  readonly offset: number;
  readonly length: number;
  at: number;
  bytes: Uint8Array | undefined;
}

/**
 * Pulls the bytes of one resource from a peer into a writer, in order, from where the writer stands: a window of chunks is
 * asked for, each is checked, and what gets lost is asked for again. Memory is bounded by the window, the speed by `rate`, in bytes
 * per second.
 */
export class Pull {
  readonly #source: PullSource;
  readonly #site: PullSite;
  readonly #writer: SnapshotWriter;
  readonly #rate: number;
  readonly #asked: Asked[] = [];
  #next: number;
  #written: number;
  /** Nothing more is asked for before this: the rate. */
  #notBefore: number;
  #timer: Timer | undefined;
  #writing = false;
  #settle: { resolve: () => void; reject: (error: Error) => void } | undefined;

  constructor(source: PullSource, writer: SnapshotWriter, rate: number, site: PullSite) {
    this.#source = source;
    this.#writer = writer;
    this.#rate = rate;
    this.#site = site;
    this.#next = writer.offset;
    this.#written = writer.offset;
    this.#notBefore = site.clock.now();
  }

  /** Resolves when all bytes are written. Rejects where a write fails, the signal fires, or the resource is gone. */
  run(signal: AbortSignal): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const onAbort = (): void => {
        this.#end(new AbortedError('not_applied', signal.reason));
      };
      const done = (): void => {
        this.#settle = undefined;
        this.#timer?.cancel();
        signal.removeEventListener('abort', onAbort);
      };
      this.#settle = {
        resolve: () => {
          done();
          resolve();
        },
        reject: (error) => {
          done();
          reject(error);
        },
      };
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) onAbort();
      else this.#go();
    });
  }

  #end(error: Error): void {
    this.#settle?.reject(error);
  }

  /** The holder has no such resource. */
  gone(error: Error): void {
    this.#end(error);
  }

  /** A chunk came. One that was not asked for, or is damaged, is as good as lost. */
  received(chunk: SnapshotChunk): void {
    if (this.#settle === undefined) return;
    const asked = this.#asked.find(({ offset, bytes }) => offset === chunk.offset && bytes === undefined);
    if (asked?.length !== chunk.bytes.length || crc32c(chunk.bytes) !== chunk.checksum) return;
    asked.bytes = chunk.bytes;
    this.#write();
    this.#go();
  }

  #go(): void {
    if (this.#settle === undefined) return;
    if (this.#written === this.#source.size) {
      this.#settle.resolve();
      return;
    }
    const now = this.#site.clock.now();
    for (const asked of this.#asked)
      if (asked.bytes === undefined && now - asked.at >= PATIENCE_MS) this.#ask(asked, now);
    while (this.#asked.length < WINDOW && this.#next < this.#source.size && now >= this.#notBefore) {
      const length = Math.min(MAX_CHUNK_BYTES, this.#source.size - this.#next);
      const asked = { offset: this.#next, length, at: now, bytes: undefined };
      this.#next += length;
      this.#notBefore = Math.max(this.#notBefore, now - PATIENCE_MS) + (length / this.#rate) * 1000;
      this.#asked.push(asked);
      this.#ask(asked, now);
    }
    this.#arm(now);
  }

  #ask(asked: Asked, now: number): void {
    asked.at = now;
    const { offset, length } = asked;
    this.#site.send(this.#source.from, { type: 'snapshotPull', tag: this.#source.tag, offset, length });
  }

  /** Wakes for the next chunk that may be lost, and for the rate. */
  #arm(now: number): void {
    let at = Infinity;
    for (const asked of this.#asked) if (asked.bytes === undefined) at = Math.min(at, asked.at + PATIENCE_MS);
    if (this.#asked.length < WINDOW && this.#next < this.#source.size) at = Math.min(at, this.#notBefore);
    this.#timer?.cancel();
    this.#timer = undefined;
    if (at === Infinity) return;
    this.#timer = this.#site.clock.setTimer(Math.max(0, at - now), () => {
      this.#timer = undefined;
      this.#go();
    });
  }

  /** Writes what has come, in order, one chunk at a time. */
  #write(): void {
    const [first] = this.#asked;
    if (this.#writing || first?.bytes === undefined || this.#settle === undefined) return;
    this.#writing = true;
    this.#writer.write(first.bytes).then(
      () => {
        this.#writing = false;
        this.#asked.shift();
        this.#written += first.length;
        this.#site.onProgress(this.#written);
        this.#write();
        this.#go();
      },
      (error: unknown) => {
        this.#writing = false;
        this.#end(error instanceof Error ? error : new Error(String(error)));
      },
    );
  }
}
