import { SnapshotNotFoundError } from '@lolraft/raft-core';
import type { CompletedPart } from '@aws-sdk/client-s3';
import type { Bucket, ObjectFacts, Upload } from './bucket.js';
import { failure, isNotFound } from './failures.js';

const MAX_PARTS = 10_000;
const AT_ONCE = 4;

/** Copies an object within the bucket, without its bytes coming here. `source` is what `head` said of it. */
export async function copyObject(
  bucket: Bucket,
  from: string,
  source: ObjectFacts,
  to: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    if (source.size <= bucket.settings.copyPartBytes) await bucket.copy(from, source.etag, to, { signal });
    else await copyInParts(bucket, from, source, to, signal);
  } catch (error) {
    if (isNotFound(error)) throw new SnapshotNotFoundError(`there is no snapshot ${bucket.place(from)} any more`);
    throw failure(error, 'copying', `${bucket.place(from)} to ${bucket.place(to)}`);
  }
}

async function copyInParts(
  bucket: Bucket,
  from: string,
  { size, etag }: ObjectFacts,
  to: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const partBytes = Math.max(bucket.settings.copyPartBytes, Math.ceil(size / MAX_PARTS));
  const upload = await bucket.begin(to, undefined, { signal });
  const gone = new AbortController();
  const onAbort = (): void => gone.abort(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  const parts: CompletedPart[] = [];
  let next = 0;
  const copySome = async (): Promise<void> => {
    while (next * partBytes < size) {
      const number = next++;
      const range = { key: from, etag, from: number * partBytes, end: Math.min(size, (number + 1) * partBytes) };
      parts[number] = await bucket.copyPart(upload, number + 1, range, { signal: gone.signal });
    }
  };
  const workers = Array.from({ length: AT_ONCE }, copySome);
  try {
    await Promise.all(workers);
    await bucket.complete(upload, parts, { signal });
  } catch (error) {
    gone.abort();
    await Promise.allSettled(workers);
    await giveUp(bucket, upload);
    throw error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

/** The first failure is what the caller hears; an upload that stays is listed as partial, and deleted as such. */
async function giveUp(bucket: Bucket, upload: Upload): Promise<void> {
  await bucket.abandon(upload, { afterClose: true }).catch(() => undefined);
}
