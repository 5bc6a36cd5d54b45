import { randomBytes } from 'node:crypto';
import { type FileHandle, link, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import {
  CorruptionError,
  InvalidArgumentError,
  openResource,
  type ResourceHeader,
  type SnapshotPart,
} from '@lolraft/raft-core';
import { LocalFileError } from '@lolraft/cli-kit';
import type { StateCounts, StateReader } from './app-backup.js';
import { onFile, readFile } from './read-file.js';

export interface SavedFile {
  readonly file: string;
  readonly index: number;
  readonly size: number;
}

/**
 * Writes a snapshot into a file, which is there whole and verified or not at all: a temporary file beside it, synced, read
 * through, then renamed.
 * @param readState as `inspectFile` has it.
 * @param parts is not asked for anything before the temporary file is open.
 * @throws {InvalidArgumentError} where the file is there already, unless `replace`.
 * @throws {LocalFileError} where this machine cannot keep it.
 * @throws {CorruptionError | UnknownEntryError} where what came is no snapshot that a cluster could start from.
 */
export async function saveFile(
  file: string,
  parts: AsyncIterable<SnapshotPart>,
  readState: StateReader,
  replace: boolean,
  onProgress: (received: number, size: number) => void,
): Promise<SavedFile> {
  if (!replace && (await isThere(file))) throw fileIsThere(file);
  const name = `.${path.basename(file)}.${randomBytes(6).toString('hex')}.partial`;
  const temporary = path.join(path.dirname(file), name);
  const what = `${file} cannot be written`;
  const handle = await onFile(what, open(temporary, 'wx'));
  try {
    const last = await writeParts(handle, parts, what, onProgress);
    await verifyFile(temporary, readState, last);
    await putInPlace(temporary, file, replace);
    return { file, index: last.index, size: last.size };
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Writes and syncs all parts; resolves with the last one. */
async function writeParts(
  handle: FileHandle,
  parts: AsyncIterable<SnapshotPart>,
  what: string,
  onProgress: (received: number, size: number) => void,
): Promise<SnapshotPart> {
  let last: SnapshotPart | undefined;
  let received = 0;
  try {
    for await (const part of parts) {
      await onFile(what, handle.writeFile(part.bytes));
      received += part.bytes.length;
      last = part;
      onProgress(received, part.size);
    }
    await onFile(what, handle.sync());
  } finally {
    await handle.close();
  }
  if (last === undefined || received !== last.size)
    throw new CorruptionError(`only ${received} of ${last?.size ?? 0} bytes of the snapshot came`);
  return last;
}

/** What is on the disk now is read as a new cluster would read it. */
async function verifyFile(file: string, readState: StateReader, { index }: SnapshotPart): Promise<void> {
  const found = await inspectFile(file, readState);
  if (found.index !== index)
    throw new CorruptionError(`the snapshot that came is of index ${found.index}, and not of ${index} as was said`);
}

async function isThere(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw new LocalFileError(`${file} cannot be looked at`, error);
  }
}

function fileIsThere(file: string): InvalidArgumentError {
  return new InvalidArgumentError(`${file} is there already: name another file, or say --force`);
}

/** File systems without hard links. */
const NO_LINK = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

async function putInPlace(temporary: string, file: string, replace: boolean): Promise<void> {
  const what = `${file} cannot be written`;
  if (replace || !(await linked(temporary, file))) await onFile(what, rename(temporary, file));
  const folder = await onFile(what, open(path.dirname(file), 'r'));
  try {
    await onFile(what, folder.sync());
  } finally {
    await folder.close();
  }
}

/** Unlike a rename, a link replaces nothing that has come meanwhile. False where there are no links. */
async function linked(temporary: string, file: string): Promise<boolean> {
  try {
    await link(temporary, file);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw fileIsThere(file);
    if (NO_LINK.has(code)) return false;
    throw new LocalFileError(`${file} cannot be written`, error);
  }
}

export interface FileInfo extends ResourceHeader {
  readonly counts: StateCounts;
}

/**
 * Reads a file through, and says what is in it.
 * @param readState of the app whose state it is.
 * @throws {LocalFileError | CorruptionError | UnknownEntryError}
 */
export async function inspectFile(file: string, readState: StateReader): Promise<FileInfo> {
  const { header, state } = await openResource(readFile(file));
  return { ...header, counts: await readState(state) };
}
