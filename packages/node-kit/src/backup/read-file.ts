import { createReadStream } from 'node:fs';
import { LocalFileError } from '@lolraft/cli-kit';

/** The bytes of a file, as a snapshot to start from. */
export async function* readFile(file: string): AsyncGenerator<Uint8Array, void, undefined> {
  const chunks: AsyncIterator<Buffer> = createReadStream(file, { highWaterMark: 256 * 1024 })[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await onFile(`${file} cannot be read`, chunks.next());
      if (next.done === true) return;
      yield new Uint8Array(next.value);
    }
  } finally {
    await chunks.return?.();
  }
}

/** What fails here is a matter of this machine, unlike what comes from the cluster. */
export async function onFile<T>(what: string, done: Promise<T>): Promise<T> {
  try {
    return await done;
  } catch (error) {
    throw new LocalFileError(what, error);
  }
}
