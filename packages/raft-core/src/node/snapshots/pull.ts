import { crc32c } from '../../model/crc32c.js';
import { AbortedError, CorruptionError, UnavailableError } from '../../model/errors.js';
import type { NodeId } from '../../model/ids.js';
import { MAX_CHUNK_BYTES, type SnapshotChunk, type TransferMessage } from '../../model/messages.js';
import type { SnapshotTag } from '../../model/state.js';
import type { Clock, Timer } from '../../ports/clock.js';
import type { SnapshotWriter } from '../../ports/snapshots.js';

/** Chunks that are asked for and not written yet: what a fetch holds in memory. */
const WINDOW = 8;
/** A chunk that has not come after so long, and nothing else either, is asked for again (milliseconds)... */
const PATIENCE_MS = 1_000;
/** ...and then after twice as long, up to this: a slow link must not carry everything many times. */
const MAX_PATIENCE_MS = 8_000;

export interface PullSource {
  readonly from: NodeId;
  readonly tag: SnapshotTag;
  readonly size: number;
}

export interface PullSite {
  readonly clock: Clock;
  /** How long the holder may be silent while something is asked for, in milliseconds; then the pull ends. */
  readonly silenceLimit: number;
  send(to: NodeId, message: TransferMessage): void;
  onProgress(received: number): void;
}

/** A chunk that was asked for. */
interface Asked {
  readonly offset: number;
  readonly length: number;
  /** When it was asked for at first, and last. */
  readonly since: number;
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
  #patience = PATIENCE_MS;
  /** When the last chunk came that was of use. */
  #heardAt = -Infinity;
  #timer: Timer | undefined;
  #writing = false;
  /** How it ends, once that is known; undefined: well. */
  #ended: { readonly error: Error | undefined } | undefined;
  #settle: (() => void) | undefined;

  constructor(source: PullSource, writer: SnapshotWriter, rate: number, site: PullSite) {
    this.#source = source;
    this.#writer = writer;
    this.#rate = rate;
    this.#site = site;
    this.#next = writer.offset;
    this.#written = writer.offset;
    this.#notBefore = site.clock.now();
  }

  /**
   * Resolves when all bytes are written. Rejects where a write fails, the signal fires, the resource is gone, its holder says nothing
   * for too long, or it is shorter than was said; the writer is at rest then.
   */
  run(signal: AbortSignal): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const onAbort = (): void => {
        this.#end(new AbortedError('not_applied', signal.reason));
      };
      this.#settle = () => {
        signal.removeEventListener('abort', onAbort);
        const error = this.#ended?.error;
        if (error === undefined) resolve();
        else reject(error);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) onAbort();
      else this.#go();
    });
  }

  /** A write that is under way is waited for: a writer takes one call at a time. */
  #end(error: Error | undefined): void {
    if (this.#ended !== undefined) return;
    this.#ended = { error };
    this.#timer?.cancel();
    if (!this.#writing) this.#settle?.();
  }

  /** The holder has no such resource. */
  gone(error: Error): void {
    this.#end(error);
  }

  /** A chunk came. One that was not asked for, or is damaged, is as good as lost. */
  received(chunk: SnapshotChunk): void {
    if (this.#ended !== undefined) return;
    const asked = this.#asked.find(({ offset, bytes }) => offset === chunk.offset && bytes === undefined);
    if (asked === undefined || crc32c(chunk.bytes) !== chunk.checksum || chunk.bytes.length > asked.length) return;
    if (chunk.bytes.length < asked.length) {
      this.#end(new CorruptionError(`a snapshot ends before the ${this.#source.size} bytes that it is said to have`));
      return;
    }
    asked.bytes = chunk.bytes;
    this.#heardAt = this.#site.clock.now();
    this.#write();
    this.#go();
  }

  #go(): void {
    if (this.#ended !== undefined) return;
    if (this.#written === this.#source.size) {
      this.#end(undefined);
      return;
    }
    const now = this.#site.clock.now();
    if (now >= this.#hopelessAt) {
      this.#end(new UnavailableError(`${this.#source.from} does not send the snapshot that it offered`, 'not_applied'));
      return;
    }
    const lost = this.#asked.filter((asked) => asked.bytes === undefined && now >= this.#lostAt(asked));
    for (const asked of lost) this.#ask(asked, now);
    if (lost.length > 0) this.#patience = Math.min(this.#patience * 2, MAX_PATIENCE_MS);
    while (this.#asked.length < WINDOW && this.#next < this.#source.size && now >= this.#notBefore) {
      const length = Math.min(MAX_CHUNK_BYTES, this.#source.size - this.#next);
      const asked = { offset: this.#next, length, since: now, at: now, bytes: undefined };
      this.#next += length;
      this.#notBefore = Math.max(this.#notBefore, now - PATIENCE_MS) + (length / this.#rate) * 1000;
      this.#asked.push(asked);
      this.#ask(asked, now);
    }
    this.#arm(now);
  }

  /** Chunks come in the order in which they were asked for: as long as others come, it may be on its way. */
  #lostAt(asked: Asked): number {
    return Math.max(asked.at, this.#heardAt) + this.#patience;
  }

  /** When the holder has been silent for too long, unless it sends something before. */
  get #hopelessAt(): number {
    const since = this.#asked.reduce(
      (at, asked) => (asked.bytes === undefined ? Math.min(at, asked.since) : at),
      Infinity,
    );
    return Math.max(since, this.#heardAt) + this.#site.silenceLimit;
  }

  #ask(asked: Asked, now: number): void {
    asked.at = now;
    const { offset, length } = asked;
    this.#site.send(this.#source.from, { type: 'snapshotPull', tag: this.#source.tag, offset, length });
  }

  /** Wakes for the next chunk that may be lost, and for the rate. */
  #arm(now: number): void {
    let at = this.#hopelessAt;
    for (const asked of this.#asked) if (asked.bytes === undefined) at = Math.min(at, this.#lostAt(asked));
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
    if (this.#writing || first?.bytes === undefined || this.#ended !== undefined) return;
    this.#writing = true;
    this.#writer.write(first.bytes).then(
      () => {
        this.#writing = false;
        if (this.#ended !== undefined) {
          this.#settle?.();
          return;
        }
        this.#asked.shift();
        this.#written += first.length;
        this.#site.onProgress(this.#written);
        this.#write();
        this.#go();
      },
      (error: unknown) => {
        this.#writing = false;
        if (this.#ended === undefined) this.#end(error instanceof Error ? error : new Error(String(error)));
        else this.#settle?.();
      },
    );
  }
}
