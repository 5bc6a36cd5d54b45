import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { CompletedPart } from '@aws-sdk/client-s3';
import {
  InvalidArgumentError,
  RaftError,
  SnapshotExistsError,
  SnapshotStoreError,
  type SavedSnapshot,
  type SnapshotTag,
  type SnapshotWriter,
} from '@lolraft/raft-core';
import type { Bucket, Upload } from './bucket.js';
import { failure, isNoSuchUpload, statusOf } from './failures.js';
import { PartBuffer } from './part-buffer.js';
import { Slices } from './slices.js';

/** S3's own bound. */
const MAX_PARTS = 10_000;

export interface S3WriterSetting {
  readonly bucket: Bucket;
  readonly key: string;
  readonly tag: SnapshotTag;
  readonly signal: AbortSignal | undefined;
  /** Throws where the store is closed or the signal has fired. */
  check(): void;
  ended(): void;
}

/**
 * What fits into one part is put as one object; more is uploaded in parts, some at once. Nothing of either is to be seen before
 * its last request. An interrupted upload cannot be gone on with, since nobody can read its parts: `suspend` abandons it.
 */
export class S3Writer implements SnapshotWriter {
  readonly offset = 0;
  readonly #setting: S3WriterSetting;
  readonly #slices = new Slices();
  /** Ends what is on its way, for all reasons. */
  readonly #gone = new AbortController();
  readonly #onAbort = (): void => this.#gone.abort(this.#setting.signal?.reason);
  /** Tells our object from another of the same name, where an answer was lost. */
  readonly #id = randomBytes(16).toString('hex');
  #part: PartBuffer;
  readonly #free: PartBuffer[] = [];
  #upload: Upload | undefined;
  readonly #parts: Promise<CompletedPart>[] = [];
  readonly #uploading = new Set<Promise<unknown>>();
  #uploadFailure: Error | undefined;
  #size = 0;
  #checksum = 0;
  #state: 'open' | 'busy' | 'failed' | 'committed' | 'ending' = 'open';
  #current: Promise<unknown> = Promise.resolve();
  #ending: Promise<void> | undefined;

  constructor(setting: S3WriterSetting) {
    this.#setting = setting;
    this.#part = this.#newPart();
    // Each part on its way listens to it.
    setMaxListeners(0, this.#gone.signal);
    setting.signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  write(chunk: Uint8Array): Promise<void> {
    return this.#exclusively(async () => {
      for (let at = 0; at < chunk.length; ) {
        // Not as soon as it is full: if nothing follows, it is the whole resource.
        if (this.#part.isFull) await this.#send();
        const before = at;
        ({ at, checksum: this.#checksum } = await this.#part.fill(chunk, at, this.#checksum, this.#slices));
        this.#size += at - before;
        this.#check();
      }
    });
  }

  commit(): Promise<SavedSnapshot> {
    return this.#exclusively(async () => {
      await this.#finish();
      await this.#verify();
      this.#state = 'committed';
      this.#end();
      return { tag: this.#setting.tag.slice(), size: this.#size, checksum: this.#checksum };
    });
  }

  suspend(): Promise<void> {
    return this.abort();
  }

  abort(): Promise<void> {
    if (this.#is('committed')) return Promise.resolve();
    this.#gone.abort();
    this.#ending ??= this.#abandon();
    return this.#ending;
  }

  async #abandon(): Promise<void> {
    await this.#current;
    if (this.#is('committed')) return;
    this.#state = 'ending';
    try {
      // A part that arrived after the upload was abandoned would stay for ever.
      await Promise.allSettled(this.#uploading);
      if (this.#upload !== undefined) await this.#setting.bucket.abandon(this.#upload, { afterClose: true });
    } finally {
      this.#end();
    }
  }

  #end(): void {
    this.#setting.signal?.removeEventListener('abort', this.#onAbort);
    this.#setting.ended();
  }

  /** Begins to upload the part that is full, once there are few enough on their way. */
  async #send(): Promise<void> {
    const { bucket, key } = this.#setting;
    const { parallelParts, partBytes } = bucket.settings;
    if (this.#parts.length === MAX_PARTS) {
      throw new SnapshotStoreError(
        `${bucket.place(key)} is larger than ${MAX_PARTS} parts of ${partBytes} bytes: raise partBytes`,
        { retryable: false },
      );
    }
    const asker = { signal: this.#gone.signal };
    this.#upload ??= await bucket.begin(key, this.#id, asker);
    while (this.#uploading.size >= parallelParts) {
      await Promise.race(this.#uploading);
      this.#check();
    }
    const part = this.#part;
    const sent = bucket.uploadPart(this.#upload, this.#parts.length + 1, part.body(), asker);
    this.#parts.push(sent);
    const done = sent.then(
      () => {
        part.clear();
        this.#free.push(part);
      },
      (error: unknown) => {
        this.#uploadFailure ??= failure(error, 'UploadPart', bucket.place(key));
      },
    );
    this.#uploading.add(done);
    void done.then(() => this.#uploading.delete(done));
    this.#part = this.#free.pop() ?? this.#newPart();
  }

  async #finish(): Promise<void> {
    const { bucket, key } = this.#setting;
    const asker = { signal: this.#gone.signal };
    const isOne = this.#parts.length === 0;
    if (!isOne && this.#part.filled > 0) await this.#send();
    await Promise.all(this.#uploading);
    this.#check();
    try {
      if (this.#upload === undefined) await bucket.put(key, this.#part.body(), this.#id, asker);
      else await bucket.complete(this.#upload, await Promise.all(this.#parts), asker);
    } catch (error) {
      // The answer to the first attempt may have been lost, and this be the one to the second.
      const isTaken = statusOf(error) === 412;
      if (!isTaken && !(this.#upload !== undefined && isNoSuchUpload(error))) throw error;
      const found = await bucket.head(key, asker);
      if (found?.writer === this.#id) return;
      if (isTaken) throw new SnapshotExistsError(`snapshot ${bucket.place(key)} is there already`);
      throw error;
    }
  }

  async #verify(): Promise<void> {
    const { bucket, key } = this.#setting;
    const found = await bucket.head(key, { signal: this.#gone.signal });
    if (found?.size === this.#size) return;
    const what = found === undefined ? 'is not there' : `has ${found.size} bytes`;
    throw new SnapshotStoreError(`${bucket.place(key)} was written with ${this.#size} bytes, and ${what} now`, {
      retryable: true,
    });
  }

  #newPart(): PartBuffer {
    const { partBytes, contentMd5 } = this.#setting.bucket.settings;
    return new PartBuffer(partBytes, contentMd5);
  }

  #check(): void {
    this.#setting.check();
    if (this.#uploadFailure !== undefined) throw this.#uploadFailure;
  }

  #exclusively<T>(body: () => Promise<T>): Promise<T> {
    const run = async (): Promise<T> => {
      this.#setting.check();
      if (this.#state !== 'open') throw new InvalidArgumentError(`a writer that is ${this.#state} takes no more calls`);
      this.#state = 'busy';
      try {
        const result = await body();
        if (this.#is('busy')) this.#state = 'open';
        return result;
      } catch (error) {
        if (this.#is('busy')) this.#state = 'failed';
        // A caller who gave up hears that, not what became of the requests.
        if (!(error instanceof RaftError && error.code === 'SNAPSHOT_EXISTS')) this.#setting.check();
        throw failure(error, 'upload', this.#setting.bucket.place(this.#setting.key));
      }
    };
    const running = run();
    this.#current = running.catch(() => undefined);
    return running;
  }

  /** A state that another call may have set meanwhile. */
  #is(state: string): boolean {
    return this.#state === state;
  }
}
