import { createReadStream } from 'node:fs';
import { type FileHandle, link, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import {
  InvalidArgumentError,
  openResource,
  RaftError,
  type ResourceHeader,
  type SnapshotPart,
} from '@lolraft/raft-core';
import { decodeState } from './decode-state.js';

export interface SavedFile {
  readonly file: string;
  readonly index: number;
  readonly size: number;
}

function fileError(what: string, error: unknown): RaftError {
  return new RaftError('UNAVAILABLE', `${what}: ${error instanceof Error ? error.message : String(error)}`, {
    cause: error,
  });
}

/** The bytes of a file, as a snapshot to start from. */
export async function* readFile(file: string): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 }))
      yield new Uint8Array(chunk as Buffer);
  } catch (error) {
    if (error instanceof RaftError) throw error;
    throw fileError(`${file} cannot be read`, error);
  }
}

/**
 * Writes a snapshot into a file, which is there whole or not at all: a temporary file beside it, synced, then renamed.
 * @throws {InvalidArgumentError} where the file is there already, unless `replace`.
 */
export async function saveFile(
  file: string,
  parts: AsyncIterable<SnapshotPart>,
  replace: boolean,
  onProgress: (received: number, size: number) => void,
): Promise<SavedFile> {
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.partial`);
  let handle: FileHandle;
  try {
    handle = await open(temporary, 'wx');
  } catch (error) {
    throw fileError(`${temporary} cannot be written`, error);
  }
  let last: SnapshotPart | undefined;
  let received = 0;
  try {
    try {
      for await (const part of parts) {
        await handle.writeFile(part.bytes);
        received += part.bytes.length;
        last = part;
        onProgress(received, part.size);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (last === undefined || received !== last.size)
      throw new RaftError('UNAVAILABLE', `only ${received} of ${last?.size ?? 0} bytes of the snapshot came`);
    await putInPlace(temporary, file, replace);
    return { file, index: last.index, size: last.size };
  } catch (error) {
    throw error instanceof RaftError ? error : fileError(`${file} cannot be written`, error);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function putInPlace(temporary: string, file: string, replace: boolean): Promise<void> {
  if (replace) {
    await rename(temporary, file);
  } else {
    try {
      // Unlike a rename, a link replaces nothing.
      await link(temporary, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      throw new InvalidArgumentError(`${file} is there already: name another file, or say --force`);
    }
  }
  const folder = await open(path.dirname(file), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

export interface FileInfo extends ResourceHeader {
  readonly keys: number;
  readonly revision: number;
}

/** Reads a file through, and says what is in it. @throws {CorruptionError | UnknownEntryError} */
export async function inspectFile(file: string): Promise<FileInfo> {
  const { header, state } = await openResource(readFile(file));
  const { size, revision } = await decodeState(state);
  return { ...header, keys: size, revision };
}
