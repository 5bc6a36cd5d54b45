import { S3Client } from '@aws-sdk/client-s3';
import {
  AbortedError,
  ClosedError,
  InvalidArgumentError,
  parseSnapshotTag,
  sameSnapshotOwner,
  SnapshotExistsError,
  SnapshotNotFoundError,
  SnapshotStoreError,
  snapshotOwnerPath,
  snapshotTag,
  type ListedSnapshot,
  type OpenOptions,
  type SnapshotName,
  type SnapshotOwner,
  type SnapshotStore,
  type SnapshotTag,
  type SnapshotWriter,
} from '@lolraft/raft-core';
import { Bucket } from './bucket.js';
import { Interruptible, Interruptibles } from './interruptible.js';
import { isClient, realmOf, settingsOf, type S3SnapshotsOptions } from './options.js';
import { copyObject } from './s3-copy.js';
import { readObject } from './s3-reader.js';
import { S3Writer } from './s3-writer.js';
import { SlicedSha256 } from './sliced-sha256.js';

/**
 * Snapshots as objects of a bucket, under `prefix/cluster/group/node/store/index-term-nonce`; the tag is that key without the
 * prefix. Made without a request: whether the bucket can be reached shows at the first call.
 */
export class S3Snapshots implements SnapshotStore {
  readonly realm: string | undefined;
  readonly #bucket: Bucket;
  readonly #client: S3Client;
  readonly #isClientOurs: boolean;
  readonly #underWay = new Interruptibles();
  /** Keys that this store is writing or copying to. */
  readonly #making = new Set<string>();
  readonly #writers = new Set<S3Writer>();
  readonly #running = new Set<Promise<void>>();
  #closing: Promise<void> | undefined;

  /** @throws {InvalidArgumentError} where an option is none. */
  constructor(options: S3SnapshotsOptions) {
    const settings = settingsOf(options);
    this.realm = realmOf(options, settings);
    const { client } = options;
    this.#isClientOurs = !isClient(client);
    this.#client = isClient(client)
      ? client
      : // Servers other than AWS do not know the checksums that the SDK adds by itself.
        new S3Client({
          requestChecksumCalculation: 'WHEN_REQUIRED',
          responseChecksumValidation: 'WHEN_REQUIRED',
          sha256: SlicedSha256,
          requestHandler: { connectionTimeout: Math.min(5_000, settings.timeoutMs) },
          ...client,
        });
    this.#bucket = new Bucket(this.#client, settings, this.#underWay);
  }

  create(owner: SnapshotOwner, name: SnapshotName, signal?: AbortSignal): Promise<SnapshotWriter> {
    return this.#run(signal, async () => {
      const tag = snapshotTag(owner, name);
      const key = this.#key(tag);
      await this.#take(key, signal);
      const writer: S3Writer = new S3Writer({
        ...{ bucket: this.#bucket, key, tag, signal },
        check: () => this.#check(signal),
        ended: () => {
          this.#making.delete(key);
          this.#writers.delete(writer);
        },
      });
      this.#writers.add(writer);
      return writer;
    });
  }

  async *open(tag: SnapshotTag, options: OpenOptions = {}): AsyncGenerator<Uint8Array> {
    this.#check(options.signal);
    if (parseSnapshotTag(tag) === undefined) throw new SnapshotNotFoundError('no snapshot has such a tag');
    const work = new Interruptible(options.signal, this.#underWay);
    try {
      yield* readObject(this.#bucket, this.#key(tag), options, work);
    } finally {
      work.dispose();
    }
  }

  adopt(owner: SnapshotOwner, name: SnapshotName, source: SnapshotTag, signal?: AbortSignal): Promise<SnapshotTag> {
    return this.#run(signal, async () => {
      const tag = snapshotTag(owner, name);
      const [from, to] = [this.#key(source), this.#key(tag)];
      const isNamed = parseSnapshotTag(source) !== undefined;
      const found = isNamed ? await this.#bucket.head(from, { signal }) : undefined;
      if (found === undefined)
        throw new SnapshotNotFoundError(`there is no snapshot to copy to ${this.#bucket.place(to)}`);
      await this.#take(to, signal);
      try {
        await copyObject(this.#bucket, from, found, to, signal);
        const copy = await this.#bucket.head(to, { signal });
        if (copy?.size !== found.size) {
          const what = `${this.#bucket.place(to)} was copied with ${found.size} bytes, and has ${copy?.size ?? 'none'}`;
          throw new SnapshotStoreError(what, { retryable: true });
        }
      } finally {
        this.#making.delete(to);
      }
      return tag;
    });
  }

  delete(owner: SnapshotOwner, tag: SnapshotTag): Promise<void> {
    return this.#run(undefined, async () => {
      const named = parseSnapshotTag(tag);
      if (named === undefined || !sameSnapshotOwner(named.owner, owner)) {
        throw new InvalidArgumentError(`the snapshot to delete is not of ${snapshotOwnerPath(owner)}`);
      }
      const key = this.#key(tag);
      if (this.#making.has(key)) throw new InvalidArgumentError(`${this.#bucket.place(key)} is being written`);
      await this.#abandonUploads(key);
      await this.#bucket.delete(key);
    });
  }

  async *list(owner: SnapshotOwner): AsyncGenerator<ListedSnapshot> {
    const prefix = `${this.#bucket.settings.prefix}${snapshotOwnerPath(owner)}/`;
    const seen = new Set<string>();
    const tell = (key: string, size: number | undefined, partial: boolean): ListedSnapshot | undefined => {
      const tag = Buffer.from(key.slice(this.#bucket.settings.prefix.length), 'utf8');
      if (seen.has(key) || parseSnapshotTag(tag) === undefined) return undefined;
      seen.add(key);
      return { tag: new Uint8Array(tag), size, partial };
    };
    this.#check();
    for await (const { key, size } of this.#bucket.objects(prefix)) {
      const listed = tell(key, size, false);
      if (listed !== undefined) yield listed;
      this.#check();
    }
    for await (const { key } of this.#bucket.uploads(prefix)) {
      const listed = tell(key, undefined, true);
      if (listed !== undefined) yield listed;
      this.#check();
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#underWay.close();
    await Promise.all(this.#running);
    // An upload that cannot be abandoned now is listed as partial by the next store.
    await Promise.allSettled([...this.#writers].map((writer) => writer.suspend()));
    if (this.#isClientOurs) this.#client.destroy();
  }

  /** The key of a tag. Only for tags that have been parsed, or made here. */
  #key(tag: SnapshotTag): string {
    return `${this.#bucket.settings.prefix}${Buffer.from(tag).toString('latin1')}`;
  }

  /**
   * Takes a name that has never been used, for as long as it is in `#making`, and removes what an earlier writer has left of it.
   * @throws {SnapshotExistsError}
   */
  async #take(key: string, signal: AbortSignal | undefined): Promise<void> {
    if (this.#making.has(key)) throw new SnapshotExistsError(`snapshot ${this.#bucket.place(key)} is being written`);
    this.#making.add(key);
    try {
      if ((await this.#bucket.head(key, { signal })) !== undefined) {
        throw new SnapshotExistsError(`snapshot ${this.#bucket.place(key)} is there already`);
      }
      await this.#abandonUploads(key);
      this.#check(signal);
    } catch (error) {
      this.#making.delete(key);
      throw error;
    }
  }

  async #abandonUploads(key: string): Promise<void> {
    for await (const upload of this.#bucket.uploads(key)) if (upload.key === key) await this.#bucket.abandon(upload);
  }

  #check(signal?: AbortSignal): void {
    if (this.#closing !== undefined) throw new ClosedError('the snapshot store');
    if (signal?.aborted === true) throw new AbortedError('not_applied', signal.reason);
  }

  /** One call, which `close` waits for. */
  #run<T>(signal: AbortSignal | undefined, body: () => Promise<T>): Promise<T> {
    const run = async (): Promise<T> => {
      this.#check(signal);
      return body();
    };
    const running = run();
    const done = (): void => void this.#running.delete(tracked);
    const tracked: Promise<void> = running.then(done, done);
    this.#running.add(tracked);
    return running;
  }
}
