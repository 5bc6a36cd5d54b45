import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import {
  CorruptionError,
  InvalidArgumentError,
  SnapshotNotFoundError,
  SnapshotStoreError,
  type OpenOptions,
} from '@lolraft/raft-core';
import type { Bucket } from './bucket.js';
import { failure, isNotFound, statusOf } from './failures.js';
import type { Interruptible } from './interruptible.js';
import { Slices } from './slices.js';

const MAX_CHUNK_BYTES = 1024 * 1024;
const BACKOFF_MS = 200;
const MAX_BACKOFF_MS = 5_000;

/** One answer to a GET: its bytes, where they begin and how many are to come. */
interface Download {
  readonly body: { next(): Promise<IteratorResult<Uint8Array>>; destroy(): void };
  readonly etag: string | undefined;
  readonly end: number;
}

/** Reads a range, in as many requests as it takes: one that is cut is followed by one for the rest of the same object. */
export async function* readObject(
  bucket: Bucket,
  key: string,
  { from = 0, length }: OpenOptions,
  work: Interruptible,
): AsyncGenerator<Uint8Array> {
  const place = bucket.place(key);
  if (!isCount(from) || (length !== undefined && !isCount(length))) {
    throw new InvalidArgumentError(`no range from ${from} of ${place}`);
  }
  const { maxResumes, idleTimeoutMs } = bucket.settings;
  const slices = new Slices();
  let at = from;
  let end: number | undefined;
  let etag: string | undefined;
  for (let failures = 0; end === undefined || at < end; ) {
    work.check();
    let download: Download | undefined;
    try {
      download = await begin(bucket, key, at, end ?? endOf(from, length), etag, work);
      if (download === undefined) break;
      etag ??= download.etag;
      end = download.end;
      while (at < end) {
        const next = await work.within(download.body.next(), idleTimeoutMs, `GetObject of ${place}`);
        if (next.done === true) throw new SnapshotStoreError(`${place} was cut after ${at} bytes`, { retryable: true });
        if (at + next.value.length > end) throw new CorruptionError(`${place}: more bytes came than were asked for`);
        for (let piece = 0; piece < next.value.length; piece += MAX_CHUNK_BYTES) {
          const chunk = next.value.subarray(piece, piece + MAX_CHUNK_BYTES);
          at += chunk.length;
          failures = 0;
          yield chunk;
          // One turn of the loop reads up to 2 MiB of a socket that is not paused, with all that is done to them.
          await slices.pause();
          work.check();
        }
      }
    } catch (error) {
      work.check();
      const described = describe(error, place, etag);
      const isCut = described instanceof SnapshotStoreError && described.retryable;
      if (!isCut || failures === maxResumes) throw described;
      failures++;
      await work.sleep(Math.min(MAX_BACKOFF_MS, BACKOFF_MS * 2 ** failures) * (0.5 + Math.random() / 2));
    } finally {
      download?.body.destroy();
    }
  }
  work.check();
}

/** Undefined where no byte is wanted, or there is none from `at` on. */
async function begin(
  bucket: Bucket,
  key: string,
  at: number,
  end: number | undefined,
  etag: string | undefined,
  work: Interruptible,
): Promise<Download | undefined> {
  const place = bucket.place(key);
  if (end === at) {
    await expectWithin(bucket, key, at, work);
    return undefined;
  }
  const range = at === 0 && end === undefined ? undefined : `bytes=${at}-${end === undefined ? '' : end - 1}`;
  let answer: GetObjectCommandOutput;
  try {
    answer = await bucket.get(key, range, etag, work);
  } catch (error) {
    if (statusOf(error) !== 416) throw error;
    if (etag !== undefined) throw new CorruptionError(`${place} has become shorter while it was read`);
    // No such byte: an empty object, or a range that begins at its end.
    await expectWithin(bucket, key, at, work);
    return undefined;
  }
  const body = bodyOf(answer, place);
  const { ContentLength: length = Number.NaN, ETag } = answer;
  const { first, total } = rangeOf(answer.ContentRange, length);
  if (first !== at || at + length !== Math.min(end ?? total, total)) {
    body.destroy();
    throw new SnapshotStoreError(
      `GetObject of ${place}: asked for ${range ?? 'everything'}, the answer has ` +
        `${answer.ContentRange ?? 'no range'} and ${length} bytes: does the server know ranges?`,
      { retryable: false },
    );
  }
  // Servers need not heed the condition.
  if (etag !== undefined && ETag !== etag) {
    body.destroy();
    throw new CorruptionError(`${place} has become another object while it was read`);
  }
  return { body, etag: ETag, end: at + length };
}

/** @throws {SnapshotNotFoundError | InvalidArgumentError} */
async function expectWithin(bucket: Bucket, key: string, at: number, work: Interruptible): Promise<void> {
  const found = await bucket.head(key, { signal: work.signal });
  if (found === undefined) throw new SnapshotNotFoundError(`there is no snapshot ${bucket.place(key)}`);
  if (at > found.size) {
    throw new InvalidArgumentError(`no range from ${at} of ${bucket.place(key)}, which has ${found.size} bytes`);
  }
}

function describe(error: unknown, place: string, etag: string | undefined): Error {
  if (isNotFound(error)) return new SnapshotNotFoundError(`there is no snapshot ${place}`);
  if (etag !== undefined && statusOf(error) === 412) {
    return new CorruptionError(`${place} has become another object while it was read`);
  }
  return failure(error, 'GetObject', place);
}

function bodyOf({ Body }: GetObjectCommandOutput, place: string): Download['body'] {
  // In Node the SDK gives a Readable, whatever its types say.
  const body: unknown = Body;
  if (isReadable(body)) {
    const iterator = body[Symbol.asyncIterator]();
    return {
      next: () => iterator.next(),
      destroy: () => {
        // What breaks from now on, nobody asks for.
        body.on('error', () => undefined);
        body.destroy();
      },
    };
  }
  throw new SnapshotStoreError(`GetObject of ${place}: the answer has no body that can be read`, { retryable: false });
}

/** Of Node's `Readable` what is used here. */
interface ByteStream extends AsyncIterable<Uint8Array> {
  on(event: 'error', listener: () => void): unknown;
  destroy(): void;
}

function isReadable(value: unknown): value is ByteStream {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'destroy' in value;
}

/** Undefined for "to the end". */
function endOf(from: number, length: number | undefined): number | undefined {
  return length === undefined || !Number.isSafeInteger(from + length) ? undefined : from + length;
}

/** Where an answer begins, and how large the object is: from `bytes first-last/total`, or all of it. */
function rangeOf(contentRange: string | undefined, length: number): { readonly first: number; readonly total: number } {
  if (contentRange === undefined) return { first: 0, total: length };
  const match = /^bytes (\d+)-\d+\/(\d+)$/.exec(contentRange);
  return { first: Number(match?.[1]), total: Number(match?.[2]) };
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
