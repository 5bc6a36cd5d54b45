import { RaftError, SnapshotStoreError, StorageFullError } from '@lolraft/raft-core';

const FULL = new Set(['ENOSPC', 'EDQUOT']);
/** What passes without anybody's doing. */
const PASSING = new Set(['EMFILE', 'ENFILE', 'EAGAIN', 'EINTR', 'EBUSY', 'ENOMEM', 'ESTALE', 'ETIMEDOUT']);

/** The `code` of an error from the file system (`ENOENT`, ...). */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** What a failure of the file system is to a caller. Errors of ours pass as they are. */
export function failure(error: unknown, doing: string, file: string): Error {
  if (error instanceof RaftError) return error;
  const code = errorCode(error) ?? '';
  if (FULL.has(code)) return new StorageFullError(`no space is left (${code}) for ${doing} of ${file}`);
  const reason = error instanceof Error ? error.message : String(error);
  return new SnapshotStoreError(`${doing} of ${file} failed: ${reason}`, {
    retryable: PASSING.has(code),
    cause: error,
  });
}
