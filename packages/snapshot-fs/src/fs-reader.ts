import {
  CorruptionError,
  crc32c,
  InvalidArgumentError,
  SnapshotNotFoundError,
  SnapshotStoreError,
  type OpenOptions,
} from '@lolraft/raft-core';
import { errorCode, failure } from './failures.js';
import { BLOCK_BYTES, readFully } from './file-bytes.js';
import { READ, type File, type FileSystem } from './file-system.js';
import { decodeHeader, HEADER_BYTES, type ResourceHeader } from './resource-header.js';

/** A whole resource that is open for reading. */
export interface OpenResource {
  readonly file: File;
  readonly header: ResourceHeader;
}

/**
 * @throws {SnapshotNotFoundError}
 * @throws {CorruptionError} where the file is not as long as its header says, or has no good header.
 */
export async function openResource(fs: FileSystem, path: string): Promise<OpenResource> {
  let file: File;
  try {
    file = await fs.open(path, READ);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') throw new SnapshotNotFoundError(`there is no snapshot ${path}`);
    if (errorCode(error) === 'ELOOP') {
      throw new SnapshotStoreError(`${path} is a symbolic link, which is never followed`, { retryable: false });
    }
    throw failure(error, 'opening', path);
  }
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw new SnapshotStoreError(`${path} is no file`, { retryable: false });
    const header = decodeHeader(await readFully(file, HEADER_BYTES, 0));
    if (typeof header === 'string') throw new CorruptionError(`snapshot ${path} is damaged: ${header}`);
    const size = stats.size - HEADER_BYTES;
    if (!header.whole || header.size !== size) {
      throw new CorruptionError(
        `snapshot ${path} is damaged: it has ${size} bytes, and was written with ${header.size}`,
      );
    }
    return { file, header };
  } catch (error) {
    await file.close();
    throw failure(error, 'opening', path);
  }
}

/** Reads a range; where it is all of the resource, the checksum too is compared, before the stream ends. */
export async function* readResource(
  { file, header }: OpenResource,
  path: string,
  { from = 0, length }: OpenOptions,
  check: () => void,
): AsyncGenerator<Uint8Array> {
  if (!isCount(from) || (length !== undefined && !isCount(length)) || from > header.size) {
    throw new InvalidArgumentError(`no range from ${from} of ${path}, which has ${header.size} bytes`);
  }
  const end = Math.min(header.size, from + (length ?? header.size));
  let checksum = 0;
  for (let at = from; at < end; ) {
    check();
    const chunk = await readFully(file, Math.min(BLOCK_BYTES, end - at), HEADER_BYTES + at).catch((error: unknown) => {
      check();
      throw failure(error, 'reading', path);
    });
    check();
    if (chunk.length === 0) throw new CorruptionError(`snapshot ${path} is damaged: it ends after ${at} bytes`);
    at += chunk.length;
    checksum = crc32c(chunk, 0, chunk.length, checksum);
    if (at === header.size && from === 0 && checksum !== header.checksum) {
      throw new CorruptionError(`snapshot ${path} is damaged: its checksum is wrong`);
    }
    yield chunk;
  }
  check();
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
